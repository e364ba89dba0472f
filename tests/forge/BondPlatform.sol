// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {AttestationKind} from "interfaces/IAttestations.sol";
import {IInvestors} from "interfaces/IInvestors.sol";
import {IProjects} from "interfaces/IProjects.sol";

import {Investors} from "contracts/access/Investors.sol";
import {Roles} from "contracts/access/Roles.sol";
import {Bond} from "contracts/bond/Bond.sol";
import {BondFactory} from "contracts/bond/BondFactory.sol";
import {Offering} from "contracts/bond/Offering.sol";
import {BlockingCash} from "contracts/mocks/BlockingCash.sol";
import {MockAttestations} from "contracts/mocks/MockAttestations.sol";
import {Commitments} from "contracts/proceeds/Commitments.sol";
import {ProceedsVault} from "contracts/proceeds/ProceedsVault.sol";
import {DayCount} from "contracts/types/DayCount.sol";
import {AttestationId, ProjectId} from "contracts/types/Ids.sol";
import {Coupon, Terms} from "contracts/types/Terms.sol";
import {Day, Ppm} from "contracts/types/Units.sol";

import {ForgeTest} from "tests/forge/ForgeTest.sol";

/// @notice The one question that Commitments asks of projects.
contract EligibleCosts {
    struct Cost {
        uint128 amount;
        bytes3 currency;
    }

    mapping(ProjectId project => Cost) private _costs;

    function set(ProjectId project, uint128 amount, bytes3 currency) external {
        _costs[project] = Cost(amount, currency);
    }

    function eligibleCostOf(ProjectId project) external view returns (uint128, bytes3) {
        return (_costs[project].amount, _costs[project].currency);
    }
}

/// @notice The bond side of the platform, and bonds on it. This contract governs the roles and is
///         the issuer.
abstract contract BondPlatform is ForgeTest {
    /// @dev 2027-01-01.
    uint32 internal constant ISSUE = 20_819;
    uint32 internal constant PERIOD = 30;
    bytes3 internal constant JPY = "JPY";
    AttestationId internal constant OPINION = AttestationId.wrap("opinion");
    bytes32 internal constant FRAMEWORK = "framework";

    address internal constant TRUSTEE = address(0x7201);
    address internal constant BOOKRUNNER = address(0x7202);
    address internal constant AGENT = address(0x7203);

    Roles internal roles;
    Investors internal investors;
    MockAttestations internal attestations;
    EligibleCosts internal costs;
    Commitments internal commitments;
    Offering internal offering;
    BondFactory internal factory;
    BlockingCash internal cash;

    function deployPlatform() internal {
        vm.warp((uint256(ISSUE) - 20) * 1 days);
        roles = new Roles(address(this));
        investors = new Investors(address(roles));
        attestations = new MockAttestations();
        costs = new EligibleCosts();
        commitments = new Commitments(address(roles), IProjects(address(costs)));
        offering = new Offering();
        factory = new BondFactory(
            address(roles),
            address(new Bond(investors, roles, attestations, address(offering))),
            address(new ProceedsVault(attestations, commitments, address(offering))),
            commitments
        );
        cash = new BlockingCash();

        bytes4[] memory guarded = new bytes4[](1);
        guarded[0] = Commitments.enrol.selector;
        roles.setTargetFunctionRole(address(commitments), guarded, roles.INSTRUMENTS());
        roles.grantRole(roles.INSTRUMENTS(), address(factory), 0);
        roles.grantRole(roles.REGISTER_AGENT(), AGENT, 0);
    }

    function admit(address account) internal {
        admit(account, Day.wrap(type(uint32).max), 1, 2);
    }

    function admit(address account, Day until, uint8 jurisdiction, uint8 class) internal {
        investors.admit(
            account, IInvestors.Investor(bytes20("identity"), until, jurisdiction, class, 0)
        );
    }

    /// @dev Five coupons of 30 days, one unit is 1,000,000; record day 3 days before payment.
    function someTerms(bytes12 isin) internal view returns (Terms memory t, Coupon[] memory c) {
        t.issuer = address(this);
        t.trustee = TRUSTEE;
        t.bookrunner = BOOKRUNNER;
        t.cash = address(cash);
        t.denomination = 1_000_000;
        t.issueUnits = 1000;
        t.rate = Ppm.wrap(41_250);
        t.dayCount = DayCount.Actual365Fixed;
        t.issueDay = Day.wrap(ISSUE);
        t.maturityDay = Day.wrap(ISSUE + 5 * PERIOD);
        t.zoneOffset = 32_400;
        t.minimumClass = 2;
        t.jurisdictions = 1 << 1 | 1 << 2;
        t.isin = isin;
        t.currency = JPY;
        t.name = "Green bond";
        t.document = "terms";
        c = new Coupon[](5);
        for (uint32 i; i < 5; ++i) {
            uint32 start = ISSUE + i * PERIOD;
            uint32 end = start + PERIOD;
            c[i] = Coupon(Day.wrap(start), Day.wrap(end), Day.wrap(end - 3), Day.wrap(end));
        }
    }

    function newBond(bytes12 isin) internal returns (Bond bond, ProceedsVault vault) {
        (Terms memory t, Coupon[] memory c) = someTerms(isin);
        return newBond(t, c);
    }

    function newBond(Terms memory t, Coupon[] memory c)
        internal
        returns (Bond bond, ProceedsVault vault)
    {
        (address bond_, address vault_) = factory.create(t, c);
        return (Bond(bond_), ProceedsVault(vault_));
    }

    function announce(Bond bond) internal {
        bytes32 subject = bond.frameworkSubject(FRAMEWORK);
        attestations.setLive(OPINION, AttestationKind.FrameworkOpinion, subject, true);
        bond.announce(FRAMEWORK, OPINION);
    }

    /// @dev Announced, and its book open for ten days.
    function openBook(Bond bond, uint32 price) internal {
        announce(bond);
        vm.prank(BOOKRUNNER);
        offering.open(address(bond), Ppm.wrap(price), uint40(block.timestamp + 10 days));
    }

    function subscribe(Bond bond, address investor, uint88 units) internal returns (uint256) {
        uint256 cost = offering.costOf(address(bond), units);
        cash.mint(investor, cost);
        vm.prank(investor);
        cash.approve(address(offering), cost);
        vm.prank(investor);
        return offering.subscribe(address(bond), units);
    }

    /// @dev Closes the book and settles all of it on the issue day.
    function settleAll(Bond bond) internal {
        vm.warp(uint256(ISSUE) * 1 days);
        offering.close(address(bond));
        offering.settle(address(bond), type(uint32).max);
    }
}
