// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IBondOffice} from "interfaces/IBondOffice.sol";

import {BondState, Platform} from "contracts/bond/BondState.sol";
import {Documents} from "contracts/bond/Documents.sol";
import {AccountWord} from "contracts/libraries/AccountWord.sol";
import {CivilTime} from "contracts/libraries/CivilTime.sol";
import {TermsCode} from "contracts/libraries/TermsCode.sol";
import {CouponKind, Terms} from "contracts/types/Terms.sol";
import {Rate} from "contracts/types/Units.sol";

/// @title BondOffice
/// @dev   Specification: IBondOffice. Reached through a bond, whose storage it works on. Called by
///        itself it is no bond: its stage is Cancelled for ever.
contract BondOffice is Documents {
    using AccountWord for uint256;
    using TermsCode for bytes;

    constructor(Platform memory platform) BondState(platform) {}

    /// @inheritdoc IBondOffice
    function isin() external view returns (string memory) {
        return string(abi.encodePacked(_terms().isin));
    }

    /// @inheritdoc IBondOffice
    function currency() external view returns (address) {
        return _code().cash();
    }

    /// @inheritdoc IBondOffice
    function denomination() external view returns (uint256) {
        return _code().denomination();
    }

    /// @inheritdoc IBondOffice
    function issueVolume() external view returns (uint256) {
        return _terms().issueUnits;
    }

    /// @inheritdoc IBondOffice
    function couponRate() external view returns (uint256) {
        bytes memory code = _code();
        if (code.couponKind() == CouponKind.Fixed) return Rate.unwrap(code.fixedRate());
        return Rate.unwrap(_pricedRate);
    }

    /// @inheritdoc IBondOffice
    function issueDate() external view returns (uint256) {
        Terms memory t = _terms();
        return CivilTime.startOf(t.issueDay, t.zoneOffset);
    }

    /// @inheritdoc IBondOffice
    function maturityDate() external view returns (uint256) {
        bytes memory code = _code();
        return CivilTime.startOf(_endDay(code, _register), code.zoneOffset());
    }

    /// @inheritdoc IBondOffice
    function principalOf(address account) external view returns (uint256) {
        return _holdings.accounts[account].balance() * (_code().denomination() - _repaid);
    }
}
