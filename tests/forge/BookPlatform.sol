// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {ERC20} from "@openzeppelin/contracts/token/ERC20/ERC20.sol";

import {IBondTypes} from "interfaces/IBondTypes.sol";
import {IBookbuilding} from "interfaces/IBookbuilding.sol";
import {IDelivery} from "interfaces/IDelivery.sol";

import {Bookbuilding} from "contracts/bond/Bookbuilding.sol";
import {MockCash} from "contracts/mocks/MockCash.sol";
import {AttestationId} from "contracts/types/Ids.sol";
import {CouponKind, Terms} from "contracts/types/Terms.sol";
import {Day, Rate} from "contracts/types/Units.sol";

import {ForgeTest} from "tests/forge/ForgeTest.sol";

/// @notice A bond that is only its terms, its stage and its units, and its own vault: what a book
///         sees of one. It obeys nobody but its seller, and counts.
contract BookBond is ERC20 {
    Terms private _terms;
    address public immutable seller;

    IBondTypes.Stage public stage = IBondTypes.Stage.Announced;
    Rate public pricedRate;
    bool public isGreen = true;
    bool public refuses;
    uint256 public received;
    uint256 public epoch;
    uint256 public faceValue;
    int256 public accrued;
    mapping(address account => bool) public isBarred;

    constructor(Terms memory t, address seller_) ERC20("Bond", "B") {
        _terms = t;
        _terms.vault = address(this);
        seller = seller_;
        faceValue = t.denomination;
    }

    /// @dev As it is after some years: `accrued` a unit, on any day.
    function age(uint256 faceValue_, int256 accrued_) external {
        (faceValue, accrued) = (faceValue_, accrued_);
    }

    function passRecordDay() external {
        ++epoch;
    }

    function strike() external {}

    function setGreen(bool green) external {
        isGreen = green;
    }

    function bar(address account, bool barred) external {
        isBarred[account] = barred;
    }

    function setRefuses(bool refuses_) external {
        refuses = refuses_;
    }

    function advanceTo(IBondTypes.Stage to) external {
        require(
            msg.sender == seller && uint8(to) == uint8(stage) + 1, IBondTypes.WrongStage(stage, to)
        );
        stage = to;
    }

    function cancel() external {
        require(
            msg.sender == seller && totalSupply() == 0,
            IBondTypes.WrongStage(stage, IBondTypes.Stage.Cancelled)
        );
        stage = IBondTypes.Stage.Cancelled;
    }

    function setRate(Rate rate) external {
        require(
            msg.sender == seller && stage == IBondTypes.Stage.Bookbuilding
                && Rate.unwrap(pricedRate) == 0,
            IBondTypes.RateNotOpen(rate)
        );
        pricedRate = rate;
    }

    function issue(address to, uint256 units) external {
        require(
            msg.sender == seller && stage >= IBondTypes.Stage.Priced
                && stage <= IBondTypes.Stage.Outstanding && !refuses,
            IBondTypes.WrongStage(stage, IBondTypes.Stage.Priced)
        );
        require(!isBarred[to], IBondTypes.ExceedsIssue(units, 0));
        _mint(to, units);
        require(
            totalSupply() <= _terms.issueUnits, IBondTypes.ExceedsIssue(units, _terms.issueUnits)
        );
    }

    function receiveProceeds(uint256 amount) external {
        received += amount;
        ERC20(_terms.cash).transferFrom(msg.sender, address(this), amount);
    }

    function terms() external view returns (Terms memory) {
        return _terms;
    }

    function couponCount() external pure returns (uint256) {
        return 0;
    }

    function accruedInterest(Day) external view returns (int256) {
        return accrued;
    }

    function framework() external view returns (bytes32, AttestationId, bool) {
        return (0, AttestationId.wrap(0), isGreen);
    }

    function receiverRestrictionOf(address account) external view returns (IBondTypes.Restriction) {
        return
            isBarred[account] ? IBondTypes.Restriction.ReceiverBlocked : IBondTypes.Restriction.None;
    }
}

/// @notice Books over bonds of that kind.
abstract contract BookPlatform is ForgeTest {
    uint32 internal constant ISSUE = 20_819; // 2027-01-01
    uint256 internal constant ONE_MEMBER = 0xA1;
    uint256 internal constant FUNDS = 1e30;
    IDelivery.Phase internal constant PHASE_CLOSED = IDelivery.Phase.Closed;
    address internal constant ISSUER = address(0x7200);
    address internal constant BOOKRUNNER = address(0x7202);

    Bookbuilding internal books;

    function deployBooks() internal {
        vm.warp((uint256(ISSUE) - 20) * 1 days);
        books = new Bookbuilding();
    }

    function newBookBond(MockCash cash, uint256 denomination, uint256 units, bool bookbuilt)
        internal
        returns (BookBond)
    {
        return new BookBond(someTerms(cash, denomination, units, bookbuilt), address(books));
    }

    function someTerms(MockCash cash, uint256 denomination, uint256 units, bool bookbuilt)
        internal
        pure
        returns (Terms memory t)
    {
        t.issuer = ISSUER;
        t.bookrunner = BOOKRUNNER;
        t.cash = address(cash);
        t.denomination = uint96(denomination);
        t.issueUnits = uint88(units);
        t.issueDay = Day.wrap(ISSUE);
        t.couponKind = bookbuilt ? CouponKind.Bookbuilt : CouponKind.Fixed;
    }

    function someBook() internal view returns (IBookbuilding.BookTerms memory b) {
        b.kind = IBookbuilding.BookKind.Price;
        b.pricing = IBookbuilding.Pricing.Uniform;
        (b.firstTick, b.tickStep, b.tickCount) = (980_000, 500, 64);
        (b.offered, b.lot, b.minimumUnits) = (1000, 10, 0);
        b.deposit = 5000;
        b.closesAt = uint40(block.timestamp + 5 days);
        b.revealsUntil = b.closesAt + 1 days;
    }

    /// @dev Opened by the bookrunner for a syndicate of one, which signs for the whole.
    function openBook(BookBond bond, IBookbuilding.BookTerms memory b) internal {
        address[] memory members = new address[](1);
        uint32[] memory shares = new uint32[](1);
        bytes[] memory signatures = new bytes[](1);
        (members[0], shares[0]) = (vm.addr(ONE_MEMBER), 1_000_000);
        signatures[0] = signShare(ONE_MEMBER, address(bond), 1_000_000, books.hashOf(b));
        vm.prank(BOOKRUNNER);
        books.open(address(bond), b, members, shares, signatures);
    }

    function signShare(uint256 key, address bond, uint32 share, bytes32 book)
        internal
        view
        returns (bytes memory)
    {
        (uint8 v, bytes32 r, bytes32 s) =
            vm.sign(key, books.digestOf(bond, vm.addr(key), share, book));
        return abi.encodePacked(r, s, v);
    }

    function commit(BookBond bond, address who, uint256 tick, uint256 units, bytes32 salt)
        internal
        returns (uint256)
    {
        bytes32 sealed_ = books.commitmentOf(address(bond), who, tick, units, salt);
        vm.prank(who);
        return books.commit(address(bond), sealed_);
    }

    function reveal(
        BookBond bond,
        address who,
        uint256 order,
        uint256 tick,
        uint256 units,
        bytes32 salt
    ) internal {
        vm.prank(who);
        books.reveal(address(bond), order, uint16(tick), uint88(units), salt);
    }

    /// @dev Cash enough for anything, and the leave to take it.
    function fund(MockCash cash, address who) internal {
        cash.mint(who, FUNDS);
        vm.prank(who);
        cash.approve(address(books), type(uint256).max);
    }
}
