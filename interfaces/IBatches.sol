// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {BatchId, DeviceId, ProjectId} from "contracts/types/Ids.sol";
import {Leaf, Node} from "contracts/types/SumTree.sol";

/// @title  Batches
/// @notice Anchors the accepted readings of a project, metric and period as one Merkle-sum root,
///         signed by M of N oracle nodes. Anyone who holds M signatures posts.
/// @dev    INV-BA-1  a batch is posted once and never edited
///         INV-BA-2  the windows of one (project, metric) follow each other without overlap
///         INV-BA-3  a posted batch carries signatures of at least `threshold` different nodes
interface IBatches {
    /// @notice What the nodes sign; fields and units in docs/spec.md, section 2.3.
    struct Report {
        ProjectId project;
        bytes32 metric;
        uint40 start;
        uint40 end;
        uint32 interval;
        uint32 leaves;
        uint32 readings;
        uint64 exported;
        uint64 imported;
        bytes32 root;
        BatchId previous;
        bytes32 dataHash;
        uint32 nodeSet;
    }

    /// @notice A compact signature (ERC-2098).
    struct Signature {
        bytes32 r;
        bytes32 vs;
    }

    /// @notice What other contracts read of a batch.
    struct Batch {
        bytes32 root;
        uint64 exported;
        uint64 imported;
        uint32 leaves;
        uint32 readings;
        uint40 start;
        uint40 end;
    }

    /// @notice A batch of this project, metric and period stands.
    error BatchExists(BatchId batch);
    /// @notice The report does not follow the last batch of its stream.
    error NotNext(BatchId previous, BatchId head);
    /// @notice The report's window begins before the last one ended.
    error WindowOverlaps(uint40 start, uint40 lastEnd);
    /// @notice The window is empty, not whole minutes, not whole slots, or not over.
    error WindowInvalid(uint40 start, uint40 end, uint32 interval, uint256 time);
    /// @notice More readings than slots, or slots that no whole number of devices makes up.
    error CountInvalid(uint32 readings, uint32 leaves, uint256 slots);
    /// @notice The report names another set of nodes than signs now.
    error WrongNodeSet(uint32 actual, uint32 current);
    /// @notice Too few signatures.
    error QuorumMissing(uint256 signatures, uint256 threshold);
    /// @notice Signature `position` is not by node `index`.
    error SignatureInvalid(uint256 position, uint256 index, address recovered);
    /// @notice A set has 1 to 31 different nodes and a threshold within it.
    error NodeSetInvalid(uint256 nodes, uint256 threshold);
    /// @notice No such batch.
    error UnknownBatch(BatchId batch);
    /// @notice The position or the length of the proof does not fit the batch.
    error ProofShape(uint256 index, uint256 leaves, uint256 siblings, uint256 depth);

    /// @notice The set of nodes that signs from now on.
    event NodeSetRotated(uint32 indexed nodeSet, uint8 threshold, address[] nodes);
    /// @notice A batch was anchored.
    event BatchPosted(
        BatchId indexed batch, ProjectId indexed project, Report report, uint256 signers
    );

    /// @notice Replaces the set of nodes and the number that must sign. Caller: STEWARD.
    /// @custom:reverts NodeSetInvalid
    function rotateNodes(address[] calldata nodes, uint8 threshold) external;

    /// @notice Anchors a batch. Anyone.
    /// @param  signers    bit n set: node n of the set signed
    /// @param  signatures one per set bit, in order of the bits
    /// @return batch      its id
    /// @custom:reverts WindowInvalid, CountInvalid, BatchExists, NotNext, WindowOverlaps,
    ///                 WrongNodeSet, QuorumMissing, SignatureInvalid
    function post(Report calldata report, uint256 signers, Signature[] calldata signatures)
        external
        returns (BatchId batch);

    /// @notice A batch; `root` is zero where there is none.
    function batchOf(BatchId batch) external view returns (Batch memory);

    /// @notice Id of the last batch of a stream, zero where there is none.
    function headOf(ProjectId project, bytes32 metric) external view returns (BatchId);

    /// @notice Whether `leaf` is what the batch holds at `index`, and its siblings add up to the
    ///         batch's total.
    /// @custom:reverts UnknownBatch, ProofShape
    function proveReading(
        BatchId batch,
        Leaf calldata leaf,
        uint256 index,
        Node[] calldata siblings
    ) external view returns (bool);

    /// @notice Whether the batch holds a gap at `index`, where that device and slot would be.
    /// @custom:reverts UnknownBatch, ProofShape
    function proveGap(
        BatchId batch,
        DeviceId device,
        uint40 slotStart,
        uint256 index,
        Node[] calldata siblings
    ) external view returns (bool);

    /// @notice EIP-712 digest that a node signs for `report`.
    function digestOf(Report calldata report) external view returns (bytes32);

    /// @notice The nodes that sign now.
    function currentNodes()
        external
        view
        returns (uint32 nodeSet, uint8 threshold, address[] memory nodes);
}
