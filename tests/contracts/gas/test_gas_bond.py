"""Gas of the bond side's calls, against snapshots/gas_bond.json and the limits we set ourselves."""

from pathlib import Path

import pytest
from brownie import accounts, chain

from tests.support.clock import DAY, day_start
from tests.support.force import COURT_ORDER, LOST_KEY
from tests.support.gas import blocks_of_12_seconds, differences
from tests.support.platform import (
    MILESTONE_REACHED,
    admit,
    announce,
    attest,
    certify,
    create_bond,
    investor,
    mint,
    open_book,
    outstanding_bond,
    settle,
    subscribe,
)
from tests.support.terms import CALL, PUT, coupon, option
from tests.support.texts import digest32

SNAPSHOT = Path("snapshots/gas_bond.json")
LIMITS = {
    "Bond.transfer: between holders": 49_000,
    "Bond.transfer: to a new holder": 69_000,
    "Bond.transfer: first after a record day, half a slot": 60_000,
    "Bond.transfer: first after a record day, fresh slots": 94_000,
    "Bond.claimCoupons: one coupon": 65_000,
    "Bond.payCoupons: per holder of 80": 18_500,
    "Bond.payCoupons: per holder of 80, tax withheld": 21_500,
    "Bond.forcedTransfer: between holders": 63_000,
    "Bond.setFrozenTokens: first of a holder": 43_000,
    "BondFactory.create: one coupon": 330_000,
}
"""Most gas a call may cost, from like-for-like peers. Two calls are over theirs and are held by the
snapshot alone: a transfer that strikes a coupon (123,000), which also fixes the cash per unit, and
the first disbursement to a payee (95,000), which fills three new slots: evidence, invoice, payee.
"""

PAGE = 80
DENOMINATION = 1_000


@pytest.fixture(scope="module")
def measured(platform, project_id, verifier):
    return {
        **_transfers(platform),
        **_creation(platform),
        **_offering(platform),
        **_payments(platform),
        **_taxed_payments(platform),
        **_enforcement(platform),
        **_options(platform),
        **_proceeds(platform, project_id),
    }


def test_gas_is_what_the_snapshot_says(measured):
    assert differences(measured, SNAPSHOT) == []


def test_gas_is_within_the_limits(measured):
    assert {c: measured[c] for c in LIMITS if measured[c] > LIMITS[c]} == {}


def _transfers(platform):
    """Two holders over four record days; odd ones find half a slot of the pair in use."""
    a, b, new = platform.actors.holder_a, platform.actors.holder_b, platform.actors.holder_c
    admit(platform, a, b, new)
    series = _quarterly(platform, "GASTRANSFER0", [(a, 500), (b, 500)])
    bond, gas = series.bond, {}
    with blocks_of_12_seconds():
        gas["Bond.transfer: between holders"] = _sent(bond, a, b)
        gas["Bond.transfer: to a new holder"] = _sent(bond, a, new)
        first = "Bond.transfer: first after a record day"
        _pass_record_day(series, 0)
        gas[f"{first}, fresh slots, strikes it"] = _sent(bond, a, b)
        _pass_record_day(series, 1)
        bond.strike({"from": new})
        gas[f"{first}, half a slot"] = _sent(bond, a, b)
        _pass_record_day(series, 2)
        gas["Bond.strike: one coupon"] = bond.strike({"from": new}).gas_used
        gas[f"{first}, fresh slots"] = _sent(bond, a, b)
        _pass_record_day(series, 3)
        gas[f"{first}, half a slot, strikes it"] = _sent(bond, a, b)
        bond.approve(new, 10, {"from": a})
        spent = bond.transferFrom(a, b, 5, {"from": new})
        gas["Bond.transferFrom: finite allowance"] = spent.gas_used
        agent = {"from": platform.actors.registrar}
        frozen = bond.setFrozenTokens(a, 5, agent)
        gas["Bond.setFrozenTokens: first of a holder"] = frozen.gas_used
    return gas


def _creation(platform):
    gas = {}
    for name, months in (("one coupon", 1), ("ten coupons", 10)):
        issue_day = platform_day() + 10
        coupons = [
            coupon(issue_day, 30 * n, 30 * n + 30, 30 * n + 27, 30 * n + 30) for n in range(months)
        ]
        with blocks_of_12_seconds():
            isin = "0x" + f"GASCREATE{months:03}".encode().hex()
            series = create_bond(platform, coupons, issue_day=issue_day, isin=isin)
        gas[f"BondFactory.create: {name}"] = series.tx.gas_used
    return gas


def _offering(platform):
    """Ten orders for more than there is: everybody is allotted some and refunded some."""
    investors = [getattr(platform.actors, role) for role in ("holder_a", "holder_b", "holder_c")]
    admit(platform, *investors)
    series = create_bond(platform, isin=_isin("GASOFFERING0"), issue_units=60)
    announce(platform, series)
    open_book(platform, series)
    with blocks_of_12_seconds():
        for account in investors:
            mint(platform, account, 1)
        orders = [subscribe(platform, series, investors[n % 3], 10) for n in range(10)]
        settled = settle(platform, series)
    return {
        "Offering.subscribe: a later order": orders[-1].gas_used,
        "Offering.settle: per order of 10": settled.gas_used // 10,
    }


def _payments(platform):
    series, page = _page_of_holders(platform, "GASPAYMENTS0", 0xFACE0000)
    with blocks_of_12_seconds():
        return {**_coupons(platform, series, page), **_redemption(platform, series, page)}


def _taxed_payments(platform):
    """The same, with a fifth withheld from everybody."""
    series, page = _page_of_holders(
        platform,
        "GASTAXED0000",
        0xFACE8000,
        withholding=200_000,
        tax_account=platform.actors.contractor.address,
    )
    with blocks_of_12_seconds():
        gas = _coupons(platform, series, page)
        remitted = series.bond.remitTax({"from": platform.actors.stranger})
    gas = {f"{call}, tax withheld": used for call, used in gas.items() if "fund" not in call}
    return {**gas, "Bond.remitTax": remitted.gas_used}


def _page_of_holders(platform, isin, first, withholding=0, **changes):
    """A page of holders that had cash before; one more, holder B, claims by itself."""
    holder, claimant = platform.actors.holder_a, platform.actors.holder_b
    admit(platform, holder, claimant, withholding=withholding)
    page = ["0x" + f"{first + n:040x}" for n in range(PAGE)]
    entries = [investor(withholding=withholding) for _ in page]
    platform.investors.admitMany(page, entries, {"from": platform.actors.registrar})
    series = _quarterly(platform, isin, [(holder, 900), (claimant, 100)], **changes)
    for account in page:
        series.bond.transfer(account, 5, {"from": holder})
        mint(platform, account, 1)
    return series, page


def _coupons(platform, series, page):
    bond, claimant = series.bond, {"from": platform.actors.holder_b}
    _pass_record_day(series, 0)
    funded = _fund(platform, bond, 0)
    _pass_to(series.issue_day + 90)
    bond.payCoupons(page, 1, claimant)
    bond.claimCoupons(1, claimant)
    _pass_record_day(series, 1)
    _fund(platform, bond, 1)
    _pass_to(series.issue_day + 180)
    pushed = bond.payCoupons(page, 2, claimant)
    return {
        "Bond.fundCoupon": funded.gas_used,
        f"Bond.payCoupons: per holder of {PAGE}": pushed.gas_used // PAGE,
        "Bond.claimCoupons: one coupon": bond.claimCoupons(2, claimant).gas_used,
    }


def _redemption(platform, series, page):
    funder = {"from": platform.actors.issuer}
    for number in (2, 3):
        _pass_record_day(series, number)
        _fund(platform, series.bond, number)
    _pass_to(series.maturity_day)
    mint(platform, funder["from"], 1_000 * DENOMINATION + 1)
    platform.deposit_token.approve(series.bond, 1_000 * DENOMINATION, funder)
    funded = series.bond.fundRedemption(funder)
    redeemed = series.bond.redeem(page, funder)
    return {
        "Bond.fundRedemption": funded.gas_used,
        f"Bond.redeem: per holder of {PAGE}": redeemed.gas_used // PAGE,
    }


def _enforcement(platform):
    """A holder's units are moved by order; another's are recovered, with a coupon unpaid."""
    a, b, new = platform.actors.holder_a, platform.actors.holder_b, platform.actors.holder_c
    admit(platform, a, b, new)
    series = _quarterly(platform, "GASENFORCED0", [(a, 500), (b, 500)])
    bond, agent = series.bond, {"from": platform.actors.registrar}
    order = digest32("court order")
    _pass_record_day(series, 0)
    _sent(bond, a, b)
    with blocks_of_12_seconds():
        said = bond.announceForce(a, b, 5, COURT_ORDER, order, agent)
        bond.announceForce(b, new, 0, LOST_KEY, order, agent)
        _pass_to(series.issue_day + 85)
        moved = bond.forcedTransfer(a, b, 5, agent)
        recovered = bond.recover(b, new, agent)
    return {
        "Bond.announceForce": said.gas_used,
        "Bond.forcedTransfer: between holders": moved.gas_used,
        "Bond.recover": recovered.gas_used,
    }


def _options(platform):
    """Five holders put all they have; then the issuer calls the rest."""
    holder, issuer = platform.actors.holder_a, platform.actors.issuer
    others = accounts[15:20]
    admit(platform, holder, *others)
    first = platform_day() + 10
    options = [option(PUT, first + 1, first + 60), option(CALL, first + 61, first + 360)]
    series = _quarterly(platform, "GASOPTIONS00", [(holder, 1_000)], options=options)
    bond = series.bond
    for other in others:
        bond.transfer(other, 5, {"from": holder})
    _pass_to(series.issue_day + 1)
    amount = len(others) * 6 * DENOMINATION
    mint(platform, issuer, amount)
    platform.deposit_token.approve(bond, amount, {"from": issuer})
    with blocks_of_12_seconds():
        noticed = [bond.put(0, 5, {"from": other}) for other in others]
        _pass_to(series.issue_day + 60)
        funded = bond.fundPut(0, {"from": issuer})
        settled = bond.settlePut(0, others, {"from": issuer})
        called = bond.call(1, series.issue_day + 300, {"from": issuer})
    return {
        "Bond.put: a later notice of an option": noticed[-1].gas_used,
        "Bond.fundPut": funded.gas_used,
        f"Bond.settlePut: per holder of {len(others)}": settled.gas_used // len(others),
        "Bond.call": called.gas_used,
    }


def _proceeds(platform, project_id):
    holder = platform.actors.holder_a
    admit(platform, holder)
    series = outstanding_bond(platform, [(holder, 5)], isin=_isin("GASPROCEEDS0"))
    certification = certify(platform, project_id)
    issuer, trustee = {"from": platform.actors.issuer}, {"from": platform.actors.trustee}
    evidence = attest(platform, MILESTONE_REACHED, project_id)
    with blocks_of_12_seconds():
        allocated = series.vault.allocate(project_id, certification, 400_000_000, issuer)
        disbursed = series.vault.disburse(
            project_id, evidence, digest32("invoice"), platform.actors.contractor, 10**8, trustee
        )
    return {
        "ProceedsVault.allocate: first for a project": allocated.gas_used,
        "ProceedsVault.disburse: first to a payee": disbursed.gas_used,
    }


def _quarterly(platform, isin, orders, **changes):
    issue_day = platform_day() + 10
    coupons = [coupon(issue_day, 90 * n, 90 * n + 90, 90 * n + 80, 90 * n + 90) for n in range(4)]
    return outstanding_bond(
        platform,
        orders,
        coupons=coupons,
        issue_day=issue_day,
        isin=_isin(isin),
        denomination=DENOMINATION,
        issue_units=1_000,
        rate=41_250_000,
        **changes,
    )


def _isin(text):
    return "0x" + text.encode().hex()


def platform_day():
    """The chain's day in UTC."""
    return chain.time() // DAY + 1


def _sent(bond, sender, receiver):
    return bond.transfer(receiver, 5, {"from": sender}).gas_used


def _fund(platform, bond, number):
    funder = platform.actors.issuer
    struck = bond.struckOf(number)
    if not struck["units"]:
        bond.strike({"from": funder})
        struck = bond.struckOf(number)
    amount = struck["units"] * struck["cashPerUnit"]
    mint(platform, funder, amount + 1)
    platform.deposit_token.approve(bond, amount, {"from": funder})
    return bond.fundCoupon(number, {"from": funder})


def _pass_record_day(series, number):
    _pass_to(series.issue_day + 90 * number + 81)


def _pass_to(day):
    chain.mine(timestamp=day_start(day))
