// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IBondTypes} from "interfaces/IBondTypes.sol";

import {BondParties} from "tests/forge/BondParties.sol";

/// @notice Moves without their holder, announced and carried out by the register agent, and lost
///         keys, predicted from the books.
abstract contract BondForces is BondParties {
    /// @dev A move without its holder that was announced.
    struct Move {
        uint256 from;
        uint256 to; // of a recovery: `from` again
        address lostAccount;
        address newAccount;
        uint256 units;
        uint256 announcedAt;
        IBondTypes.ForceReason reason;
    }

    Move[] private _moves;
    /// @notice Shortest time between announcement and move that any step saw.
    uint256 public shortestNotice = type(uint256).max;
    uint256 private _freshAccounts;

    function lostCount() external view returns (uint256) {
        return lost.length;
    }

    function _announceForce() internal {
        (uint256 from, uint256 to, uint256 kind) = (draw(HOLDERS), draw(HOLDERS), draw(6));
        Holder storage holder = holders[from];
        Move memory m = Move(
            from,
            to,
            holder.account,
            holders[to].account,
            1 + draw(holder.units + 1),
            block.timestamp,
            IBondTypes.ForceReason(draw(6))
        );
        if (draw(2) == 0 && from < ISSUER) {
            m.newAccount = address(uint160(0xC000 + ++_freshAccounts));
            m.to = from;
            m.units = 0;
            if (kind != 0) m.reason = IBondTypes.ForceReason.LostKey;
        }
        bool expected = m.lostAccount != m.newAccount && m.reason != IBondTypes.ForceReason.None;
        vm.prank(AGENT);
        (bool passed,) = address(bond)
            .call(
                abi.encodeCall(
                    bond.announceForce,
                    (m.lostAccount, m.newAccount, m.units, m.reason, bytes32("order"))
                )
            );
        vm.assertEq(passed, expected, "announceForce");
        if (!passed) return;
        // Announced again it waits again.
        for (uint256 i; i < _moves.length; ++i) {
            bool isSame = _moves[i].lostAccount == m.lostAccount
                && _moves[i].newAccount == m.newAccount && _moves[i].units == m.units;
            if (isSame) _drop(i);
        }
        _moves.push(m);
        ++done[Action.AnnounceForce];
    }

    function _force() internal {
        (bool found, uint256 which) = _someMoveWithout(false);
        if (!found) return;
        Move storage m = _moves[which];
        bool expected = _isDue(m) && supply != 0 && holders[m.from].account == m.lostAccount
            && holders[m.to].account == m.newAccount && holders[m.from].units >= m.units
            && mayReceive(m.to);
        vm.prank(AGENT);
        (bool passed,) = address(bond)
            .call(abi.encodeCall(bond.forcedTransfer, (m.lostAccount, m.newAccount, m.units)));
        vm.assertEq(passed, expected, "forcedTransfer");
        if (!passed) return;
        _freeByForce(holders[m.from], m.units);
        _moved(Action.Force, m.from, m.to, m.units);
        _used(which);
    }

    /// @dev What stays frozen or put is what is left to be.
    function _freeByForce(Holder storage from, uint256 units) private {
        uint256 loose = from.units > from.frozen ? from.units - from.frozen : 0;
        if (units > loose) from.frozen -= units - loose;
        uint256 left = from.units - units;
        if (from.putUnits <= left) return;
        if (putBooks[from.putOption].funded) putsPending -= from.putUnits - left;
        else putBooks[from.putOption].units -= from.putUnits - left;
        from.putUnits = left;
    }

    function _recover() internal {
        (bool found, uint256 which) = _someMoveWithout(true);
        if (!found) return;
        Move storage m = _moves[which];
        Holder storage holder = holders[m.from];
        // The replacement is of the same person.
        (holder.until, holder.jurisdiction, holder.class) = (type(uint32).max, 1, 2);
        _admit(holder, holder.account);
        _admit(holder, m.newAccount);
        bool expected = _isDue(m) && holder.account == m.lostAccount
            && m.reason == IBondTypes.ForceReason.LostKey;
        vm.prank(AGENT);
        (bool passed,) =
            address(bond).call(abi.encodeCall(bond.recover, (m.lostAccount, m.newAccount)));
        vm.assertEq(passed, expected, "recover");
        if (!passed) return;
        lost.push(m.lostAccount);
        (holder.account, holder.sendBlocked, holder.receiveBlocked) = (m.newAccount, false, false);
        ++done[Action.Recover];
        _used(which);
    }

    function _withdrawForce() internal {
        if (_moves.length == 0) return;
        uint256 which = draw(_moves.length);
        Move memory m = _moves[which];
        vm.prank(draw(2) == 0 ? TRUSTEE : AGENT);
        bond.withdrawForce(m.lostAccount, m.newAccount, m.units);
        _drop(which);
        ++done[Action.WithdrawForce];
    }

    /* BOOKS */

    function _isDue(Move memory m) private view returns (bool) {
        uint256 due = m.announcedAt + 3 days;
        return block.timestamp >= due && block.timestamp < due + 30 days;
    }

    function _someMoveWithout(bool recovery) private returns (bool found, uint256 which) {
        uint256 first = draw(_moves.length + 1);
        for (uint256 i; i < _moves.length && !found; ++i) {
            which = (first + i) % _moves.length;
            found = recovery == (_moves[which].units == 0);
        }
    }

    function _used(uint256 which) private {
        uint256 notice = block.timestamp - _moves[which].announcedAt;
        if (notice < shortestNotice) shortestNotice = notice;
        _drop(which);
    }

    function _drop(uint256 which) private {
        _moves[which] = _moves[_moves.length - 1];
        _moves.pop();
    }
}
