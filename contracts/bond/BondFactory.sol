// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {AccessManaged} from "@openzeppelin/contracts/access/manager/AccessManaged.sol";
import {Clones} from "@openzeppelin/contracts/proxy/Clones.sol";

import {IBondFactory} from "interfaces/IBondFactory.sol";
import {ICommitments} from "interfaces/ICommitments.sol";
import {IRateSource} from "interfaces/IRateSource.sol";

import {Bond} from "contracts/bond/Bond.sol";
import {BondTerms} from "contracts/bond/BondTerms.sol";
import {TermsCode} from "contracts/libraries/TermsCode.sol";
import {CouponKind, Terms} from "contracts/types/Terms.sol";

/// @title BondFactory
/// @dev   Specification, errors and events: IBondFactory. What terms and schedules must be like:
///        BondTerms.
///
/// TRUST
/// Holds nothing and owns nothing: what it made cannot be changed by it or through it. A new
/// version of the bond is a new factory; the bonds of the old one stay as they are.
contract BondFactory is IBondFactory, AccessManaged {
    address public immutable bondImplementation;
    address public immutable vaultImplementation;
    ICommitments public immutable commitments;
    IRateSource public immutable floatingRates;
    IRateSource public immutable impactRates;

    /// @inheritdoc IBondFactory
    mapping(bytes12 isin => address bond) public bondOf;

    constructor(
        address authority,
        address bondImplementation_,
        address vaultImplementation_,
        ICommitments commitments_,
        IRateSource floatingRates_,
        IRateSource impactRates_
    ) AccessManaged(authority) {
        bondImplementation = bondImplementation_;
        vaultImplementation = vaultImplementation_;
        commitments = commitments_;
        floatingRates = floatingRates_;
        impactRates = impactRates_;
    }

    /// @inheritdoc IBondFactory
    function create(Terms calldata t, bytes calldata schedule)
        external
        restricted
        returns (address bond, address vault)
    {
        require(msg.sender == t.issuer, NotIssuer(msg.sender, t.issuer));
        BondTerms.requireTerms(t);
        require(bondOf[t.isin] == address(0), IsinTaken(t.isin, bondOf[t.isin]));
        _requireRateTerms(t);

        vault = Clones.cloneWithImmutableArgs(
            vaultImplementation, abi.encodePacked(t.cash, t.issuer, t.trustee, t.currency)
        );
        bytes memory code = TermsCode.encode(t, schedule, vault);
        BondTerms.requireSchedule(t, code, schedule.length);
        bond = Clones.cloneWithImmutableArgs(bondImplementation, code);
        bondOf[t.isin] = bond;

        emit BondCreated(bond, vault, t.issuer, t, schedule);

        Bond(payable(bond)).initialize();
        commitments.enrol(vault);
    }

    /// @dev A source of rates is asked only for bonds that need one.
    function _requireRateTerms(Terms calldata t) private view {
        CouponKind kind = t.couponKind;
        bool sound;
        if (kind == CouponKind.Floating) sound = floatingRates.isDefined(t.rateTerms);
        else if (kind == CouponKind.ImpactLinked) sound = impactRates.isDefined(t.rateTerms);
        else sound = t.rateTerms == bytes32(0);
        require(sound, RateTermsInvalid(t.rateTerms));
    }
}
