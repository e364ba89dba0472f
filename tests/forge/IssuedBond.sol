// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Clones} from "@openzeppelin/contracts/proxy/Clones.sol";

import {AttestationKind} from "interfaces/IAttestations.sol";
import {IBond} from "interfaces/IBond.sol";
import {IBondTypes} from "interfaces/IBondTypes.sol";
import {IInvestors} from "interfaces/IInvestors.sol";
import {IRateSource} from "interfaces/IRateSource.sol";

import {Investors} from "contracts/access/Investors.sol";
import {Roles} from "contracts/access/Roles.sol";
import {Bond} from "contracts/bond/Bond.sol";
import {BondDesk} from "contracts/bond/BondDesk.sol";
import {BondOffice} from "contracts/bond/BondOffice.sol";
import {Platform} from "contracts/bond/BondState.sol";
import {TermsCode} from "contracts/libraries/TermsCode.sol";
import {MockAttestations} from "contracts/mocks/MockAttestations.sol";
import {MockCash} from "contracts/mocks/MockCash.sol";
import {CouponKind, Terms} from "contracts/types/Terms.sol";
import {AttestationId} from "contracts/types/Ids.sol";
import {Day, Rate} from "contracts/types/Units.sol";

import {ForgeTest} from "tests/forge/ForgeTest.sol";

/// @notice Real bonds, outstanding, without an offering before: this contract is issuer and
///         offering, and governs the roles.
abstract contract IssuedBond is ForgeTest {
    /// @dev 2027-01-01.
    uint32 internal constant ISSUE = 20_819;
    uint32 internal constant PERIOD = 90;
    /// @dev Days from the record day to the payment day.
    uint32 internal constant EX_PERIOD = 10;
    uint32 internal constant COUPONS = 4;
    /// @dev Prices do not divide it.
    uint96 internal constant FACE = 999_983;
    address internal constant AGENT = address(0x7203);
    bytes32 private constant FRAMEWORK = "framework";
    AttestationId private constant OPINION = AttestationId.wrap("opinion");

    Roles internal roles;
    Investors internal investors;
    MockAttestations internal attestations;
    MockCash internal cash;
    address private _implementation;

    function deployBonds(MockCash cash_) internal {
        vm.warp((uint256(ISSUE) - 20) * 1 days);
        roles = new Roles(address(this));
        roles.grantRole(roles.REGISTER_AGENT(), AGENT, 0);
        investors = new Investors(address(roles));
        attestations = new MockAttestations();
        cash = cash_;
        IRateSource none = IRateSource(address(0));
        Platform memory platform =
            Platform(investors, roles, attestations, address(this), address(this), none, none);
        _implementation = address(
            new Bond(platform, address(new BondDesk(platform, address(new BondOffice(platform)))))
        );
    }

    /// @dev Four coupons of 90 days at 4.125 %; the record day is ten days before payment.
    function someTerms() internal view returns (Terms memory t) {
        t.issuer = address(this);
        t.trustee = address(0x7201);
        t.bookrunner = address(0x7202);
        t.cash = address(cash);
        t.denomination = FACE;
        t.issueUnits = 1_000_000;
        t.rate = Rate.wrap(41_250_000);
        t.couponKind = CouponKind.Fixed;
        t.frequency = 4;
        t.issueDay = Day.wrap(ISSUE);
        t.maturityDay = Day.wrap(ISSUE + COUPONS * PERIOD);
        t.graceDays = 10;
        t.zoneOffset = 32_400;
        t.minimumClass = 2;
        t.jurisdictions = 1 << 1;
        t.isin = "TRADED000001";
        t.currency = "JPY";
        t.name = "Traded bond";
        t.document = "terms";
    }

    /// @dev Rows of TermsCode; `principal` is the share that every coupon repays, if amortising.
    function someSchedule(bool amortising, uint32 principal)
        internal
        pure
        returns (bytes memory rows)
    {
        for (uint16 i; i < COUPONS; ++i) {
            uint16 start = uint16(i * PERIOD);
            uint16 end = start + uint16(PERIOD);
            rows = abi.encodePacked(
                rows, start, end, end - uint16(EX_PERIOD), end, uint32(PERIOD), uint32(365)
            );
            if (amortising) rows = abi.encodePacked(rows, principal);
        }
    }

    /// @dev Priced, on its issue day: units can be issued.
    function newBond(Terms memory t, bytes memory schedule) internal returns (IBond bond) {
        bond = IBond(
            Clones.cloneWithImmutableArgs(
                _implementation, TermsCode.encode(t, schedule, address(0xBA17))
            )
        );
        Bond(payable(address(bond))).initialize();
        bytes32 subject = bond.frameworkSubject(FRAMEWORK);
        attestations.setLive(OPINION, AttestationKind.FrameworkOpinion, subject, true);
        bond.announce(FRAMEWORK, OPINION);
        bond.advanceTo(IBondTypes.Stage.Bookbuilding);
        bond.advanceTo(IBondTypes.Stage.Priced);
        if (block.timestamp < startOf(ISSUE)) vm.warp(startOf(ISSUE));
    }

    /// @dev Outstanding, all units with `holder`.
    function newBond(address holder, uint256 units) internal returns (IBond bond) {
        bond = newBond(someTerms(), someSchedule(false, 0));
        issue(bond, holder, units);
    }

    function issue(IBond bond, address holder, uint256 units) internal {
        bond.issue(holder, units);
        bond.advanceTo(IBondTypes.Stage.Outstanding);
    }

    function admit(address account) internal {
        admit(account, type(uint32).max);
    }

    function admit(address account, uint32 until) internal {
        investors.admit(account, IInvestors.Investor(bytes20("identity"), Day.wrap(until), 1, 2, 0));
    }

    /// @dev Instant at which a day begins in the bond's zone [s UTC].
    function startOf(uint256 day) internal pure returns (uint256) {
        return day * 1 days - 32_400;
    }
}
