// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {DeviceId} from "contracts/types/Ids.sol";

/// @dev A slot that has a reading, as its leaf commits to it. docs/spec.md, section 2.3.
struct Leaf {
    DeviceId device;
    uint40 slotStart;
    uint64 exported;
    uint64 imported;
    uint16 flags;
    bytes32 reading;
}

/// @dev A node of the sum tree: how many readings are below it and what they sum to [Wh].
struct Node {
    uint32 count;
    uint64 exported;
    uint64 imported;
    bytes32 hash;
}
