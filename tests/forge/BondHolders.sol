// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IBondTypes} from "interfaces/IBondTypes.sol";

import {Day} from "contracts/types/Units.sol";

import {BondBooks} from "tests/forge/BondBooks.sol";

/// @notice What holders do, and what is done for them: each step predicts from the books whether
///         the bond will agree and how much cash moves, and compares.
abstract contract BondHolders is BondBooks {
    enum Action {
        Transfer,
        Spend,
        Freeze,
        Lock,
        Entry,
        CashBlock,
        Pass,
        Strike,
        Fund,
        Claim,
        Push,
        RemitTax,
        Tap,
        Call,
        CallPartially,
        Put,
        FundPut,
        SettlePut,
        CancelUnits,
        Extend,
        Declare,
        Cure,
        Accelerate,
        Distribute,
        FundRedemption,
        Redeem,
        AnnounceForce,
        Force,
        WithdrawForce,
        Recover,
        Papers,
        Prescribe
    }

    /// @dev Times an action went through, and did something.
    mapping(Action => uint256) public done;
    uint256 internal _random;

    function _transfer() internal {
        (uint256 from, uint256 to, uint256 units) = _someMove();
        (address sender, address receiver) = (holders[from].account, holders[to].account);
        bool expected = mayMove(from, to, units);
        bool allowed = bond.restrictionOf(sender, receiver, units) == IBondTypes.Restriction.None;
        vm.assertEq(allowed, expected, "restrictionOf");

        vm.prank(sender);
        (bool moved,) = address(bond).call(abi.encodeCall(bond.transfer, (receiver, units)));

        vm.assertEq(moved, expected, "transfer");
        if (moved) _moved(Action.Transfer, from, to, units);
    }

    function _spend() internal {
        (uint256 from, uint256 to, uint256 units) = _someMove();
        uint256 spender = draw(HOLDERS);
        uint256 allowance = draw(4) == 0 && units != 0 ? units - 1 : units;
        bool expected =
            mayMove(from, to, units) && !holders[spender].sendBlocked && allowance == units;

        vm.prank(holders[from].account);
        bond.approve(holders[spender].account, allowance);
        vm.prank(holders[spender].account);
        (bool moved,) = address(bond)
            .call(
                abi.encodeCall(
                    bond.transferFrom, (holders[from].account, holders[to].account, units)
                )
            );

        vm.assertEq(moved, expected, "transferFrom");
        if (moved) _moved(Action.Spend, from, to, units);
    }

    function _freeze() internal {
        Holder storage holder = holders[draw(HOLDERS)];
        uint256 units = draw(3) == 0 ? draw(holder.units + 20) : draw(holder.units / 2 + 1);
        if (draw(2) == 0) units = 0;
        vm.prank(AGENT);
        bond.setFrozenTokens(holder.account, units);
        holder.frozen = units;
        ++done[Action.Freeze];
    }

    function _lock() internal {
        Holder storage holder = holders[draw(HOLDERS)];
        uint256 until = block.timestamp / 1 days + (draw(4) == 0 ? 1 : 0) - draw(2);
        vm.prank(AGENT);
        bond.setLock(holder.account, Day.wrap(uint32(until)));
        holder.lockedUntil = until;
        ++done[Action.Lock];
    }

    function _entry() internal {
        Holder storage holder = holders[draw(HOLDERS - 1)];
        bool sound = draw(6) != 0;
        holder.until = sound ? type(uint32).max : block.timestamp / 1 days + draw(3) - 1;
        holder.jurisdiction = sound ? uint8(1 + draw(2)) : uint8(draw(4));
        holder.class = sound ? 3 : uint8(1 + draw(2));
        uint24[4] memory shares = [0, 100_000, 153_150, 1_000_000];
        holder.withholding = shares[draw(4)];
        _admit(holder, holder.account);
        holder.sendBlocked = !sound && draw(2) == 0;
        holder.receiveBlocked = !sound && draw(2) == 0;
        investors.setBlocked(holder.account, holder.sendBlocked, holder.receiveBlocked);
        ++done[Action.Entry];
    }

    function _cashBlock() internal {
        cash.setBlocked(holders[draw(HOLDERS)].account, draw(5) == 0);
        ++done[Action.CashBlock];
    }

    function _claim() internal {
        (uint256 index, uint256 through) = (draw(HOLDERS), _someThrough());
        address account = holders[index].account;
        bool payable_ = isPayable(through);
        (uint256 gross, uint256 interest) = payable_ ? owed(index, through) : (0, 0);
        uint256 tax = taxOf(index, interest);
        bool expected = payable_ && canBePaid(account, gross - tax);

        vm.prank(account);
        (bool claimed, bytes memory answer) =
            address(bond).call(abi.encodeCall(bond.claimCoupons, (through)));

        vm.assertEq(claimed, expected, "claimCoupons");
        if (!claimed) return;
        vm.assertEq(abi.decode(answer, (uint256)), gross - tax);
        _payRows(index, through, gross - tax, tax);
        if (gross != 0) ++done[Action.Claim];
    }

    function _push() internal {
        uint256 through = _someThrough();
        uint256[] memory page = _page();
        (bool pushed,) =
            address(bond).call(abi.encodeCall(bond.payCoupons, (_accounts(page), through)));

        vm.assertEq(pushed, isPayable(through), "payCoupons");
        if (!pushed) return;
        for (uint256 i; i < page.length; ++i) {
            (uint256 gross, uint256 interest) = owed(page[i], through);
            uint256 tax = taxOf(page[i], interest);
            if (!canBePaid(holders[page[i]].account, gross - tax)) continue;
            _payRows(page[i], through, gross - tax, tax);
            if (gross != 0) ++done[Action.Push];
        }
    }

    function _put() internal {
        (uint256 index, uint256 option) = (draw(HOLDERS), draw(20) == 0 ? 0 : 1 + draw(2));
        Holder storage holder = holders[index];
        uint256 first = ISSUE + (option == 1 ? 20 : 60);
        uint256 last = option == 0 ? 0 : putDay(option) - (option == 1 ? 3 : 0);
        uint256 free = freeUnits(index) + holder.putUnits;
        uint256 units = draw(10) == 0 ? free + 1 : draw(free + 1);
        bool expected = stage == IBondTypes.Stage.Outstanding && today() >= first && today() <= last
            && !putBooks[option].funded && (holder.putUnits == 0 || holder.putOption == option)
            && units <= free;

        vm.prank(holder.account);
        (bool noticed,) = address(bond).call(abi.encodeCall(bond.put, (option, units)));

        vm.assertEq(noticed, expected, "put");
        if (!noticed) return;
        putBooks[option].units = putBooks[option].units + units - holder.putUnits;
        (holder.putOption, holder.putUnits) = (option, units);
        if (units != 0) ++done[Action.Put];
    }

    function _settlePut() internal {
        uint256 option = putBooks[1].funded && draw(2) == 0 ? 1 : 2;
        PutBook storage book = putBooks[option];
        uint256[] memory page = _page();
        (bool settled,) =
            address(bond).call(abi.encodeCall(bond.settlePut, (option, _accounts(page))));

        vm.assertEq(settled, book.funded, "settlePut");
        if (!settled) return;
        uint256 perUnit = book.perUnit;
        for (uint256 i = book.rows; i < rows.length; ++i) {
            perUnit = perUnit > perUnitOf(i) ? perUnit - perUnitOf(i) : 0;
        }
        for (uint256 i; i < page.length; ++i) {
            Holder storage holder = holders[page[i]];
            uint256 loose = holder.units > holder.frozen ? holder.units - holder.frozen : 0;
            uint256 units = holder.putUnits < loose ? holder.putUnits : loose;
            if (holder.putOption != option || !canBePaid(holder.account, units * perUnit)) {
                continue;
            }
            holder.putUnits -= units;
            putsPending -= units;
            retired += units;
            _burnt(holder, units, units * perUnit);
            if (units != 0) ++done[Action.SettlePut];
        }
        _endIfEmpty();
    }

    function _redeem() internal {
        uint256[] memory page = _page();
        (bool redeemed,) = address(bond).call(abi.encodeCall(bond.redeem, (_accounts(page))));

        bool expected = stage == IBondTypes.Stage.Matured || stage == IBondTypes.Stage.Called;
        vm.assertEq(redeemed, expected, "redeem");
        if (!redeemed) return;
        for (uint256 i; i < page.length; ++i) {
            Holder storage holder = holders[page[i]];
            uint256 bound =
                holder.frozen + (putBooks[holder.putOption].funded ? holder.putUnits : 0);
            uint256 units = holder.units > bound ? holder.units - bound : 0;
            uint256 amount = units * endPrice();
            if (units == 0 || !canBePaid(holder.account, amount)) continue;
            _burnt(holder, units, amount);
            ++done[Action.Redeem];
        }
        _endIfEmpty();
    }

    /* BOOKS */

    function _admit(Holder storage holder, address account) internal {
        address identity = address(uint160(uint160(0x1D00) + _indexOf(holder.account)));
        admitAs(
            account,
            bytes20(identity),
            Day.wrap(uint32(holder.until)),
            holder.jurisdiction,
            holder.class,
            holder.withholding
        );
    }

    function _indexOf(address account) internal view returns (uint160 index) {
        while (holders[index].account != account) ++index;
    }

    function _moved(Action action, uint256 from, uint256 to, uint256 units) internal {
        holders[from].units -= units;
        holders[to].units += units;
        if (units != 0) ++done[action];
    }

    function _burnt(Holder storage holder, uint256 units, uint256 amount) private {
        holder.units -= units;
        supply -= units;
        paid += amount;
    }

    function _endIfEmpty() private {
        bool isEnding = stage == IBondTypes.Stage.Matured || stage == IBondTypes.Stage.Called;
        if (supply == 0 && isEnding) stage = IBondTypes.Stage.Redeemed;
    }

    function _someMove() private returns (uint256 from, uint256 to, uint256 units) {
        from = draw(20) == 0 ? HOLDERS - 1 : draw(HOLDERS - 1);
        // Twice more, where there is nothing to send.
        for (uint256 i; i < 2 && holders[from].units == 0; ++i) {
            from = draw(HOLDERS - 1);
        }
        to = draw(10) == 0 ? HOLDERS - 1 : draw(HOLDERS - 1);
        uint256 balance = holders[from].units;
        uint256 kind = draw(8);
        if (kind == 0) units = balance + 1;
        else if (kind == 1) units = balance;
        else if (kind == 2) units = freeUnits(from);
        else if (kind == 3) units = freeUnits(from) + 1;
        else units = draw(balance + 1);
    }

    function _someThrough() private returns (uint256) {
        return draw(3) == 0 ? draw(fundedThrough + 2) : fundedThrough;
    }

    function _page() private returns (uint256[] memory page) {
        page = new uint256[](1 + draw(HOLDERS));
        for (uint256 i; i < page.length; ++i) {
            page[i] = draw(HOLDERS); // duplicates are likely
        }
    }

    function _accounts(uint256[] memory page) private view returns (address[] memory accounts) {
        accounts = new address[](page.length);
        for (uint256 i; i < page.length; ++i) {
            accounts[i] = holders[page[i]].account;
        }
    }

    function draw(uint256 below) internal returns (uint256) {
        _random = uint256(keccak256(abi.encode(_random)));
        return _random % below;
    }
}
