// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {ERC20} from "@openzeppelin/contracts/token/ERC20/ERC20.sol";

import {MockCash} from "contracts/mocks/MockCash.sol";

/// @notice Cash that keeps one base unit of every transfer. Test only.
contract FeeCash is MockCash(0) {
    function _update(address from, address to, uint256 amount) internal override(ERC20) {
        super._update(from, to, amount);
        if (from != address(0) && to != address(0) && amount != 0) {
            super._update(to, address(0), 1);
        }
    }
}
