// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {AccessManaged} from "@openzeppelin/contracts/access/manager/AccessManaged.sol";
import {ERC20} from "@openzeppelin/contracts/token/ERC20/ERC20.sol";
import {ERC20Permit} from "@openzeppelin/contracts/token/ERC20/extensions/ERC20Permit.sol";

import {IDepositToken} from "interfaces/IDepositToken.sol";

/// @title DepositToken
/// @dev   Specification, errors and events: IDepositToken.
///
/// TRUST
/// The bank owes what it mints. It can burn only what was sent back to it, so it cannot take a
/// holder's deposits.
contract DepositToken is IDepositToken, ERC20Permit, AccessManaged {
    uint8 private immutable _decimals;

    /// @notice Whether a payment reference was used.
    mapping(bytes32 paymentReference => bool) public isUsed;

    constructor(address authority, string memory name_, string memory symbol_, uint8 decimals_)
        ERC20(name_, symbol_)
        ERC20Permit(name_)
        AccessManaged(authority)
    {
        _decimals = decimals_;
    }

    /// @inheritdoc IDepositToken
    function mint(bytes32 paymentReference, address to, uint256 amount) external restricted {
        _use(paymentReference);
        emit DepositMinted(paymentReference, to, amount);
        _mint(to, amount);
    }

    /// @inheritdoc IDepositToken
    function burn(bytes32 paymentReference, uint256 amount) external restricted {
        _use(paymentReference);
        emit DepositBurned(paymentReference, msg.sender, amount);
        _burn(msg.sender, amount);
    }

    /// @notice Digits after the point of the currency: 0 for JPY, 2 for CNY.
    function decimals() public view override returns (uint8) {
        return _decimals;
    }

    function _use(bytes32 paymentReference) private {
        require(!isUsed[paymentReference], ReferenceUsed(paymentReference));
        isUsed[paymentReference] = true;
    }
}
