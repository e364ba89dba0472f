// SPDX-License-Identifier: CC0-1.0
pragma solidity 0.8.37;

/// @title Interface of ERC-7943 (uRWA) for fungible tokens
/// @dev   Source: ERC-7943, "Specification", final 2026-05-05; interface id 0x3edbb4c4.
interface IERC7943 {
    event ForcedTransfer(address indexed from, address indexed to, uint256 amount);
    event Frozen(address indexed account, uint256 amount);

    function forcedTransfer(address from, address to, uint256 amount) external returns (bool);

    function setFrozenTokens(address account, uint256 amount) external returns (bool);

    function canSend(address account) external view returns (bool);

    function canReceive(address account) external view returns (bool);

    function getFrozenTokens(address account) external view returns (uint256);

    function canTransfer(address from, address to, uint256 amount) external view returns (bool);
}
