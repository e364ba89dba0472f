// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {MockCash} from "contracts/mocks/MockCash.sol";

/// @notice Cash that calls a set target in the middle of every transfer, and may then answer false
///         without moving anything. Test only.
contract ReenteringCash is MockCash(0) {
    address private _target;
    bytes private _data;
    bool private _refuses;

    /// @notice Whether the last call back went through, and what it answered.
    bool public succeeded;
    bytes public answer;

    function setCallBack(address target, bytes calldata data, bool refuses) external {
        (_target, _data, _refuses) = (target, data, refuses);
    }

    function transfer(address to, uint256 amount) public override returns (bool) {
        _callBack();
        return !_refuses && super.transfer(to, amount);
    }

    function transferFrom(address from, address to, uint256 amount) public override returns (bool) {
        _callBack();
        return !_refuses && super.transferFrom(from, to, amount);
    }

    function _callBack() private {
        // solhint-disable-next-line avoid-low-level-calls
        if (_target != address(0)) (succeeded, answer) = _target.call(_data);
    }
}
