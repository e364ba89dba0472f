// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";

import {AttestationKind} from "interfaces/IAttestations.sol";
import {IBond} from "interfaces/IBond.sol";
import {IInvestors} from "interfaces/IInvestors.sol";
import {IOffering} from "interfaces/IOffering.sol";
import {IProjects} from "interfaces/IProjects.sol";
import {IRateSource} from "interfaces/IRateSource.sol";

import {Investors} from "contracts/access/Investors.sol";
import {Roles} from "contracts/access/Roles.sol";
import {Bond} from "contracts/bond/Bond.sol";
import {BondDesk} from "contracts/bond/BondDesk.sol";
import {BondFactory} from "contracts/bond/BondFactory.sol";
import {BondOffice} from "contracts/bond/BondOffice.sol";
import {Platform} from "contracts/bond/BondState.sol";
import {Offering} from "contracts/bond/Offering.sol";
import {BlockingCash} from "contracts/mocks/BlockingCash.sol";
import {MockAttestations} from "contracts/mocks/MockAttestations.sol";
import {MockCash} from "contracts/mocks/MockCash.sol";
import {Commitments} from "contracts/proceeds/Commitments.sol";
import {ProceedsVault} from "contracts/proceeds/ProceedsVault.sol";
import {DayCount} from "contracts/types/DayCount.sol";
import {AttestationId, ProjectId} from "contracts/types/Ids.sol";
import {Coupon, Option, Terms} from "contracts/types/Terms.sol";
import {Day, Ppm, Rate} from "contracts/types/Units.sol";

import {BondRows} from "tests/forge/BondRows.sol";
import {ForgeTest} from "tests/forge/ForgeTest.sol";

/// @notice A bond with all its faces, to call it by.
interface WholeBond is IBond, IERC20 {
    function initialize() external;
}

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

/// @notice A source of rates that knows what a test tells it.
contract SetRates is IRateSource {
    struct Answer {
        bool known;
        Rate rate;
    }

    mapping(address bond => mapping(uint256 coupon => Answer)) private _answers;

    function set(address bond, uint256 coupon, uint32 rate) external {
        _answers[bond][coupon] = Answer(true, Rate.wrap(rate));
    }

    function rateOf(address bond, uint256 coupon) external view returns (bool, Rate) {
        return (_answers[bond][coupon].known, _answers[bond][coupon].rate);
    }

    function isDefined(bytes32 rateTerms) external pure returns (bool) {
        return rateTerms != bytes32(0);
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
    /// @dev Called as the book-building would.
    address internal bookbuilding;
    SetRates internal floatingRates;
    SetRates internal impactRates;
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
        bookbuilding = address(0x7204);
        floatingRates = new SetRates();
        impactRates = new SetRates();
        factory = new BondFactory(
            address(roles),
            _bondCode(),
            address(new ProceedsVault(attestations, commitments, address(offering), bookbuilding)),
            commitments,
            floatingRates,
            impactRates
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
        admit(account, until, jurisdiction, class, 0);
    }

    /// @dev Each account is an identity of its own, by its address.
    function admit(address account, Day until, uint8 jurisdiction, uint8 class, uint24 withholding)
        internal
    {
        admitAs(account, bytes20(account), until, jurisdiction, class, withholding);
    }

    function admitAs(
        address account,
        bytes20 identity,
        Day until,
        uint8 jurisdiction,
        uint8 class,
        uint24 withholding
    ) internal {
        investors.admit(
            account, IInvestors.Investor(identity, until, jurisdiction, class, withholding)
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
        t.graceDays = 3;
        t.rate = Rate.wrap(41_250_000);
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
            c[i] = period(start, end, end - 3);
        }
    }

    /// @dev One coupon of an Actual365Fixed bond, paid at the end of its period.
    function period(uint32 start, uint32 end, uint32 record)
        internal
        pure
        returns (Coupon memory c)
    {
        c.accrualStart = Day.wrap(start);
        c.accrualEnd = Day.wrap(end);
        c.recordDay = Day.wrap(record);
        c.paymentDay = Day.wrap(end);
        (c.numerator, c.denominator) = (end - start, 365);
    }

    function newBond(bytes12 isin) internal returns (WholeBond bond, ProceedsVault vault) {
        (Terms memory t, Coupon[] memory c) = someTerms(isin);
        return newBond(t, c);
    }

    function newBond(Terms memory t, Coupon[] memory c)
        internal
        returns (WholeBond bond, ProceedsVault vault)
    {
        return newBond(t, c, new Option[](0));
    }

    function newBond(Terms memory t, Coupon[] memory c, Option[] memory o)
        internal
        returns (WholeBond bond, ProceedsVault vault)
    {
        t.optionCount = uint8(o.length);
        (address bond_, address vault_) = factory.create(t, BondRows.pack(t, c, o));
        return (WholeBond(bond_), ProceedsVault(vault_));
    }

    /// @dev Pays in every coupon that is struck, from this contract.
    function fundCoupons(WholeBond bond, MockCash token) internal {
        token.mint(address(this), 1e12);
        token.approve(address(bond), type(uint256).max);
        bond.strike();
        for (uint256 i = bond.fundedThrough(); i < bond.epoch(); ++i) {
            bond.fundCoupon(i);
        }
    }

    function announce(WholeBond bond) internal {
        bytes32 subject = bond.frameworkSubject(FRAMEWORK);
        attestations.setLive(OPINION, AttestationKind.FrameworkOpinion, subject, true);
        bond.announce(FRAMEWORK, OPINION);
    }

    /// @dev Announced, and its book open for ten days.
    function openBook(WholeBond bond, uint32 price) internal {
        announce(bond);
        vm.prank(BOOKRUNNER);
        offering.open(address(bond), offer(price));
    }

    function offer(uint32 price) internal view returns (IOffering.OfferTerms memory) {
        uint40 closesAt = uint40(block.timestamp + 10 days);
        return IOffering.OfferTerms(Ppm.wrap(price), closesAt, Day.wrap(ISSUE), 1000, 0);
    }

    function subscribe(WholeBond bond, address investor, uint88 units) internal returns (uint256) {
        uint256 cost = offering.costOf(address(bond), units);
        cash.mint(investor, cost);
        vm.prank(investor);
        cash.approve(address(offering), cost);
        vm.prank(investor);
        return offering.subscribe(address(bond), units);
    }

    /// @dev Closes the book and settles all of it on the issue day.
    function settleAll(WholeBond bond) internal {
        vm.warp(uint256(ISSUE) * 1 days);
        offering.close(address(bond));
        offering.settle(address(bond), type(uint32).max);
    }

    /// @dev The three codes of a bond: the office, the desk that passes on to it, the bond itself.
    function _bondCode() private returns (address) {
        Platform memory platform = Platform(
            investors,
            roles,
            attestations,
            address(offering),
            bookbuilding,
            floatingRates,
            impactRates
        );
        address office = address(new BondOffice(platform));
        return address(new Bond(platform, address(new BondDesk(platform, office))));
    }
}
