// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {MockCash} from "contracts/mocks/MockCash.sol";

/// @notice Cash that, once told to refuse, moves nothing and answers false. Test only.
contract FalseCash is MockCash(0) {
    bool public refuses;

    function setRefuses(bool refuses_) external {
        refuses = refuses_;
    }

    function transfer(address to, uint256 amount) public override returns (bool) {
        return !refuses && super.transfer(to, amount);
    }

    function transferFrom(address from, address to, uint256 amount) public override returns (bool) {
        return !refuses && super.transferFrom(from, to, amount);
    }
}
