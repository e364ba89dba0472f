// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {AccessManager} from "@openzeppelin/contracts/access/manager/AccessManager.sol";

/// @title Platform roles
/// @notice Who may act for the platform: one AccessManager for all contracts, with execution delays
///         and guardians as OpenZeppelin defines them.
/// @dev    Roles within one bond (issuer, trustee, bookrunner) are in that bond's terms, not here.
///
/// TRUST
/// The admin grants roles and moves registry pointers, so it belongs to a multi-signature account
/// behind a delay. No role here can move escrowed cash, proceeds or anybody's units.
contract Roles is AccessManager {
    /// @dev Admits, blocks and unblocks investors.
    uint64 public constant REGISTRAR = 1;
    /// @dev Mints and burns tokenised deposits.
    uint64 public constant BANK = 2;
    /// @dev Publishes methodologies and factors, binds schemas, rotates the oracle's node set.
    uint64 public constant STEWARD = 3;
    /// @dev Accredits and suspends verifiers.
    uint64 public constant ACCREDITOR = 4;
    /// @dev Creates bonds.
    uint64 public constant ISSUER = 5;
    /// @dev Freezes and locks holdings on a court's or regulator's order.
    uint64 public constant REGISTER_AGENT = 6;
    /// @dev Enrols instruments that commit eligible cost: the bond factory.
    uint64 public constant INSTRUMENTS = 7;

    constructor(address admin) AccessManager(admin) {}
}
