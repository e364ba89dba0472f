"""Events of one bond alone, said one by one: for tests of registers, coupons and repayments."""

from dataclasses import dataclass, field

from oracle.core.units import Address
from oracle.desk.terms import PPB_ONE, Coupon, Option
from oracle.facts.bond import Bond, bond_at
from oracle.facts.event import Event
from oracle.facts.figure import Figures
from oracle.facts.history import History
from oracle.facts.ledger import Ledger, ledger_of
from oracle.facts.statement import Statement, statement_of
from tests.support import events as sample

A, B, C, D = map(sample.address, range(21, 25))
D100 = 10_000
"""A denomination of 100.00 [cash base units]: small enough for rounding to show."""


@dataclass
class BondLog:
    """A bond of `rows`, and what happens to it. What amounts must be is left to the test."""

    rows: list[Coupon] = field(default_factory=sample.coupons)
    options: list[Option] = field(default_factory=list)
    terms: dict[str, object] = field(default_factory=dict)
    told: sample.Story = field(default_factory=sample.Story)

    def __post_init__(self) -> None:
        count = {"optionCount": str(len(self.options)), "denomination": str(D100)}
        given = sample.terms(**{**count, **self.terms})
        created = sample.created(given, self.rows, self.options)
        self.told.mine(("BondFactory", "BondCreated", created))

    def say(self, name: str, **arguments: object) -> Event:
        """One event of the bond in a block of its own; a trailing `_` of a name is dropped."""
        plain = {
            key.rstrip("_"): str(value) if isinstance(value, int) else value
            for key, value in arguments.items()
        }
        self.told.mine(("Bond", name, plain))
        return self.told.events[-1]

    def move(self, sender: Address, receiver: Address, units: int) -> None:
        self.say("Transfer", from_=sender, to=receiver, value=units)

    def issue(self, holder: Address, units: int) -> None:
        self.move(sample.ZERO, holder, units)

    def strike(self, coupon: int) -> None:
        """Strike a coupon on all units there are."""
        units = sum(self.ledger.balances.values())
        self.say("CouponStruck", coupon=coupon, units=units)

    def determine(self, coupon: int, interest: int, principal: int = 0, rate: int = 0) -> None:
        each = {"cashPerUnit": interest, "principalPerUnit": principal}
        self.say("CouponDetermined", coupon=coupon, rate=rate or sample.RATE, **each)

    def fund(self, coupon: int) -> None:
        row = self.ledger.rows[coupon]
        amount = row.units * (row.per_unit or 0)
        self.say("CouponFunded", coupon=coupon, from_=sample.ISSUER, amount=amount)

    def coupon(self, coupon: int, principal: int = 0) -> int:
        """Strike, determine and fund a coupon of the terms' rate; return its interest per unit."""
        self.strike(coupon)
        row, found = self.ledger.rows[coupon], self.rows[coupon]
        interest = row.face * sample.RATE * found.numerator // (PPB_ONE * found.denominator)
        self.determine(coupon, interest, principal)
        self.fund(coupon)
        return interest

    def pay(self, holder: Address, through: int, amount: int, withheld: int = 0) -> None:
        given = {"paidThrough": through, "amount": amount, "withheld": withheld}
        self.say("CouponPaid", holder=holder, **given)

    def recover(self, lost: Address, replacement: Address) -> None:
        """A recovery as the bond says it: the transfer first, then what became of the account."""
        units = self.ledger.balances.get(lost, 0)
        self.move(lost, replacement, units)
        self.say("HolderRecovered", lost=lost, replacement=replacement, units=units)

    @property
    def history(self) -> History:
        return History(self.told.events, self.told.block)

    @property
    def bond(self) -> Bond:
        return bond_at(self.history, sample.BOND)

    @property
    def ledger(self) -> Ledger:
        return ledger_of(self.history, self.bond)

    @property
    def statement(self) -> Statement:
        return statement_of(self.told.events, self.told.as_of, sample.BOND, None, sample.SCALE)

    @property
    def figures(self) -> Figures:
        return self.statement.figures
