// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Ppm} from "contracts/types/Units.sol";

/// @title  Trades
/// @notice The secondary market: an order signed by its maker is filled by a taker, bonds against
///         cash with accrued interest, in one transaction or not at all.
/// @dev    INV-TR-1  holds neither cash nor bonds, ever
///         INV-TR-2  both legs settle in full, or neither
///         INV-TR-3  an order is never filled beyond its units, nor when cancelled or expired
///         INV-TR-4  a signature is good on one chain and for one contract only
///         INV-TR-5  the maker never pays more, nor gets less, than its price and accrued interest
interface ITrades {
    /// @notice What a maker offers. Signed under the EIP-712 domain "Greentrace Trades", "1".
    /// @param maker       who signs: an account, or a contract wallet (ERC-1271)
    /// @param taker       who may fill; zero: anyone
    /// @param bond        what is traded; its terms name the cash token and the calendar zone
    /// @param sells       the maker sells; else it buys
    /// @param units       at most, in all
    /// @param minimumFill fewest units in one fill, unless it is the rest; `units`: whole only
    /// @param price       clean, of the outstanding face value [ppm]; accrued interest comes on top
    /// @param expiresAt   filled before this instant [s UTC]
    /// @param nonce       orders with the same nonce are alternatives: when one of them is filled
    ///                    completely, or the nonce is cancelled, all are closed
    struct Order {
        address maker;
        address taker;
        address bond;
        bool sells;
        uint88 units;
        uint88 minimumFill;
        Ppm price;
        uint40 expiresAt;
        uint256 nonce;
    }

    /// @notice The maker cannot fill its own order.
    error SelfTrade(address maker);
    /// @notice The order is for another taker.
    error NotTaker(address caller, address taker);
    /// @notice The order's time is over.
    error OrderExpired(uint40 expiresAt, uint256 time);
    /// @notice The maker did not sign this order on this chain for this contract.
    error SignatureInvalid(address maker, bytes32 digest);
    /// @notice An order of this nonce was filled completely, or the nonce was cancelled.
    error NonceUsed(address maker, uint256 nonce);
    /// @notice A fill is of at least `minimumFill` units, or of all that are left.
    error FillOutOfRange(uint256 units, uint256 minimumFill, uint256 left);
    /// @notice Accrued interest, negative from ex-day to payment day, outweighs the clean price.
    error PriceNegative(int256 amount);
    /// @notice The account's code is too short to hold a bond's terms.
    error NotBond(address account);

    /// @notice An order was filled, completely when nothing is left.
    /// @param order its id: EIP-712 `hashStruct`
    /// @param units filled now
    /// @param left  can still be filled [units]
    /// @param amount what the buyer paid the seller, accrued interest included [cash base units]
    event OrderFilled(
        address indexed bond,
        address indexed maker,
        address indexed taker,
        bytes32 order,
        uint256 nonce,
        uint256 units,
        uint256 left,
        uint256 amount
    );
    /// @notice A maker closed all orders of some nonces: bit n of the mask is nonce 256 x word + n.
    event NoncesCancelled(address indexed maker, uint256 word, uint256 mask);

    /// @notice Fills an order: units from seller to buyer, cash the other way. Caller: the taker.
    ///         Both have approved this contract for what they give.
    /// @dev    The clean price is rounded once per fill, against the taker. The day is that of the
    ///         bond's zone. Delivery goes through the bond's gate and reverts with its reasons.
    /// @param  units of the order, to be filled now
    /// @return amount what the buyer paid the seller [cash base units]
    /// @custom:reverts SelfTrade, NotTaker, OrderExpired, SignatureInvalid, NonceUsed,
    ///                 FillOutOfRange, TransferRestricted, ERC20InsufficientBalance,
    ///                 ERC20InsufficientAllowance, NotBond, NoAccrual, RateUnknown, PriceNegative,
    ///                 InexactCash, SafeERC20FailedOperation
    function fill(Order calldata order, bytes calldata signature, uint88 units)
        external
        returns (uint256 amount);

    /// @notice Closes all orders of one nonce. Caller: their maker.
    /// @custom:reverts NonceUsed
    function cancel(uint256 nonce) external;

    /// @notice Closes all orders of up to 256 nonces: bit n of `mask` is nonce 256 x word + n. Used
    ///         ones stay as they are. Caller: their maker.
    function cancelWord(uint256 word, uint256 mask) external;

    /// @notice What `units` of an order cost now, accrued interest included [cash base units].
    /// @dev    After a record day that nobody struck yet this is as of before; the fill strikes it.
    /// @custom:reverts NotBond, NoAccrual, RateUnknown, PriceNegative
    function quote(Order calldata order, uint88 units) external view returns (uint256 amount);

    /// @notice Where an order stands, whoever signed it.
    /// @return left    units that can still be filled
    /// @return closed  filled completely, or its nonce is used or cancelled: the log says which
    /// @return expired its time is over
    function stateOf(Order calldata order)
        external
        view
        returns (uint256 left, bool closed, bool expired);

    /// @notice Nonces of a maker that are used: bit n is nonce 256 x word + n.
    function usedNonces(address maker, uint256 word) external view returns (uint256);

    /// @notice Id of an order: EIP-712 `hashStruct`.
    function idOf(Order calldata order) external pure returns (bytes32);

    /// @notice What the maker signs: EIP-712 digest on this chain for this contract.
    function digestOf(Order calldata order) external view returns (bytes32);
}
