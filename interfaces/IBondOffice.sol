// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IBondTypes} from "interfaces/IBondTypes.sol";

/// @title  The bond's office: what the register agent does, the bond's papers, standard readings
/// @notice Moves without the holder, ERC-1643 documents, the getters of ERC-7092.
/// @dev    One contract to its users: the bond passes these calls on (docs/adr/0011).
///         INV-BO-8  a recovered holder has all that the lost one had: units, freeze, lock, put and
///                   unpaid coupons; the lost account has nothing and gets nothing
///         INV-BO-9  no unit moves without its holder before three announced days have passed
interface IBondOffice is IBondTypes {
    /* ENFORCEMENT */

    /// @notice Announces a move without the holder; it can be carried out after three days, for
    ///         thirty. For a recovery `units` is 0. Caller: REGISTER_AGENT.
    /// @param  document SHA-256 of the order that it rests on
    /// @custom:reverts NotRole, ForceInvalid
    function announceForce(
        address from,
        address to,
        uint256 units,
        ForceReason reason,
        bytes32 document
    ) external;

    /// @notice Withdraws an announced move. Caller: REGISTER_AGENT, or the trustee as a check.
    /// @custom:reverts NotParty, ForceNotDue
    function withdrawForce(address from, address to, uint256 units) external;

    /// @notice Carries out an announced move (ERC-7943). The sender's rules are skipped, the
    ///         receiver's are not; frozen units are freed as far as needed. Caller: REGISTER_AGENT.
    /// @custom:reverts NotRole, ForceNotDue, TransferRestricted, ERC20InsufficientBalance
    function forcedTransfer(address from, address to, uint256 amount) external returns (bool);

    /// @notice Carries out an announced recovery: all that `lost` had becomes the replacement's.
    ///         Caller: REGISTER_AGENT.
    /// @custom:reverts NotRole, ForceNotDue, RecoveryInvalid, TransferRestricted
    function recover(address lost, address replacement) external;

    /// @notice An announced move.
    function forceOf(address from, address to, uint256 units) external view returns (Force memory);

    /* DOCUMENTS */

    /// @notice Attaches or replaces a document (ERC-1643). Caller: issuer.
    /// @param  documentHash SHA-256
    /// @custom:reverts NotParty, DocumentInvalid
    function setDocument(bytes32 name, string calldata uri, bytes32 documentHash) external;

    /// @notice Removes a document (ERC-1643). Caller: issuer.
    /// @custom:reverts NotParty, DocumentMissing
    function removeDocument(bytes32 name) external;

    /// @notice A document and when it was last set (ERC-1643).
    function getDocument(bytes32 name)
        external
        view
        returns (string memory uri, bytes32 documentHash, uint256 lastModified);

    /// @notice Names of all documents (ERC-1643).
    function getAllDocuments() external view returns (bytes32[] memory);

    /* READING */

    /// @notice ISO 6166 (ERC-7092's name for it).
    function isin() external view returns (string memory);

    /// @notice Settlement token (ERC-7092).
    function currency() external view returns (address);

    /// @notice Face value of one unit at issue [cash base units] (ERC-7092).
    function denomination() external view returns (uint256);

    /// @notice Largest number of units ever issued (ERC-7092).
    function issueVolume() external view returns (uint256);

    /// @notice Annual rate of a Fixed or Bookbuilt bond [parts per billion], else 0 (ERC-7092).
    function couponRate() external view returns (uint256);

    /// @notice Start of the issue day [s UTC] (ERC-7092).
    function issueDate() external view returns (uint256);

    /// @notice Start of the day on which the bond ends as things stand [s UTC] (ERC-7092).
    function maturityDate() external view returns (uint256);

    /// @notice Outstanding face value of a holder [cash base units] (ERC-7092).
    function principalOf(address account) external view returns (uint256);
}
