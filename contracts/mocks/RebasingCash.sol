// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {MockCash} from "contracts/mocks/MockCash.sol";

/// @notice Cash whose balances all change at once: what an account has is its shares x index. Test
///         only.
contract RebasingCash is MockCash(0) {
    uint256 private constant ONE = 1_000_000;

    uint256 public index = ONE;

    /// @param index_ what a share is worth [ppm]
    function rebase(uint256 index_) external {
        index = index_;
    }

    function balanceOf(address account) public view override returns (uint256) {
        return super.balanceOf(account) * index / ONE;
    }

    function transfer(address to, uint256 amount) public override returns (bool) {
        return super.transfer(to, _sharesUp(amount));
    }

    function transferFrom(address from, address to, uint256 amount) public override returns (bool) {
        _spendAllowance(from, msg.sender, amount);
        _transfer(from, to, _sharesUp(amount));
        return true;
    }

    function _sharesUp(uint256 amount) private view returns (uint256) {
        return (amount * ONE + index - 1) / index;
    }
}
