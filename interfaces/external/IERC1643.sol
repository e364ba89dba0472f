// SPDX-License-Identifier: CC0-1.0
pragma solidity 0.8.37;

/// @title Interface of ERC-1643, document management
/// @dev   Source: ERC-1643, ethereum/EIPs issue 1643. The id is that of these four functions.
interface IERC1643 {
    event DocumentRemoved(bytes32 indexed name, string uri, bytes32 documentHash);
    event DocumentUpdated(bytes32 indexed name, string uri, bytes32 documentHash);

    function getDocument(bytes32 name) external view returns (string memory, bytes32, uint256);

    function setDocument(bytes32 name, string memory uri, bytes32 documentHash) external;

    function removeDocument(bytes32 name) external;

    function getAllDocuments() external view returns (bytes32[] memory);
}
