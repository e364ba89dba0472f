// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IAccessManager} from "@openzeppelin/contracts/access/manager/IAccessManager.sol";
import {IERC20Errors} from "@openzeppelin/contracts/interfaces/draft-IERC6093.sol";
import {Clones} from "@openzeppelin/contracts/proxy/Clones.sol";
import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {ReentrancyGuardTransient} from "@openzeppelin/contracts/utils/ReentrancyGuardTransient.sol";

import {IAttestations} from "interfaces/IAttestations.sol";
import {IBondTypes} from "interfaces/IBondTypes.sol";
import {IInvestors} from "interfaces/IInvestors.sol";
import {IRateSource} from "interfaces/IRateSource.sol";

import {CivilTime} from "contracts/libraries/CivilTime.sol";
import {ExactCash} from "contracts/libraries/ExactCash.sol";
import {Holdings} from "contracts/libraries/Holdings.sol";
import {RegisterWord} from "contracts/libraries/RegisterWord.sol";
import {TermsCode} from "contracts/libraries/TermsCode.sol";
import {AttestationId} from "contracts/types/Ids.sol";
import {Terms} from "contracts/types/Terms.sol";
import {Day, Ppm, Rate} from "contracts/types/Units.sol";

/// @dev What all bonds of a platform ask.
/// @param offering    sells at a fixed price, and taps
/// @param bookbuilding sells by sealed orders
struct Platform {
    IInvestors investors;
    IAccessManager roles;
    IAttestations attestations;
    address offering;
    address bookbuilding;
    IRateSource floatingRates;
    IRateSource impactRates;
}

/// @title BondState
/// @dev   All storage of a bond, in the one order that its parts, Bond, BondDesk and BondOffice,
///        share. No part has storage of its own, but for the permits' nonces, which only Bond has.
// One place for all of it is the point.
// solhint-disable-next-line max-states-count
abstract contract BondState is IBondTypes, IERC20Errors, ReentrancyGuardTransient {
    using ExactCash for IERC20;
    using RegisterWord for uint256;
    using TermsCode for bytes;

    /// @dev Principal that one unit is repaid with a coupon, and its face value before that.
    struct Repayment {
        uint128 perUnit;
        uint128 face;
    }

    struct PutTotal {
        uint88 units;
        uint128 cashPerUnit;
        bool funded;
        uint16 rows; // struck when it was funded
    }

    /// @dev What one unit is paid at the end, once the bond is called.
    struct CallPrice {
        uint128 perUnit;
        bool called;
    }

    /// @dev Claim of one unit since acceleration; distributions are rows from `firstRow` on.
    struct Claim {
        uint112 perUnit;
        uint112 distributed;
        uint32 firstRow;
    }

    struct Document {
        bytes32 hash;
        uint64 modifiedAt;
        string uri;
    }

    uint64 private constant REGISTER_AGENT = 6; // Roles.REGISTER_AGENT

    IInvestors public immutable investors;
    IAccessManager public immutable roles;
    IAttestations public immutable attestations;
    address public immutable offering;
    address public immutable bookbuilding;
    IRateSource public immutable floatingRates;
    IRateSource public immutable impactRates;

    /// @dev Layout: RegisterWord.
    uint256 internal _register;
    Holdings.Register internal _holdings;
    mapping(address owner => mapping(address spender => uint256)) internal _allowances;
    mapping(uint256 row => Struck) internal _struck;
    mapping(uint256 row => Repayment) internal _repayments;
    mapping(uint256 coupon => Ppm) internal _partialCalls;
    uint64 internal _fundedThrough;
    Day internal _paidInDay; // last day on which the bond was paid anything
    uint256 internal _repaid; // principal of one unit, with the coupons struck so far
    uint256 internal _taxHeld;
    uint256 internal _retired; // units put or bought back: they are not issued again
    address internal _seller; // the offering that leads the bond to its settlement
    Rate internal _pricedRate;
    bytes32 internal _framework;
    AttestationId internal _opinion;
    CallPrice internal _call;
    Claim internal _claim;
    mapping(address holder => PutNotice) internal _puts;
    mapping(uint256 option => PutTotal) internal _putTotals;
    uint256 internal _putsPending; // units of funded puts that are not settled yet
    mapping(bytes32 move => Force) internal _forces;
    bytes32[] internal _documentNames;
    mapping(bytes32 name => Document) internal _documents;

    constructor(Platform memory platform) {
        investors = platform.investors;
        roles = platform.roles;
        attestations = platform.attestations;
        offering = platform.offering;
        bookbuilding = platform.bookbuilding;
        floatingRates = platform.floatingRates;
        impactRates = platform.impactRates;
        // The implementation itself is no bond.
        _register = RegisterWord.pack(RegisterWord.NEVER, 0, 0).withStage(uint256(Stage.Cancelled));
    }

    modifier only(address party) {
        _requireParty(party);
        _;
    }

    modifier onlyAgent() {
        _requireAgent();
        _;
    }

    function _requireParty(address party) private view {
        require(msg.sender == party, NotParty(msg.sender, party));
    }

    function _requireAgent() internal view {
        require(_isAgent(), NotRole(msg.sender, REGISTER_AGENT));
    }

    function _isAgent() internal view returns (bool) {
        (bool isAgent, uint32 delay) = roles.hasRole(REGISTER_AGENT, msg.sender);
        return isAgent && delay == 0;
    }

    function _stage() internal view returns (Stage) {
        return Stage(_register.stage());
    }

    function _requireStage(Stage required) internal view {
        require(_stage() == required, WrongStage(_stage(), required));
    }

    /// @dev The only place that moves the stage.
    function _advance(Stage from, Stage to) internal {
        _requireStage(from);
        _register = _register.withStage(uint256(to));
        emit StageChanged(from, to);
    }

    function _terms() internal view returns (Terms memory) {
        return TermsCode.terms(_code());
    }

    function _code() internal view returns (bytes memory) {
        return Clones.fetchCloneArgs(address(this));
    }

    function _today(bytes memory code) internal view returns (Day) {
        return CivilTime.dayOf(block.timestamp, code.zoneOffset());
    }

    /// @dev Day on which the bond ends as things stand.
    function _endDay(bytes memory code, uint256 register) internal pure returns (Day day) {
        day = register.endDay();
        if (Day.unwrap(day) == 0) day = code.maturityDay();
    }

    /// @dev Takes cash that the bond is owed.
    function _payIn(bytes memory code, uint256 amount) internal {
        _paidInDay = _today(code);
        IERC20(code.cash()).pullExact(msg.sender, amount);
    }
}
