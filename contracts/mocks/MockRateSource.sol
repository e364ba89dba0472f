// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IRateSource} from "interfaces/IRateSource.sol";

import {Rate} from "contracts/types/Units.sol";

/// @notice A source of rates that says what it was told. Test only.
contract MockRateSource is IRateSource {
    struct Answer {
        bool known;
        Rate rate;
    }

    /// @inheritdoc IRateSource
    mapping(bytes32 rateTerms => bool) public isDefined;
    /// @inheritdoc IRateSource
    mapping(address bond => mapping(uint256 coupon => Answer)) public rateOf;

    function introduce(bytes32 rateTerms) external {
        isDefined[rateTerms] = true;
    }

    function set(address bond, uint256 coupon, Rate rate) external {
        rateOf[bond][coupon] = Answer(true, rate);
    }
}
