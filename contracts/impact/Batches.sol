// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {AccessManaged} from "@openzeppelin/contracts/access/manager/AccessManaged.sol";
import {ECDSA} from "@openzeppelin/contracts/utils/cryptography/ECDSA.sol";
import {EIP712} from "@openzeppelin/contracts/utils/cryptography/EIP712.sol";
import {SafeCast} from "@openzeppelin/contracts/utils/math/SafeCast.sol";

import {IBatches} from "interfaces/IBatches.sol";

import {BatchProof} from "contracts/libraries/BatchProof.sol";
import {BatchId, DeviceId, ProjectId} from "contracts/types/Ids.sol";
import {Leaf, Node} from "contracts/types/SumTree.sol";

/// @title Batches
/// @dev   Specification, errors and events: IBatches.
///
/// SIZE
/// Two words per batch whatever the number of readings, and one per stream. Ends are kept as
/// uint32 (until 2106) and lengths in minutes, so that totals and window share a word.
/// TRUST
/// M nodes together can post a wrong total; each reading they include can be checked against its
/// device's signature by anyone who holds the evidence file. The steward can replace the nodes, not
/// a batch.
contract Batches is IBatches, EIP712, AccessManaged {
    using BatchProof for Node;
    using SafeCast for uint256;

    struct Totals {
        uint64 exported;
        uint64 imported;
        uint32 leaves;
        uint32 readings;
        uint32 end;
        uint24 length; // [minutes]
    }

    bytes32 private constant REPORT_TYPE = keccak256(
        "Report(bytes32 project,bytes32 metric,uint40 start,uint40 end,uint32 interval,"
        "uint32 leaves,uint32 readings,uint64 exported,uint64 imported,bytes32 root,"
        "bytes32 previous,bytes32 dataHash,uint32 nodeSet)"
    );
    uint256 private constant NODES = 31;

    mapping(BatchId batch => bytes32) private _roots;
    mapping(BatchId batch => Totals) private _totals;
    mapping(bytes32 stream => BatchId) private _heads;
    address[] private _nodes;
    uint32 private _nodeSet;
    uint8 private _threshold;

    constructor(address authority) EIP712("Greentrace", "1") AccessManaged(authority) {}

    /* WRITES */

    /// @inheritdoc IBatches
    function rotateNodes(address[] calldata nodes, uint8 threshold) external restricted {
        bool sound = nodes.length != 0 && nodes.length <= NODES && threshold != 0
            && threshold <= nodes.length;
        // At most 31 nodes: the pairs are few.
        for (uint256 i; sound && i < nodes.length; ++i) {
            sound = nodes[i] != address(0);
            for (uint256 j; sound && j < i; ++j) {
                sound = nodes[i] != nodes[j];
            }
        }
        require(sound, NodeSetInvalid(nodes.length, threshold));

        _nodes = nodes;
        _threshold = threshold;
        ++_nodeSet;

        emit NodeSetRotated(_nodeSet, threshold, nodes);
    }

    /// @inheritdoc IBatches
    function post(Report calldata r, uint256 signers, Signature[] calldata signatures)
        external
        returns (BatchId batch)
    {
        // No check that the project exists: Impact asks for it, and a root harms nobody alone.
        _requireShape(r);
        batch = BatchId.wrap(keccak256(abi.encode(r.project, r.metric, r.start, r.end)));
        bytes32 stream = keccak256(abi.encode(r.project, r.metric));
        _requireNext(batch, r, stream);
        _requireQuorum(r, signers, signatures);

        _roots[batch] = r.root;
        _totals[batch] = Totals({
            exported: r.exported,
            imported: r.imported,
            leaves: r.leaves,
            readings: r.readings,
            end: uint256(r.end).toUint32(),
            length: uint256((r.end - r.start) / 60).toUint24()
        });
        _heads[stream] = batch;

        emit BatchPosted(batch, r.project, r, signers);
    }

    /* VIEWS */

    /// @inheritdoc IBatches
    function batchOf(BatchId batch) external view returns (Batch memory) {
        Totals memory t = _totals[batch];
        return Batch({
            root: _roots[batch],
            exported: t.exported,
            imported: t.imported,
            leaves: t.leaves,
            readings: t.readings,
            start: t.end - uint40(t.length) * 60,
            end: t.end
        });
    }

    /// @inheritdoc IBatches
    function headOf(ProjectId project, bytes32 metric) external view returns (BatchId) {
        return _heads[keccak256(abi.encode(project, metric))];
    }

    /// @inheritdoc IBatches
    function proveReading(
        BatchId batch,
        Leaf calldata leaf,
        uint256 index,
        Node[] calldata siblings
    ) external view returns (bool) {
        return _proves(batch, BatchProof.leafNode(leaf), index, siblings);
    }

    /// @inheritdoc IBatches
    function proveGap(
        BatchId batch,
        DeviceId device,
        uint40 slotStart,
        uint256 index,
        Node[] calldata siblings
    ) external view returns (bool) {
        return _proves(batch, BatchProof.gapNode(device, slotStart), index, siblings);
    }

    /// @inheritdoc IBatches
    function digestOf(Report calldata r) external view returns (bytes32) {
        return _digest(r);
    }

    /// @inheritdoc IBatches
    function currentNodes() external view returns (uint32, uint8, address[] memory) {
        return (_nodeSet, _threshold, _nodes);
    }

    /* INTERNAL */

    function _requireShape(Report calldata r) private view {
        bool whole = r.end > r.start && r.interval != 0 && (r.end - r.start) % 60 == 0
            && (r.end - r.start) % r.interval == 0 && r.end <= block.timestamp;
        require(whole, WindowInvalid(r.start, r.end, r.interval, block.timestamp));
        uint256 slots = (r.end - r.start) / r.interval;
        require(
            r.leaves != 0 && r.leaves % slots == 0 && r.readings <= r.leaves
                && r.root != bytes32(0),
            CountInvalid(r.readings, r.leaves, slots)
        );
    }

    function _requireNext(BatchId batch, Report calldata r, bytes32 stream) private view {
        require(_roots[batch] == bytes32(0), BatchExists(batch));
        BatchId head = _heads[stream];
        require(r.previous == head, NotNext(r.previous, head));
        uint40 lastEnd = head.isNone() ? 0 : _totals[head].end;
        require(r.start >= lastEnd, WindowOverlaps(r.start, lastEnd));
    }

    function _requireQuorum(Report calldata r, uint256 signers, Signature[] calldata signatures)
        private
        view
    {
        require(r.nodeSet == _nodeSet, WrongNodeSet(r.nodeSet, _nodeSet));
        uint256 threshold = _threshold;
        require(
            signatures.length >= threshold && threshold != 0,
            QuorumMissing(signatures.length, threshold)
        );
        bytes32 digest = _digest(r);
        uint256 index;
        // Bits are walked upwards, one per signature, so no node can be counted twice.
        for (uint256 i; i < signatures.length; ++i) {
            while (index < _nodes.length && (signers >> index) & 1 == 0) ++index;
            (address signer,,) = ECDSA.tryRecover(digest, signatures[i].r, signatures[i].vs);
            require(
                index < _nodes.length && signer == _nodes[index], SignatureInvalid(i, index, signer)
            );
            ++index;
        }
        require(signers >> index == 0, QuorumMissing(signatures.length, signatures.length + 1));
    }

    function _proves(BatchId batch, Node memory node, uint256 index, Node[] calldata siblings)
        private
        view
        returns (bool)
    {
        Totals memory t = _totals[batch];
        bytes32 root = _roots[batch];
        require(root != bytes32(0), UnknownBatch(batch));
        uint256 depth = BatchProof.depthOf(t.leaves);
        require(
            index < t.leaves && siblings.length == depth,
            ProofShape(index, t.leaves, siblings.length, depth)
        );
        Node memory top = node.fold(index, siblings);
        return top.hash == root && top.count == t.readings && top.exported == t.exported
            && top.imported == t.imported;
    }

    function _digest(Report calldata r) private view returns (bytes32) {
        // A struct of value types only: its ABI encoding is its EIP-712 encoding.
        return _hashTypedDataV4(keccak256(abi.encode(REPORT_TYPE, r)));
    }
}
