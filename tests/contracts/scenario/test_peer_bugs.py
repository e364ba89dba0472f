"""Bugs and weaknesses of seventeen peer implementations, each tried on our contracts.

Numbers are those of the list that they were found for; names in brackets are the peers.
"""

import itertools

import pytest
from brownie import BlockingCash, MockCash, project
from brownie.exceptions import VirtualMachineError

from tests.support.bonds import next_block_at
from tests.support.clock import mine_at
from tests.support.peer_bonds import end_of_record_day, give_cash, issued_bond, pass_days, pay_in
from tests.support.platform import admit, investor
from tests.support.reverts import reverts
from tests.support.texts import digest32

COURT_ORDER, SENDER_NOT_ELIGIBLE, SENDER_BLOCKED, INSUFFICIENT_UNFROZEN = 1, 2, 3, 10
REDEEMED = 6
MOST_CODE = 24_576
RATE_ONE, RATE = 10**9, 41_250_000
FACE = 1_000_000


@pytest.fixture
def parties(platform, verifier, actors):
    """Holders A, B and C, admitted."""
    holders = actors.holder_a, actors.holder_b, actors.holder_c
    admit(platform, *holders)
    return holders


@pytest.fixture
def series(platform, parties):
    """A holds 600, B 400; two coupons."""
    return bond_of(platform, [(parties[0], 600), (parties[1], 400)])


def bond_of(platform, held, **changes):
    given = {"isin": "0x" + b"PEERBUGS0001".hex(), "denomination": FACE, "rate": RATE}
    return issued_bond(platform, held, **{**given, **changes})


def interest(face, days) -> int:
    return face * RATE * days // (RATE_ONE * 365)


def test_a5_01_a_transfer_to_oneself_keeps_all_sums(series, parties):
    """[ERC-7092 reference: 970,000 of principal became 1,070,000]"""
    a, b, _ = parties
    series.bond.transfer(a, 600, {"from": a})
    assert [series.bond.balanceOf(each) for each in (a, b)] == [600, 400]
    assert series.bond.totalSupply() == 1_000
    assert series.bond.principalOf(a) + series.bond.principalOf(b) == 1_000 * FACE


def test_a5_02_redemption_pays_the_current_holders_and_leaves_nobody_a_unit(
    platform, series, parties
):
    """[ERC-7092 reference: a buyer in the secondary market was left with its units, unpaid]"""
    a, b, c = parties
    series.bond.transfer(c, 600, {"from": a})
    for number in range(2):
        pay_in(platform, series, number)
    pass_days(series, 365)
    issuer = platform.actors.issuer
    give_cash(platform, series, issuer, 1_000 * FACE)
    series.cash.approve(series.bond, 1_000 * FACE, {"from": issuer})
    series.bond.fundRedemption({"from": issuer})
    tx = series.bond.redeem([a, b, c], {"from": a})

    paid = {each["holder"]: each["amount"] for each in tx.events["Redeemed"]}
    assert paid == {b: 400 * FACE, c: 600 * FACE}
    assert [series.bond.balanceOf(each) for each in parties] == [0, 0, 0]
    assert series.bond.stage() == REDEEMED


def test_a5_03_no_forced_transfer_to_the_same_account_frees_anything(series, parties, actors):
    """[ERC-7943 reference, OpenZeppelin community, CMTAT]"""
    a, agent = parties[0], {"from": actors.registrar}
    series.bond.setFrozenTokens(a, 600, agent)
    with reverts("ForceInvalid", a, a, COURT_ORDER):
        series.bond.announceForce(a, a, 600, COURT_ORDER, digest32("order"), agent)
    with reverts("ForceNotDue", a, a, 600, 0):
        series.bond.forcedTransfer(a, a, 600, agent)
    assert series.bond.getFrozenTokens(a) == 600


def test_a5_04_more_than_the_balance_can_be_frozen_and_stays_frozen(series, parties, actors):
    """[CMTAT 3.1 reverts; ERC-7943 demands it]"""
    a, b, c = parties
    series.bond.setFrozenTokens(a, 700, {"from": actors.registrar})
    series.bond.transfer(a, 150, {"from": b})

    assert series.bond.getFrozenTokens(a) == 700
    with reverts("TransferRestricted", a, c, 51, INSUFFICIENT_UNFROZEN):
        series.bond.transfer(c, 51, {"from": a})
    series.bond.transfer(c, 50, {"from": a})


def test_a5_05_all_role_identifiers_are_distinct(platform):
    """[IncomeVault: two roles with one hash, by copy and paste]"""
    names = [entry["name"] for entry in platform.roles.abi if entry.get("name", "").isupper()]
    values = [getattr(platform.roles, name)() for name in names]
    assert {"REGISTRAR", "REGISTER_AGENT", "ISSUER"} <= set(names)
    assert len(set(values)) == len(values) >= 7


def test_a5_06_one_blocked_payee_stops_nobody_and_is_paid_later(platform, parties, actors):
    """[IncomeVault, Zivoe, nouns token-buyer]"""
    a, b, c = parties
    cash = BlockingCash.deploy({"from": actors.admin})
    series = bond_of(platform, [(a, 300), (b, 300), (c, 400)], cash=cash)
    pay_in(platform, series, 0)
    pass_days(series, 180)
    cash.setBlocked(b, True, {"from": actors.admin})
    tx = series.bond.payCoupons([a, b, c], 1, {"from": actors.stranger})

    per_unit = interest(FACE, 180)
    assert [cash.balanceOf(each) for each in parties] == [300 * per_unit, 0, 400 * per_unit]
    assert tx.events["CouponPaymentFailed"]["holder"] == b
    cash.setBlocked(b, False, {"from": actors.admin})
    series.bond.claimCoupons(1, {"from": b})
    assert cash.balanceOf(b) == 300 * per_unit
    assert cash.balanceOf(series.bond) == 0


def test_a5_07_a_struck_coupon_does_not_change_with_a_later_repayment(platform, parties):
    """[Hedera ATS: current nominal value; so|bond: current supply]"""
    a, b, _ = parties
    held = [(a, 600), (b, 400)]
    series = bond_of(platform, held, principal=250_000)
    mine_at(end_of_record_day(series, 0))
    series.bond.strike({"from": a})
    first = tuple(series.bond.struckOf(0))
    mine_at(end_of_record_day(series, 1))
    series.bond.strike({"from": a})

    assert tuple(series.bond.struckOf(0)) == first
    assert series.bond.struckOf(0)["cashPerUnit"] == interest(FACE, 180)
    assert series.bond.struckOf(1)["cashPerUnit"] == interest(FACE * 3 // 4, 185)
    assert series.bond.faceValue() == FACE // 2


def test_a5_08_a_stub_pays_its_fraction_of_the_year(platform, parties):
    """[ATK pays a whole period]"""
    series = bond_of(platform, [(parties[0], 1)], periods=(73, 182), ex_days=3)
    for number, days in enumerate((73, 182)):
        mine_at(end_of_record_day(series, number))
        series.bond.strike({"from": parties[0]})
        assert series.bond.struckOf(number)["cashPerUnit"] == interest(FACE, days)


def test_a5_09_a_tap_after_the_first_coupon_is_not_paid_it(platform, parties):
    """[ATK forbids it; naive accumulators pay it back]"""
    a, b, c = parties
    series = bond_of(platform, [(a, 300), (b, 300)])
    funded = pay_in(platform, series, 0)
    series.bond.issue(c, 300, series.offering)
    series.bond.issue(a, 100, series.offering)
    pass_days(series, 180)
    series.bond.payCoupons([a, b, c], 1, {"from": a})

    per_unit = interest(FACE, 180)
    assert [series.cash.balanceOf(each) for each in parties] == [300 * per_unit] * 2 + [0]
    assert funded == 600 * per_unit
    assert [series.bond.balanceAt(each, 0) for each in parties] == [300, 300, 0]
    mine_at(end_of_record_day(series, 1))
    series.bond.strike({"from": a})
    assert series.bond.struckOf(1)["units"] == 1_000


def test_a5_10_a_missed_payment_does_not_lock_the_register(series, parties):
    """[so|bond stops transfers without a prepared coupon]"""
    a, b, _ = parties
    pass_days(series, 185)
    assert series.bond.fundedThrough() == 0
    series.bond.transfer(b, 100, {"from": a})
    assert series.bond.balanceOf(b) == 500


def test_a5_11_the_view_and_the_transfer_agree_in_every_case(platform, series, parties, actors):
    """[T-REX splits its rules over two calls; Polymath's view and transfer disagreed]"""
    a, b, c = parties
    registrar, bond = {"from": actors.registrar}, series.bond
    changes = (
        lambda: None,
        lambda: bond.setFrozenTokens(a, 599, registrar),
        lambda: bond.setLock(b, 2**32 - 1, registrar),
        lambda: platform.investors.setBlocked(c, False, True, registrar),
        lambda: platform.investors.setBlocked(b, True, False, registrar),
        lambda: admit(platform, a, eligible_until=1),
        lambda: admit(platform, c, investor_class=1),
        lambda: admit(platform, c, jurisdiction=5),
    )
    outcomes = set()
    for change in changes:
        change()
        for sender, receiver in itertools.product((a, b, c, actors.stranger), repeat=2):
            for units in (0, 1, 2, 400, 600, 601):
                says = bond.canTransfer(sender, receiver, units)
                assert says is (bond.restrictionOf(sender, receiver, units) == 0)
                assert says is succeeds(bond, sender, receiver, units)
                outcomes.add(bond.restrictionOf(sender, receiver, units))
    assert len(outcomes) >= 8  # reasons that were seen, None among them


def succeeds(bond, sender, receiver, units) -> bool:
    try:
        return bond.transfer.call(receiver, units, {"from": sender})
    except VirtualMachineError:
        return False


def test_a5_12_neither_an_expired_nor_a_blocked_sender_nor_spender_moves_units(
    platform, series, parties, actors
):
    """[T-REX and ATK look at the receiver only]"""
    a, b, c = parties
    registrar, bond = {"from": actors.registrar}, series.bond
    bond.approve(c, 10, {"from": a})
    platform.investors.setBlocked(c, True, False, registrar)
    with reverts("TransferRestricted", a, b, 1, SENDER_BLOCKED):
        bond.transferFrom(a, b, 1, {"from": c})
    platform.investors.setBlocked(a, True, False, registrar)
    with reverts("TransferRestricted", a, b, 1, SENDER_BLOCKED):
        bond.transfer(b, 1, {"from": a})
    platform.investors.admit(a, investor(eligible_until=1), registrar)
    with reverts("TransferRestricted", a, b, 1, SENDER_NOT_ELIGIBLE):
        bond.transfer(b, 1, {"from": a})


def test_a5_13_paid_and_claimable_are_what_was_funded(platform, parties):
    """[IncomeVault leaves dust]"""
    a, b, c = parties
    series = bond_of(platform, [(a, 333), (b, 334), (c, 333)], denomination=999_983)
    funded = 0
    for number, day in enumerate((180, 365)):
        funded += pay_in(platform, series, number)
        pass_days(series, day)
        series.bond.payCoupons([a], number + 1, {"from": a})
        paid = sum(series.cash.balanceOf(each) for each in parties)
        owed = sum(series.bond.unpaidCoupons(each, number + 1) for each in parties)
        assert paid + owed == funded
        assert owed == series.cash.balanceOf(series.bond)
    series.bond.payCoupons([b, c], 2, {"from": a})
    assert series.cash.balanceOf(series.bond) == 0


def test_a5_14_entitlement_at_the_edges_of_record_days(platform, parties):
    """Last second of a record day, two between two transfers, exit and return, three in a row."""
    a, b, c = parties
    series = bond_of(platform, [(a, 100)], periods=(60, 60, 60, 60, 60, 60), ex_days=5)
    bond, seen = series.bond, []

    def move(sender, receiver, units):
        bond.transfer(receiver, units, {"from": sender})

    def record(number):
        mine_at(end_of_record_day(series, number))
        bond.strike({"from": a})
        seen.append([bond.balanceOf(each) for each in parties])

    next_block_at(end_of_record_day(series, 0) - 1)
    move(a, b, 10)  # still on the record day
    seen.append([90, 10, 0])
    next_block_at(end_of_record_day(series, 0))
    move(a, b, 20)  # one second later: not for this coupon
    assert bond.epoch() == 1
    record(1)  # [70, 30, 0]
    mine_at(end_of_record_day(series, 2))  # nobody strikes
    seen.append([70, 30, 0])
    move(b, c, 30)  # B leaves
    record(3)
    move(c, b, 5)  # and comes back
    move(a, b, 70)  # A leaves
    record(4)
    record(5)

    for number, expected in enumerate(seen):
        assert [bond.balanceAt(each, number) for each in parties] == expected, number
        assert bond.struckOf(number)["units"] == 100 == sum(expected)
    with reverts("RecordDayAhead", 6, 6):
        bond.balanceAt(a, 6)


def test_a5_15_every_contract_fits_with_room_to_spare(web3):
    """[CMTAT Debt: 117 bytes left; ATS: over the limit]"""
    built = project.get_loaded_projects()[0]
    sizes = {
        container._name: len(container._build["deployedBytecode"]) // 2
        for container in built
        if "contracts/mocks" not in container._build["sourcePath"]
    }
    assert {name: size for name, size in sizes.items() if size >= MOST_CODE - 512} == {}
    assert sizes["Bond"] > 0


def test_a5_16_the_same_call_costs_the_same_gas(series, parties, chain):
    """Snapshots of gas mean something only then; they are in tests/contracts/gas."""
    a, b, _ = parties
    costs = []
    for _ in range(2):
        costs.append(series.bond.transfer(b, 5, {"from": a}).gas_used)
        chain.undo(1)
    assert costs[0] == costs[1] > 21_000


@pytest.mark.parametrize("decimals", [6, 18])
def test_a5_17_units_without_decimals_settle_in_any_cash(platform, parties, actors, decimals):
    """[ATK, Hedera ATS]"""
    a, b, c = parties
    cash = MockCash.deploy(decimals, {"from": actors.admin})
    face = 1_000 * 10**decimals
    series = bond_of(platform, [(a, 7), (b, 2), (c, 1)], cash=cash, denomination=face)
    funded = pay_in(platform, series, 0)
    pass_days(series, 180)
    series.bond.payCoupons(parties, 1, {"from": a})

    assert series.bond.decimals() == 0
    assert [cash.balanceOf(each) for each in parties] == [
        units * interest(face, 180) for units in (7, 2, 1)
    ]
    assert funded == 10 * interest(face, 180)
    assert interest(face, 180) * 10**6 // 10**decimals == 20_342_465  # 20.342465 of 1,000
