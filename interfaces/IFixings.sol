// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Day} from "contracts/types/Units.sol";

/// @title  Fixings
/// @notice Benchmark rates kept on chain: each day's value of an index is the lower median of what
///         enough of its named sources signed, if they agree within its tolerance.
/// @dev    A value is in parts per billion, signed: benchmarks have been negative.
///         INV-FX-1  a fixing has at least quorum distinct sources of its index within the
///                   tolerance, and is never edited
interface IFixings {
    /// @notice What an index is; its id is keccak256(abi.encode(terms)).
    /// @param name        right-padded ASCII: "EUR-SWAP-5Y"
    /// @param sources     who signs, strictly ascending, at most 31
    /// @param quorum      how many of them a fixing takes, at least 2
    /// @param tolerance   most that their values lie apart [ppb]
    /// @param zoneOffset  calendar zone of its days: local time minus UTC [s]
    /// @param publishDays calendar days after its own that a fixing is still taken
    struct IndexTerms {
        bytes32 name;
        address[] sources;
        uint8 quorum;
        uint32 tolerance;
        int32 zoneOffset;
        uint16 publishDays;
    }

    /// @notice What one source says.
    /// @param signature of Fixing(bytes32 index,uint32 day,int32 value), EIP-712, or ERC-1271
    struct Quote {
        int32 value;
        address source;
        bytes signature;
    }

    /// @notice Quorum of 2 or more, enough sources and no more than 31, a zone within 14 hours.
    error IndexInvalid(uint256 sources, uint256 quorum, int32 zoneOffset);
    /// @notice Sources and quotes are in strictly ascending order of addresses.
    error SourceOrder(address source, address before);
    /// @notice No such index.
    error UnknownIndex(bytes32 index);
    /// @notice The day has not come.
    error FixingAhead(Day day, Day today);
    /// @notice The time to publish is over; what counts for the day is decided.
    error FixingOver(Day today, Day last);
    /// @notice The day is fixed.
    error FixingExists(bytes32 index, Day day, int32 value);
    /// @notice Too few quotes.
    error TooFewQuotes(uint256 quotes, uint256 quorum);
    /// @notice Not one of the index's sources.
    error NotSource(bytes32 index, address source);
    /// @notice The quote is not signed by its source.
    error QuoteNotSigned(address source, int32 value);
    /// @notice The sources disagree.
    error BeyondTolerance(int32 lowest, int32 highest, uint32 tolerance);

    /// @notice An index was defined.
    event IndexDefined(bytes32 indexed index, IndexTerms terms);
    /// @notice A day was fixed.
    event FixingPublished(bytes32 indexed index, Day indexed day, int32 value, Quote[] quotes);

    /// @notice Defines an index. Anyone; again changes nothing.
    /// @return index its id
    /// @custom:reverts IndexInvalid, SourceOrder
    function defineIndex(IndexTerms calldata terms) external returns (bytes32 index);

    /// @notice Fixes a day, from the day itself until `publishDays` after it, both included, in the
    ///         index's zone. Anyone who holds enough quotes; once.
    /// @param  quotes in ascending order of sources
    /// @return their lower median: of two middle ones the smaller, against the holders who are
    ///         paid it
    /// @custom:reverts UnknownIndex, FixingAhead, FixingOver, FixingExists, TooFewQuotes,
    ///                 SourceOrder, NotSource, QuoteNotSigned, BeyondTolerance
    function publish(bytes32 index, Day day, Quote[] calldata quotes) external returns (int32);

    /// @notice A day's own fixing.
    function fixingOf(bytes32 index, Day day) external view returns (bool known, int32 value);

    /// @notice What counts as the index on a day: its own fixing or, once that can no longer be
    ///         published, the last one before. Once decided it never changes: fixings of the days
    ///         before cannot come any more either.
    /// @return decided false while the day's own fixing can still come
    /// @return stands  false if there is no fixing of that day or any before
    /// @return value   0 unless it stands
    /// @custom:reverts UnknownIndex
    function standingOf(bytes32 index, Day day)
        external
        view
        returns (bool decided, bool stands, int32 value);

    /// @notice EIP-712 digest that a source signs.
    function digestOf(bytes32 index, Day day, int32 value) external view returns (bytes32);

    /// @notice An index's terms; empty where there is none.
    function indexOf(bytes32 index) external view returns (IndexTerms memory);

    /// @notice Whether an index was defined.
    function isDefined(bytes32 index) external view returns (bool);
}
