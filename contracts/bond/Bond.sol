// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IAccessManager} from "@openzeppelin/contracts/access/manager/IAccessManager.sol";
import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";

import {AttestationKind, IAttestations} from "interfaces/IAttestations.sol";
import {IBond} from "interfaces/IBond.sol";
import {IInvestors} from "interfaces/IInvestors.sol";

import {Coupons} from "contracts/bond/Coupons.sol";
import {AccountWord} from "contracts/libraries/AccountWord.sol";
import {CivilTime} from "contracts/libraries/CivilTime.sol";
import {ExactCash} from "contracts/libraries/ExactCash.sol";
import {RegisterWord} from "contracts/libraries/RegisterWord.sol";
import {AttestationId} from "contracts/types/Ids.sol";
import {Terms} from "contracts/types/Terms.sol";
import {Day} from "contracts/types/Units.sol";

/// @title Bond
/// @dev   Specification, errors and events: IBond. Deployed as a minimal clone whose code holds its
///        terms and schedule; there is no upgrade: a bond's code never changes under its holders.
///
/// TRUST
/// The issuer announces and pays; the offering issues units, only against payment; anyone strikes,
/// pays out and redeems. The register agent can freeze units but neither move nor burn them.
/// CASH
/// The cash token must move exactly the amount asked. What arrives here without a funding call is
/// nobody's coupon and stays.
contract Bond is Coupons {
    using AccountWord for uint256;
    using ExactCash for IERC20;
    using RegisterWord for uint256;

    IAttestations public immutable attestations;
    address public immutable offering;

    bytes32 private _framework;
    AttestationId private _opinion;

    constructor(
        IInvestors investors_,
        IAccessManager roles_,
        IAttestations attestations_,
        address offering_
    ) Coupons(investors_, roles_) {
        attestations = attestations_;
        offering = offering_;
        // The implementation itself is no bond.
        _register = RegisterWord.pack(RegisterWord.NEVER, 0, 0).withStage(uint256(Stage.Cancelled));
    }

    modifier only(address party) {
        require(msg.sender == party, NotParty(msg.sender, party));
        _;
    }

    /// @notice Readies a new clone. Called by the factory in the transaction that creates it.
    function initialize() external {
        require(_register == 0, AlreadyInitialized(address(this)));
        Terms memory t = _terms();
        _register = RegisterWord.pack(_recordAt(_code(), 0), t.minimumClass, t.jurisdictions);
    }

    /* LIFE */

    /// @inheritdoc IBond
    function announce(bytes32 document, AttestationId opinion) external only(_terms().issuer) {
        bool live = attestations.isLive(
            opinion, AttestationKind.FrameworkOpinion, frameworkSubject(document)
        );
        require(live, OpinionNotLive(opinion, document));

        _framework = document;
        _opinion = opinion;

        emit FrameworkPublished(document, opinion);
        if (stage() == Stage.Draft) _advance(Stage.Draft, Stage.Announced);
    }

    /// @inheritdoc IBond
    function advanceTo(Stage to) external only(offering) {
        // The offering leads from the announcement to the first settlement, one step at a time.
        Stage from = stage();
        require(
            from >= Stage.Announced && from <= Stage.Priced && uint8(to) == uint8(from) + 1,
            WrongStage(from, to)
        );
        _advance(from, to);
    }

    /// @inheritdoc IBond
    function cancel() external {
        address issuer = _terms().issuer;
        require(msg.sender == issuer || msg.sender == offering, NotParty(msg.sender, issuer));
        Stage from = stage();
        // Once the book is open only the offering may cancel, since it holds the investors' cash.
        Stage last = msg.sender == offering ? Stage.Priced : Stage.Announced;
        require(from <= last && _register.supply() == 0, WrongStage(from, last));
        _advance(from, Stage.Cancelled);
    }

    /// @inheritdoc IBond
    function issue(address to, uint256 units) external only(offering) {
        uint256 register = _struckRegister();
        require(stage() == Stage.Priced, WrongStage(stage(), Stage.Priced));
        uint256 left = _terms().issueUnits - register.supply();
        require(units <= left, ExceedsIssue(units, left));
        (, uint256 receiver) = investors.pair(to, to);
        Restriction reason = _receiverRestriction(register, receiver);
        require(reason == Restriction.None, TransferRestricted(address(0), to, units, reason));

        _mint(register, to, units);
    }

    /* REDEMPTION */

    /// @inheritdoc IBond
    function fundRedemption() external nonReentrant {
        uint256 register = _struckRegister();
        Terms memory t = _terms();
        Day today = CivilTime.dayOf(block.timestamp, t.zoneOffset);
        require(today >= t.maturityDay, TooEarly(today, t.maturityDay));
        uint256 amount = register.supply() * t.denomination;

        _advance(Stage.Outstanding, Stage.Matured);

        emit RedemptionFunded(msg.sender, amount);

        IERC20(t.cash).pullExact(msg.sender, amount);
    }

    /// @inheritdoc IBond
    function redeem(address[] calldata holders) external nonReentrant {
        uint256 register = _struckRegister();
        require(stage() == Stage.Matured, WrongStage(stage(), Stage.Matured));
        Terms memory t = _terms();

        for (uint256 i; i < holders.length; ++i) {
            register = _redeem(register, t, holders[i]);
        }
        _register = register;

        if (register.supply() == 0) _advance(Stage.Matured, Stage.Redeemed);
    }

    /* VIEWS */

    /// @inheritdoc IBond
    function stage() public view returns (Stage) {
        return Stage(_register.stage());
    }

    /// @inheritdoc IBond
    function terms() external view returns (Terms memory) {
        return _terms();
    }

    /// @inheritdoc IBond
    function frameworkSubject(bytes32 document) public view returns (bytes32) {
        return keccak256(abi.encode(address(this), document));
    }

    /// @inheritdoc IBond
    function framework()
        external
        view
        returns (bytes32 document, AttestationId opinion, bool isGreen)
    {
        document = _framework;
        opinion = _opinion;
        isGreen = attestations.isLive(
            opinion, AttestationKind.FrameworkOpinion, frameworkSubject(document)
        );
    }

    /* INTERNAL */

    /// @dev The only place that moves the stage.
    function _advance(Stage from, Stage to) private {
        require(stage() == from, WrongStage(stage(), from));
        _register = _register.withStage(uint256(to));
        emit StageChanged(from, to);
    }

    function _redeem(uint256 register, Terms memory t, address holder) private returns (uint256) {
        uint256 account = _holdings.accounts[holder];
        uint256 frozen_ = account.frozen();
        uint256 units = account.balance() > frozen_ ? account.balance() - frozen_ : 0;
        if (units == 0) return register;
        uint256 amount = units * t.denomination;

        if (!IERC20(t.cash).tryPay(holder, amount)) {
            emit RedemptionFailed(holder, amount);
            return register;
        }
        // After the payment, which alone can fail: the guard against re-entry covers the order.
        register = _burn(register, holder, units);
        emit Redeemed(holder, units, amount);
        return register;
    }
}
