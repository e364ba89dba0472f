// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IBondTypes} from "interfaces/IBondTypes.sol";

/// @title  Delivery
/// @notice What every sale of new units shares: cash in escrow per bond, delivery of units against
///         payment in one step, refunds.
/// @dev    Invariants: IOffering, IBookbuilding.
interface IDelivery {
    /// @notice Where the sale of a bond stands.
    /// @dev    None -> Open -> Closed -> None
    enum Phase {
        None,
        Open,
        Closed
    }

    /// @notice Only the bond's bookrunner opens its book.
    error NotBookrunner(address caller, address bookrunner);
    /// @notice The bond is not ready for this step.
    error WrongBondStage(IBondTypes.Stage actual, IBondTypes.Stage required);
    /// @notice The book is not at this step.
    error WrongPhase(address bond, Phase actual, Phase required);
    /// @notice The book takes no orders (any more).
    error BookNotOpen(address bond, uint40 closesAt, uint256 time);
    /// @notice The book is not over yet.
    error BookStillOpen(address bond, uint40 closesAt, uint256 time);
    /// @notice The investor may not hold this bond.
    error InvestorRestricted(address investor, IBondTypes.Restriction reason);
    /// @notice An order is for at least one unit and at most the offer.
    error OrderOutOfRange(uint256 units, uint256 limit);
    /// @notice The order is not the caller's, or was withdrawn.
    error NotYourOrder(address bond, uint256 order, address investor);
    /// @notice Settlement begins on the settlement day.
    error TooEarlyToSettle(uint256 time, uint256 settlesAt);
    /// @notice Nothing is owed to this account.
    error NothingOwed(address account);
    /// @notice Only the contract itself takes this step.
    error OnlySelf(address caller);

    /// @notice An order was settled: units delivered against cash, the rest refunded.
    event OrderSettled(
        address indexed bond,
        address indexed investor,
        uint256 order,
        uint256 units,
        uint256 cash,
        uint256 refund
    );
    /// @notice The bond or its vault refused a delivery: all of the order's cash is refunded.
    event DeliveryFailed(
        address indexed bond, address indexed investor, uint256 order, uint256 units, bytes reason
    );
    /// @notice Cash could not be returned to an investor and waits for it.
    event RefundHeld(address indexed cash, address indexed investor, uint256 amount);
    /// @notice Held cash was collected.
    event RefundCollected(address indexed cash, address indexed investor, uint256 amount);

    /// @notice Collects cash whose refund had failed. Caller: the investor.
    /// @custom:reverts NothingOwed
    function collect(address cash) external;

    /// @notice Pays `cost` to the vault and has the bond issue `units`, both or neither.
    ///         Caller: this contract.
    /// @custom:reverts OnlySelf
    function deliver(address bond, address vault, address investor, uint256 units, uint256 cost)
        external;

    /// @notice Refunds that could not be delivered [cash base units].
    function owed(address cash, address investor) external view returns (uint256);

    /// @notice Settlement token of a bond's orders, and what is held of it for them
    ///         [cash base units].
    function escrowOf(address bond) external view returns (address cash, uint256 held);
}
