// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

/// @title  Deposit token
/// @notice Tokenised bank deposits, for chains without a settlement token of their own.
/// @dev    INV-DT-1  a payment reference mints or burns once, whoever uses it
///         INV-DT-2  supply = minted - burned
interface IDepositToken {
    /// @notice The payment reference was used before.
    error ReferenceUsed(bytes32 paymentReference);

    /// @notice Deposits were credited against an incoming payment.
    event DepositMinted(bytes32 indexed paymentReference, address indexed to, uint256 amount);
    /// @notice Deposits were paid out.
    event DepositBurned(bytes32 indexed paymentReference, address indexed from, uint256 amount);

    /// @notice Credits a payment that the bank received. Caller: BANK.
    /// @param  paymentReference bank's reference of the payment, usable once
    /// @param  amount           [cash base units]
    /// @custom:reverts ReferenceUsed
    function mint(bytes32 paymentReference, address to, uint256 amount) external;

    /// @notice Burns deposits that came back to the bank and were paid out. Caller: BANK, from its
    ///         own balance.
    /// @custom:reverts ReferenceUsed
    function burn(bytes32 paymentReference, uint256 amount) external;
}
