// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {EIP712} from "@openzeppelin/contracts/utils/cryptography/EIP712.sol";
import {SignatureChecker} from "@openzeppelin/contracts/utils/cryptography/SignatureChecker.sol";
import {Math} from "@openzeppelin/contracts/utils/math/Math.sol";

import {IFixings} from "interfaces/IFixings.sol";

import {CivilTime} from "contracts/libraries/CivilTime.sol";
import {RateMath} from "contracts/libraries/RateMath.sol";
import {Day} from "contracts/types/Units.sol";

/// @title Fixings
/// @dev   Specification, errors and events: IFixings. One for all indices; nobody governs it.
///
/// TRUST
/// An index's sources are trusted as its terms say: one alone decides nothing, `quorum` together
/// decide within the tolerance. Whoever publishes chooses among the quotes it holds, so it moves
/// the fixing by at most the tolerance. Sources that stay silent leave the fixing before in force.
/// FALLBACK
/// The last fixing before is what a market takes when a benchmark was not published. A fixing can
/// be published for a fixed number of days only, so that what counts for a day is a function of
/// time and of what is here: no transaction decides it, and none can undo it.
/// SEARCH
/// One bit per fixed day: the last fixing before a day is found in one read per 256 days, and not
/// before the index was defined.
contract Fixings is IFixings, EIP712 {
    struct Fixing {
        bool known;
        int32 value;
    }

    bytes32 private constant FIXING_TYPE =
        keccak256("Fixing(bytes32 index,uint32 day,int32 value)");
    uint256 private constant SOURCES = 31;
    /// @dev The furthest zone, UTC+14 [s].
    int32 private constant ZONE_LIMIT = 50_400;

    mapping(bytes32 index => IndexTerms) private _terms;
    mapping(bytes32 index => Day) private _firstDays;
    mapping(bytes32 index => mapping(Day day => Fixing)) private _fixings;
    /// @dev Bit n of word w: day 256 w + n is fixed.
    mapping(bytes32 index => mapping(uint256 word => uint256)) private _fixed;

    constructor() EIP712("Greentrace Fixings", "1") {}

    /* WRITES */

    /// @inheritdoc IFixings
    function defineIndex(IndexTerms calldata t) external returns (bytes32 index) {
        uint256 count = t.sources.length;
        bool sound = t.quorum >= 2 && count >= t.quorum && count <= SOURCES
            && t.zoneOffset >= -ZONE_LIMIT && t.zoneOffset <= ZONE_LIMIT;
        require(sound, IndexInvalid(count, t.quorum, t.zoneOffset));
        address before;
        for (uint256 i; i < count; ++i) {
            require(t.sources[i] > before, SourceOrder(t.sources[i], before));
            before = t.sources[i];
        }

        index = keccak256(abi.encode(t));
        if (isDefined(index)) return index;
        _terms[index] = t;
        // Nothing before this day can be published any more.
        uint32 today = Day.unwrap(CivilTime.dayOf(block.timestamp, t.zoneOffset));
        // forge-lint: disable-next-line(unsafe-typecast)
        _firstDays[index] = Day.wrap(uint32(Math.saturatingSub(today, t.publishDays)));

        emit IndexDefined(index, t);
    }

    /// @inheritdoc IFixings
    function publish(bytes32 index, Day day, Quote[] calldata quotes)
        external
        returns (int32 value)
    {
        IndexTerms memory t = _requireDefined(index);
        _requireOpen(index, day, t);
        value = _agreed(index, day, quotes, t);

        _fixings[index][day] = Fixing(true, value);
        _fixed[index][Day.unwrap(day) >> 8] |= 1 << (Day.unwrap(day) & 255);

        emit FixingPublished(index, day, value, quotes);
    }

    /* VIEWS */

    /// @inheritdoc IFixings
    function fixingOf(bytes32 index, Day day) public view returns (bool known, int32 value) {
        Fixing memory fixing = _fixings[index][day];
        return (fixing.known, fixing.value);
    }

    /// @inheritdoc IFixings
    function standingOf(bytes32 index, Day day)
        external
        view
        returns (bool decided, bool stands, int32 value)
    {
        IndexTerms memory t = _requireDefined(index);
        (stands, value) = fixingOf(index, day);
        if (stands) return (true, true, value);
        if (CivilTime.dayOf(block.timestamp, t.zoneOffset) <= _lastDay(day, t)) {
            return (false, false, 0);
        }
        (stands, value) = _lastBefore(index, day);
        return (true, stands, value);
    }

    /// @inheritdoc IFixings
    function digestOf(bytes32 index, Day day, int32 value) public view returns (bytes32) {
        return _hashTypedDataV4(keccak256(abi.encode(FIXING_TYPE, index, day, value)));
    }

    /// @inheritdoc IFixings
    function indexOf(bytes32 index) external view returns (IndexTerms memory) {
        return _terms[index];
    }

    /// @inheritdoc IFixings
    function isDefined(bytes32 index) public view returns (bool) {
        return _terms[index].quorum != 0;
    }

    /* INTERNAL */

    function _requireDefined(bytes32 index) private view returns (IndexTerms memory t) {
        t = _terms[index];
        require(t.quorum != 0, UnknownIndex(index));
    }

    function _requireOpen(bytes32 index, Day day, IndexTerms memory t) private view {
        Day today = CivilTime.dayOf(block.timestamp, t.zoneOffset);
        require(today >= day, FixingAhead(day, today));
        require(today <= _lastDay(day, t), FixingOver(today, _lastDay(day, t)));
        (bool known, int32 value) = fixingOf(index, day);
        require(!known, FixingExists(index, day, value));
    }

    function _agreed(bytes32 index, Day day, Quote[] calldata quotes, IndexTerms memory t)
        private
        view
        returns (int32 median)
    {
        require(quotes.length >= t.quorum, TooFewQuotes(quotes.length, t.quorum));
        int32[] memory values = new int32[](quotes.length);
        address before;
        uint256 position;
        for (uint256 i; i < quotes.length; ++i) {
            Quote calldata quote = quotes[i];
            require(quote.source > before, SourceOrder(quote.source, before));
            before = quote.source;
            // Both lists ascend: one walk over the sources finds every quote's.
            while (position < t.sources.length && t.sources[position] < before) ++position;
            require(
                position < t.sources.length && t.sources[position] == before,
                NotSource(index, before)
            );
            bool signed = SignatureChecker.isValidSignatureNowCalldata(
                before, digestOf(index, day, quote.value), quote.signature
            );
            require(signed, QuoteNotSigned(before, quote.value));
            values[i] = quote.value;
        }
        int32 lowest;
        int32 highest;
        (median, lowest, highest) = RateMath.lowerMedian(values);
        require(
            int256(highest) - lowest <= int256(uint256(t.tolerance)),
            BeyondTolerance(lowest, highest, t.tolerance)
        );
    }

    function _lastBefore(bytes32 index, Day day) private view returns (bool, int32) {
        uint256 number = Day.unwrap(day);
        uint256 first = Day.unwrap(_firstDays[index]) >> 8;
        for (uint256 word = number >> 8; word >= first; --word) {
            uint256 bits = _fixed[index][word];
            if (word == number >> 8) bits &= (1 << (number & 255)) - 1;
            if (bits != 0) {
                // A day below a day.
                // forge-lint: disable-next-line(unsafe-typecast)
                return (true, _fixings[index][Day.wrap(uint32(word << 8 | Math.log2(bits)))].value);
            }
            if (word == 0) break;
        }
        return (false, 0);
    }

    /// @dev Saturates: a day near the end of the type has no day after it.
    function _lastDay(Day day, IndexTerms memory t) private pure returns (Day) {
        uint256 last = uint256(Day.unwrap(day)) + t.publishDays;
        // forge-lint: disable-next-line(unsafe-typecast)
        return Day.wrap(uint32(Math.min(last, type(uint32).max)));
    }
}
