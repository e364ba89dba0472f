"""Bonds of the market on the chain's clock, from what people signed to the last payment.

DAYS
The platform is deployed once a session at the machine's time, and a chain's clock never goes back,
so the published days are in its past. All days are moved by 28 years, 10,227 days: between 1901 and
2099 the calendar repeats then, so weekdays, leap years, month ends, hence rolls, fractions of a
year and amounts, are those of the published days. Holidays that follow the moon do not repeat:
calendars list those of the bond's own years, moved as well. A chain that is ahead of the moved days
is found out by the statement, whose days are those of the chain.
AMOUNTS
Every expected flow is computed by oracle/desk. The chain is compared afterwards: the token's log
move by move, every party's balance to the last base unit, and a statement by the published days
that tests compare with the figures they state.
"""

from collections import Counter
from contextlib import contextmanager
from dataclasses import replace
from functools import cached_property
from types import SimpleNamespace

from brownie import DepositToken, project, web3

from oracle.core.calendar import day_of_iso, iso_of_day
from oracle.core.units import PPM_ONE, Address, Day, Ppm
from oracle.desk.accrual import claim_of, dirty_price
from oracle.desk.amounts import amounts, rates_of, redemption
from oracle.desk.calendar import HolidayCalendar
from oracle.desk.schedule import Plan, build
from oracle.desk.taxonomy import digest_of, document_of, sheet_of
from oracle.desk.term_sheet import TermSheet, terms_of
from oracle.desk.terms import PPB_ONE, Rate
from oracle.desk.terms_abi import terms_struct
from scripts.deploy import ROLES
from scripts.parts import bond_at
from tests.support.calls import answers
from tests.support.clock import DAY, TOKYO, day_start, mine_at, today
from tests.support.ledger import Ledger
from tests.support.platform import announce, mint

YEARS, CYCLE = 28, 10_227
"""By how much all days are moved [years], [days]."""

NOBODY = "0x" + "00" * 20
_LEAD = 4  # a book is open three days and closes the day before settlement


def moved(iso: str) -> Day:
    """A published day, where the chain can reach it."""
    return Day(day_of_iso(iso) + CYCLE)


def published(day: Day) -> str:
    """The published day of a moved one."""
    return iso_of_day(Day(day - CYCLE))


def centre(name: str, first_year: int, last_year: int, *holidays: str) -> HolidayCalendar:
    """Business days of a place, moved: Saturdays, Sundays and these published days are none."""
    days = tuple(sorted(moved(iso) for iso in holidays))
    return HolidayCalendar(name, first_year + YEARS, last_year + YEARS, (6, 7), days)


def per_cent(text: str, one: int) -> int:
    """Per cent as published, in parts of `one`: exact or an error."""
    whole, _, parts = text.partition(".")
    scaled = int(whole + parts) * one
    if scaled % 10 ** (2 + len(parts)):
        raise ValueError(f"{text} % is finer than {one} parts")
    return scaled // 10 ** (2 + len(parts))


def rate(text: str) -> Rate:
    """An annual rate as published in per cent."""
    return Rate(per_cent(text, PPB_ONE))


def price(text: str) -> Ppm:
    """A price as published in per cent of face value."""
    return Ppm(per_cent(text, PPM_ONE))


def in_currency(platform, symbol: str, decimals: int) -> SimpleNamespace:
    """The platform with deposits of another currency as its cash."""
    actors = platform.actors
    admin = {"from": actors.admin}
    given = (platform.roles, f"Deposits in {symbol}", f"d{symbol}", decimals)
    token = DepositToken.deploy(*given, admin)
    selectors = [token.signatures[name] for name in ("mint", "burn")]
    platform.roles.setTargetFunctionRole(token, selectors, ROLES["BANK"], admin)
    return SimpleNamespace(**{**vars(platform), "deposit_token": token})


def term_sheet(platform, plan: Plan, **changes) -> TermSheet:
    """What the parties sign; whatever a test does not state is of no matter to its cash."""
    actors = platform.actors
    given = {
        "plan": plan,
        "isin": "XSREPLAY0001",
        "lei": "353800AF7IN4RU8CZ540",
        "cfi": "DBFUGR",
        "fisn": "REPLAY/BD",
        "dti": "",
        "name": "Replayed bond",
        "issuer_name": "Issuer",
        "country": "JP",
        "rank": "senior unsecured",
        "law": "as published",
        "use_of_proceeds": "as published",
        "currency": "JPY",
        "denomination": 100_000_000,
        "issue_units": 5,
        "issue_price": Ppm(PPM_ONE),
        "rate": Rate(0),
        "grace_days": 7,
        "prescription_days": 0,
        "zone_offset": TOKYO,
        "minimum_class": 2,
        "jurisdictions": 1,
        "rate_terms": bytes(32),
        "issuer": Address(actors.issuer.address.lower()),
        "trustee": Address(actors.trustee.address.lower()),
        "bookrunner": Address(actors.bookrunner.address.lower()),
        "cash": Address(platform.deposit_token.address.lower()),
        "tax_account": Address(NOBODY),
        "chain_id": web3.eth.chain_id,
    }
    return TermSheet(**{**given, **changes})


class CashBook(Ledger):
    """The ledger with every balance carried forward from nothing: only what is listed moved."""

    def __init__(self, platform):
        super().__init__(platform)
        self.platform, self.balances = platform, Counter()

    def give(self, account, amount):
        """Deposits of an account, minted by the bank."""
        if amount:
            mint(self.platform, account, amount)
        self.balances[account.address] += amount

    @contextmanager
    def flows(self, *expected):
        """Exactly these moves of cash; none of nothing is expected."""
        listed = [flow for flow in expected if flow[2]]
        with super().flows(*listed):
            yield
        for giver, taker, amount in listed:
            self.balances[giver.address] -= amount
            self.balances[taker.address] += amount
        places = list(self.balances)
        found = answers(self.token.balanceOf, [(place,) for place in places])
        assert dict(zip(places, found, strict=True)) == dict(self.balances)


class Replay:
    """One bond through its life. Units are carried here too, apart from the register.

    statement  (published day by the chain's clock, what, total) of all that was paid
    units      of each holder, in the order in which they came
    """

    def __init__(self, platform, sheet: TermSheet, calendar: HolidayCalendar):
        self.platform, self.sheet, self.calendar = platform, sheet, calendar
        self.schedule = build(sheet.plan, calendar)
        self.coupons = self.schedule.coupons
        self.document, self.bond, self.vault = _created(platform, sheet, calendar)
        self.cash = CashBook(platform)
        self.anyone = {"from": platform.actors.stranger}
        self.issuer = {"from": platform.actors.issuer}
        self.units, self.withholding = Counter(), Counter()
        self.withheld = 0
        self.statement = []

    # --- what oracle/desk says

    @cached_property
    def rates(self):
        """Rate of each coupon."""
        return rates_of(self.sheet.plan.coupon_kind, self.sheet.rate, self.coupons)

    @property
    def amounts(self):
        """What each coupon pays on one unit."""
        return amounts(self.sheet.denomination, self.coupons, self.rates)

    @property
    def claim(self):
        """What one unit is owed."""
        schedule = replace(self.schedule, coupons=self.coupons)
        return claim_of(schedule, self.sheet.denomination, self.rates)

    @property
    def repaid(self):
        """What one unit is repaid at maturity."""
        return redemption(self.sheet.denomination, self.amounts)

    def face(self, day):
        """Face value of one unit for its buyer on a day."""
        faces = zip(self.coupons, self.amounts, strict=True)
        return next((due.face for c, due in faces if c.record_day >= day), self.repaid)

    def cost(self, units, at, day):
        """What units cost at a clean price, with the interest accrued on the day."""
        return dirty_price(self.claim, units, self.face(day), at, day)

    def start(self, day):
        """Instant at which a day begins in the bond's zone."""
        return day_start(day, self.sheet.zone_offset)

    # --- what people do

    def issue(self, *orders):
        """Announced, ordered, and delivered against payment on the issue day; the receipt."""
        self.open("issue", *orders)
        return self.deliver()

    def open(self, what, *orders, day=None, at=None):
        """A book for all of (investor, units), who pay into escrow."""
        day, at = day or self.sheet.plan.issue_day, at or self.sheet.issue_price
        mine_at(self.start(day - _LEAD))
        if what == "issue":
            announce(self.platform, self)
        costs = [self.cost(units, at, day) for _, units in orders]
        self._book = what, day, orders, costs
        offer = (at, self.start(day - 1), day, sum(units for _, units in orders), 0)
        offering = self.platform.offering
        offering.open(self.bond, offer, {"from": self.platform.actors.bookrunner})
        for (investor, units), cost in zip(orders, costs, strict=True):
            self.cash.give(investor, cost)
            self.platform.deposit_token.approve(offering, cost, {"from": investor})
            with self.cash.flows((investor, offering, cost)):
                offering.subscribe(self.bond, units, {"from": investor})

    def settle(self):
        """The book closes the day before and is settled on its day; the receipt."""
        _, day, orders, _ = self._book
        mine_at(self.start(day - 1))
        self.platform.offering.close(self.bond, self.anyone)
        mine_at(self.start(day))
        return self.platform.offering.settle(self.bond, len(orders), self.anyone)

    def deliver(self):
        """The book settled, every order in full; the receipt."""
        what, _, orders, costs = self._book
        with self.cash.flows(*[(self.platform.offering, self.vault, cost) for cost in costs]):
            settled = self.settle()
        self.units.update(dict(orders))
        self.enter(what, sum(costs))
        held = answers(self.bond.balanceOf, [(holder.address,) for holder in self.units])
        assert held == list(self.units.values())
        return settled

    def tap(self, day, at, *orders):
        """More units at a clean price and accrued interest, against payment; the receipt."""
        self.open("tap", *orders, day=day, at=at)
        return self.deliver()

    def strike(self, number):
        """The end of a record day: who is owed is fixed. What it pays on one unit."""
        coupon, due = self.coupons[number], self.amounts[number]
        mine_at(self.start(coupon.record_day) + DAY)
        self.bond.strike(self.anyone)
        struck = self.bond.struckOf(number)
        assert (struck["units"], struck["cashPerUnit"]) == (self.units.total(), due.interest)
        assert self.bond.repaidWith(number) == due.principal
        return due

    def pay(self, number):
        """A coupon from its record day to its payment day: funded, and pushed to all holders."""
        due, held = self.strike(number), dict(self.units)
        mine_at(self.start(self.coupons[number].payment_day))
        self.fund_coupon(number, due, held)
        self.push(number, due, held)

    def fund_coupon(self, number, due, held):
        """The issuer pays in a coupon today."""
        units = sum(held.values())
        amount = units * (due.interest + due.principal)
        self.pay_in(amount, lambda: self.bond.fundCoupon(number, self.issuer))
        self.enter("coupon", units * due.interest)
        self.enter("principal", units * due.principal)

    def push(self, number, due, held):
        """A funded coupon goes to its holders, less what is withheld of interest."""
        gross = {h: units * (due.interest + due.principal) for h, units in held.items()}
        tax = {h: -(-n * due.interest * self.withholding[h] // PPM_ONE) for h, n in held.items()}
        paid = [(self.bond, holder, gross[holder] - tax[holder]) for holder in held]
        with self.cash.flows(*paid):
            self.bond.payCoupons(list(held), number + 1, self.anyone)
        self.withheld += sum(tax.values())
        assert self.bond.taxHeld() == self.withheld

    def redeem(self, per_unit=None, day=None):
        """All units are paid off on the day of redemption, and gone."""
        per_unit = self.repaid if per_unit is None else per_unit
        mine_at(self.start(day or self.schedule.redemption_day))
        amount = self.units.total() * per_unit
        self.pay_in(amount, lambda: self.bond.fundRedemption(self.issuer))
        self.enter("redemption", amount)
        paid = [(self.bond, holder, units * per_unit) for holder, units in self.units.items()]
        with self.cash.flows(*paid):
            self.bond.redeem(list(self.units), self.anyone)
        self.units.clear()
        assert self.bond.totalSupply() == 0

    def pay_in(self, amount, act):
        """The issuer pays the bond an amount, which the bank lends it."""
        self.cash.give(self.platform.actors.issuer, amount)
        self.platform.deposit_token.approve(self.bond, amount, self.issuer)
        with self.cash.flows((self.platform.actors.issuer, self.bond, amount)):
            act()

    def enter(self, what, amount):
        """A line of the statement, under the day that the chain has now."""
        if amount:
            now = Day(today(self.sheet.zone_offset))
            self.statement.append((published(now), what, amount))


def _created(platform, sheet, calendar):
    """The product's path: sheet, taxonomy, its hash in the terms, factory; document and bond."""
    document = document_of(sheet, calendar)
    digest = digest_of(document)
    agreed = sheet_of(document, calendar)
    terms, schedule = terms_of(agreed, calendar, digest)
    sender = {"from": platform.actors.issuer}
    tx = platform.bond_factory.create(terms_struct(terms), schedule, sender)
    created, containers = tx.events["BondCreated"], project.get_loaded_projects()[0]
    vault = containers["ProceedsVault"].at(created["vault"])
    return document, bond_at(containers, created["bond"]), vault
