// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Day} from "contracts/types/Units.sol";

/// @title  Investors
/// @notice Who may hold: eligibility until a date, jurisdiction, class and blocks of every account.
///         Identity documents stay off chain; the entry keeps the hash of the file.
/// @dev    INV-IN-1  the packed word and `investorOf` say the same, for every account
interface IInvestors {
    /// @notice An account's entry.
    /// @param identity      first 20 bytes of the SHA-256 of the identity file
    /// @param eligibleUntil last day on which the account may receive [day, UTC]
    /// @param jurisdiction  index in the platform's list of jurisdictions, 0 to 63
    /// @param class         1 retail, 2 professional, 3 institutional; higher may hold more
    /// @param withholding   tax withheld from coupons [ppm]
    struct Investor {
        bytes20 identity;
        Day eligibleUntil;
        uint8 jurisdiction;
        uint8 class;
        uint24 withholding;
    }

    /// @notice The list of jurisdictions has 64 places.
    error JurisdictionOutOfRange(uint8 jurisdiction, uint8 limit);
    /// @notice More than the whole coupon cannot be withheld.
    error WithholdingOutOfRange(uint24 withholding, uint24 limit);
    /// @notice An entry needs an account and the hash of an identity file.
    error IdentityMissing(address account);
    /// @notice Two lists that belong together have different lengths.
    error LengthMismatch(uint256 accounts, uint256 entries);
    /// @notice The account was never admitted.
    error NotAdmitted(address account);

    /// @notice An account was admitted, or its entry renewed.
    event InvestorAdmitted(address indexed account, Investor investor);
    /// @notice An account was barred from sending, receiving, both, or neither any more.
    event InvestorBlocked(address indexed account, bool send, bool receive_);

    /// @notice Admits one account, or renews its entry; blocks are kept. Caller: REGISTRAR.
    /// @custom:reverts IdentityMissing, JurisdictionOutOfRange, WithholdingOutOfRange
    function admit(address account, Investor calldata investor) external;

    /// @notice Admits several accounts. Caller: REGISTRAR.
    /// @custom:reverts LengthMismatch and those of `admit`
    function admitMany(address[] calldata accounts, Investor[] calldata entries) external;

    /// @notice Bars an account from sending, receiving or both. Caller: REGISTRAR.
    /// @custom:reverts NotAdmitted
    function setBlocked(address account, bool send, bool receive_) external;

    /// @notice The packed entries of two accounts, for a register's single call per transfer.
    /// @return senderWord   layout of InvestorWord, 0 where never admitted
    /// @return receiverWord layout of InvestorWord, 0 where never admitted
    function pair(address from, address to)
        external
        view
        returns (uint256 senderWord, uint256 receiverWord);

    /// @notice An account's entry and blocks.
    function investorOf(address account)
        external
        view
        returns (Investor memory investor, bool sendBlocked, bool receiveBlocked);
}
