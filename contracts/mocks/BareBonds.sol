// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Clones} from "@openzeppelin/contracts/proxy/Clones.sol";

import {TermsCode} from "contracts/libraries/TermsCode.sol";
import {Terms} from "contracts/types/Terms.sol";

/// @notice Clones that carry a bond's terms and schedule in their code, and do nothing. Test only.
contract BareBonds {
    event BondMade(address bond);

    function make(Terms calldata t, bytes calldata schedule) external returns (address bond) {
        bond =
            Clones.cloneWithImmutableArgs(address(this), TermsCode.encode(t, schedule, address(0)));
        emit BondMade(bond);
    }
}
