// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {DeviceId} from "contracts/types/Ids.sol";
import {Leaf, Node} from "contracts/types/SumTree.sol";

/// @title Merkle-sum proofs of a batch
/// @dev   Byte layouts: docs/spec.md, section 2.3. A proof shows its own slot, and of its siblings
///        their sums and hashes, nothing else.
library BatchProof {
    function leafNode(Leaf calldata leaf) internal pure returns (Node memory) {
        bytes32 hash = keccak256(
            abi.encodePacked(
                bytes1(0x00),
                leaf.device,
                leaf.slotStart,
                leaf.exported,
                leaf.imported,
                leaf.flags,
                leaf.reading
            )
        );
        return Node(1, leaf.exported, leaf.imported, hash);
    }

    function gapNode(DeviceId device, uint40 slotStart) internal pure returns (Node memory) {
        return Node(0, 0, 0, keccak256(abi.encodePacked(bytes1(0x02), device, slotStart)));
    }

    /// @notice Folds `node`, the leaf at `index`, with its siblings up to the root.
    /// @dev    Sums are checked: a total over 2**64 - 1 panics, it never wraps.
    function fold(Node memory node, uint256 index, Node[] calldata siblings)
        internal
        pure
        returns (Node memory)
    {
        for (uint256 level; level < siblings.length; ++level) {
            Node calldata sibling = siblings[level];
            node = (index >> level) & 1 == 0 ? _join(node, sibling) : _join(sibling, node);
        }
        return node;
    }

    /// @notice Length of a proof in a tree of `leaves` positions.
    function depthOf(uint256 leaves) internal pure returns (uint256 depth) {
        while (1 << depth < leaves) ++depth;
    }

    function _join(Node memory left, Node memory right) private pure returns (Node memory) {
        bytes32 hash = keccak256(
            abi.encodePacked(
                bytes1(0x01),
                left.count,
                right.count,
                left.exported,
                right.exported,
                left.imported,
                right.imported,
                left.hash,
                right.hash
            )
        );
        return Node(
            left.count + right.count,
            left.exported + right.exported,
            left.imported + right.imported,
            hash
        );
    }
}
