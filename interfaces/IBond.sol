// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IBondDesk} from "interfaces/IBondDesk.sol";
import {IBondLedger} from "interfaces/IBondLedger.sol";
import {IBondOffice} from "interfaces/IBondOffice.sol";

/// @title  Bond
/// @notice One series under one set of terms, one ISIN, one register: ERC-20, ERC-2612, ERC-165,
///         ERC-5267, ERC-6093, ERC-7943, ERC-1643.
/// @dev    What callers use. Its three parts are IBondLedger, IBondDesk and IBondOffice.
// It adds nothing of its own.
// solhint-disable-next-line no-empty-blocks
interface IBond is IBondLedger, IBondDesk, IBondOffice {}
