"""Bookbuilding.commit: a sealed order and its flat deposit."""

from tests.support.bonds import bond_in_cash
from tests.support.books import commit, open_syndicated, salt_of, sealed
from tests.support.clock import mine_at
from tests.support.platform import announce
from tests.support.reverts import reverts

RECEIVER_NOT_ELIGIBLE = 4
DEPOSIT = 1_000_000


def test_an_order_is_numbered_and_only_its_deposit_taken(platform, series, actors):
    commit(platform, series, actors.holder_a, 2, 10)
    tx = commit(platform, series, actors.holder_b, 4, 100)

    commitment = sealed(platform, series, actors.holder_b, 4, 100)
    assert tx.return_value == 1
    assert dict(tx.events["OrderCommitted"]) == {
        "bond": series.bond,
        "investor": actors.holder_b,
        "order": 1,
        "commitment": commitment,
        "deposit": DEPOSIT,
    }
    order = platform.bookbuilding.orderOf(series.bond, 1)
    assert (str(order[0]), order[1], order[2]) == (commitment, actors.holder_b, 0)
    book = platform.bookbuilding.bookOf(series.bond)
    assert (book["orders"], book["standing"]) == (2, 2)
    assert platform.bookbuilding.escrowOf(series.bond) == (platform.deposit_token, 2 * DEPOSIT)
    assert platform.deposit_token.balanceOf(platform.bookbuilding) == 2 * DEPOSIT


def test_an_investor_may_have_several(platform, series, actors):
    commit(platform, series, actors.holder_a, 2, 10)
    assert commit(platform, series, actors.holder_a, 2, 10).return_value == 1


def test_python_and_contract_agree_on_the_commitment(platform, series, actors):
    assert sealed(platform, series, actors.holder_a, 3, 20) == str(
        platform.bookbuilding.commitmentOf(series.bond, actors.holder_a, 3, 20, salt_of(0))
    )


def test_reverts_when_there_is_no_commitment(platform, series, actors):
    with reverts("CommitmentMissing", series.bond):
        platform.bookbuilding.commit(series.bond, "0x" + "00" * 32, {"from": actors.holder_a})


def test_reverts_when_the_investor_may_not_hold(platform, series, actors):
    with reverts("InvestorRestricted", actors.stranger, RECEIVER_NOT_ELIGIBLE):
        platform.bookbuilding.commit(series.bond, "0x" + "01" * 32, {"from": actors.stranger})


def test_reverts_when_the_book_was_never_opened(platform, announced, actors, chain):
    with reverts("BookNotOpen", announced.bond, 0, chain[-1].timestamp):
        platform.bookbuilding.commit.call(
            announced.bond, "0x" + "01" * 32, {"from": actors.holder_a}
        )


def test_reverts_at_the_closing_time(platform, series, actors):
    closes_at = platform.bookbuilding.bookOf(series.bond)["terms"][9]
    mine_at(closes_at)
    with reverts("BookNotOpen", series.bond, closes_at, closes_at):
        platform.bookbuilding.commit.call(series.bond, "0x" + "01" * 32, {"from": actors.holder_a})


def test_reverts_when_the_cash_keeps_a_fee(platform, FeeCash, actors, announced):
    cash = FeeCash.deploy({"from": actors.admin})
    isin = "0x" + b"FEE000000002".hex()
    series = bond_in_cash(platform, cash, isin, issue_units=100)
    announce(platform, series)
    open_syndicated(platform, series)
    cash.mint(actors.holder_a, DEPOSIT, {"from": actors.admin})
    cash.approve(platform.bookbuilding, DEPOSIT, {"from": actors.holder_a})

    with reverts("InexactCash", cash, DEPOSIT, DEPOSIT - 1):
        platform.bookbuilding.commit(series.bond, "0x" + "01" * 32, {"from": actors.holder_a})
