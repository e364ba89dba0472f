// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {AccountWord} from "contracts/libraries/AccountWord.sol";
import {Holdings} from "contracts/libraries/Holdings.sol";

/// @notice The library over one register. Test only.
contract HoldingsHarness {
    using AccountWord for uint256;
    using Holdings for Holdings.Register;

    Holdings.Register private _holdings;

    function set(address holder, uint256 units, uint256 epoch) external {
        _holdings.setBalance(holder, _holdings.accounts[holder], units, epoch);
    }

    function move(address from, address to, uint256 units, uint256 epoch) external {
        uint256 account = _holdings.accounts[from];
        _holdings.setBalance(from, account, account.balance() - units, epoch);
        account = _holdings.accounts[to];
        _holdings.setBalance(to, account, account.balance() + units, epoch);
    }

    function balanceOf(address holder) external view returns (uint256) {
        return _holdings.accounts[holder].balance();
    }

    function balanceAt(address holder, uint256 index) external view returns (uint256) {
        return _holdings.balanceAt(holder, _holdings.accounts[holder], index);
    }
}
