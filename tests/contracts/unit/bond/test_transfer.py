"""Bond.transfer: units move between holders that may hold them, and by no other rule."""

import pytest

from tests.support.bonds import fund_coupon, fund_redemption, next_block_at
from tests.support.clock import DAY, day_start, mine_at
from tests.support.platform import admit, create_bond, investor
from tests.support.reverts import reverts

NOT_OUTSTANDING, SENDER_NOT_ELIGIBLE, SENDER_BLOCKED, RECEIVER_NOT_ELIGIBLE = 1, 2, 3, 4
RECEIVER_BLOCKED, RECEIVER_CLASS, RECEIVER_JURISDICTION = 5, 6, 7
SENDER_LOCKED, INSUFFICIENT_BALANCE, INSUFFICIENT_UNFROZEN = 8, 9, 10


@pytest.fixture
def a(actors):
    return {"from": actors.holder_a}


def today_utc(chain):
    return chain.time() // DAY


def test_units_move_and_the_event_says_so(bond, actors, a):
    tx = bond.transfer(actors.holder_c, 2, a)

    assert [bond.balanceOf(h) for h in (actors.holder_a, actors.holder_c)] == [1, 2]
    event = {"from": actors.holder_a, "to": actors.holder_c, "value": 2}
    assert dict(tx.events["Transfer"]) == event
    assert tx.return_value is True


def test_a_transfer_to_oneself_keeps_all_sums(series, bond, actors, a, chain):
    mine_at(day_start(series.coupons[0][2] + 1))
    bond.transfer(actors.holder_a, 3, a)

    assert bond.balanceOf(actors.holder_a) == 3
    assert bond.totalSupply() == 5
    assert bond.balanceAt(actors.holder_a, 0) == 3


def test_nothing_can_be_moved_by_a_holder_of_nothing(bond, actors):
    bond.transfer(actors.holder_a, 0, {"from": actors.holder_c})

    assert bond.balanceOf(actors.holder_c) == 0


def test_a_register_without_a_paid_coupon_does_not_lock(series, bond, actors, a):
    mine_at(day_start(series.coupons[1][2] + 1))

    bond.transfer(actors.holder_c, 1, a)

    assert bond.balanceOf(actors.holder_c) == 1
    assert bond.fundedThrough() == 0


def test_a_transfer_in_the_second_the_record_day_ends_comes_after_it(series, bond, actors, a):
    end = day_start(series.coupons[0][2] + 1)
    next_block_at(end - 1)
    bond.transfer(actors.holder_c, 1, a)
    next_block_at(end)
    bond.transfer(actors.holder_c, 1, a)

    assert bond.balanceAt(actors.holder_c, 0) == 1
    assert bond.balanceAt(actors.holder_a, 0) == 2


def test_two_record_days_between_two_transfers_are_both_kept(series, bond, actors, a):
    mine_at(day_start(series.coupons[1][2] + 1))
    tx = bond.transfer(actors.holder_b, 3, a)

    assert [e["coupon"] for e in tx.events["CouponStruck"]] == [0, 1]
    assert [bond.balanceAt(actors.holder_a, n) for n in (0, 1)] == [3, 3]
    assert [bond.balanceAt(actors.holder_b, n) for n in (0, 1)] == [2, 2]


def test_who_left_and_came_back_is_owed_only_what_it_held(platform, series, bond, actors, a):
    bond.transfer(actors.holder_c, 3, a)
    fund_coupon(platform, series, 0)
    bond.transfer(actors.holder_a, 2, {"from": actors.holder_c})
    fund_coupon(platform, series, 1)

    assert [bond.balanceAt(actors.holder_a, n) for n in (0, 1)] == [0, 2]
    assert [bond.balanceAt(actors.holder_c, n) for n in (0, 1)] == [3, 1]
    owed = 2 * bond.struckOf(1)["cashPerUnit"]
    assert bond.unpaidCoupons(actors.holder_a, 2) == owed


def test_reverts_when_the_balance_is_too_small(bond, actors, a):
    with reverts("ERC20InsufficientBalance", actors.holder_a, 3, 4):
        bond.transfer(actors.holder_b, 4, a)


def test_reverts_when_the_receiver_is_nobody(bond, a):
    with reverts("ERC20InvalidReceiver", "0x" + "00" * 20):
        bond.transfer("0x" + "00" * 20, 1, a)


def test_reverts_before_the_bond_is_outstanding(draft, actors, a):
    args = actors.holder_a, actors.holder_b, 1
    with reverts("TransferRestricted", *args, NOT_OUTSTANDING):
        draft.bond.transfer(actors.holder_b, 1, a)


def test_reverts_when_the_bond_is_matured(platform, series, bond, actors, a):
    fund_redemption(platform, series)

    with reverts("TransferRestricted", actors.holder_a, actors.holder_b, 1, NOT_OUTSTANDING):
        bond.transfer(actors.holder_b, 1, a)


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"investor_class": 1}, RECEIVER_CLASS),
        ({"jurisdiction": 63}, RECEIVER_JURISDICTION),
        ({"eligible_until": 1}, RECEIVER_NOT_ELIGIBLE),
    ],
)
def test_reverts_when_the_receiver_may_not_hold(platform, bond, actors, a, changes, reason):
    admit(platform, actors.holder_b, **changes)

    assert bond.receiverRestrictionOf(actors.holder_b) == reason
    with reverts("TransferRestricted", actors.holder_a, actors.holder_b, 1, reason):
        bond.transfer(actors.holder_b, 1, a)


def test_reverts_when_the_receiver_was_never_admitted(bond, actors, a):
    args = actors.holder_a, actors.stranger, 1
    with reverts("TransferRestricted", *args, RECEIVER_NOT_ELIGIBLE):
        bond.transfer(actors.stranger, 1, a)


def test_eligibility_lasts_through_its_last_day(platform, bond, actors, a, chain):
    admit(platform, actors.holder_a, eligible_until=today_utc(chain))
    bond.transfer(actors.holder_b, 1, a)
    chain.mine(timestamp=(today_utc(chain) + 1) * DAY)

    with reverts("TransferRestricted", actors.holder_a, actors.holder_b, 1, SENDER_NOT_ELIGIBLE):
        bond.transfer(actors.holder_b, 1, a)


@pytest.mark.parametrize(
    ("who", "send", "receive", "reason"),
    [("holder_a", True, False, SENDER_BLOCKED), ("holder_b", False, True, RECEIVER_BLOCKED)],
)
def test_reverts_when_a_side_is_blocked(platform, bond, actors, a, who, send, receive, reason):
    blocked = getattr(actors, who)
    platform.investors.setBlocked(blocked, send, receive, {"from": actors.registrar})

    with reverts("TransferRestricted", actors.holder_a, actors.holder_b, 1, reason):
        bond.transfer(actors.holder_b, 1, a)


def test_the_other_direction_of_a_block_is_free(platform, bond, actors, a):
    platform.investors.setBlocked(actors.holder_a, False, True, {"from": actors.registrar})

    bond.transfer(actors.holder_b, 1, a)


def test_reverts_when_the_sender_is_locked(bond, actors, a, chain):
    bond.setLock(actors.holder_a, today_utc(chain), {"from": actors.registrar})

    with reverts("TransferRestricted", actors.holder_a, actors.holder_b, 1, SENDER_LOCKED):
        bond.transfer(actors.holder_b, 1, a)


def test_a_lock_ends_with_its_day(bond, actors, a, chain):
    bond.setLock(actors.holder_a, today_utc(chain), {"from": actors.registrar})
    chain.mine(timestamp=(today_utc(chain) + 1) * DAY)

    bond.transfer(actors.holder_b, 1, a)


def test_reverts_when_the_units_are_frozen(bond, actors, a):
    bond.setFrozenTokens(actors.holder_a, 2, {"from": actors.registrar})
    bond.transfer(actors.holder_b, 1, a)

    args = actors.holder_a, actors.holder_b, 1
    with reverts("TransferRestricted", *args, INSUFFICIENT_UNFROZEN):
        bond.transfer(actors.holder_b, 1, a)


@pytest.mark.parametrize("units", [0, 1, 3, 4, 2**256 - 1])
@pytest.mark.parametrize("changes", [{}, {"investor_class": 1}, {"jurisdiction": 9}])
@pytest.mark.parametrize("frozen", [0, 3])
def test_inv_bo_5_the_view_and_the_transfer_agree(
    platform, bond, actors, a, units, changes, frozen
):
    entry = investor(**changes)
    platform.investors.admit(actors.holder_b, entry, {"from": actors.registrar})
    bond.setFrozenTokens(actors.holder_a, frozen, {"from": actors.registrar})
    args = actors.holder_a, actors.holder_b, units
    reason = bond.restrictionOf(*args)

    if reason == 0:
        bond.transfer(actors.holder_b, units, a)
    elif reason == INSUFFICIENT_BALANCE:
        with reverts("ERC20InsufficientBalance", actors.holder_a, 3, units):
            bond.transfer(actors.holder_b, units, a)
    else:
        with reverts("TransferRestricted", *args, reason):
            bond.transfer(actors.holder_b, units, a)


def test_two_drafts_share_no_register(platform, bond, actors):
    other = create_bond(platform, isin="0x" + b"TWIN00000001".hex()).bond

    assert (other.totalSupply(), other.balanceOf(actors.holder_a)) == (0, 0)
