"""A bond's register and payments, walked event by event as its contract keeps them."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from oracle.core.errors import Malformed, SumMismatch
from oracle.core.units import PPM_ONE, Address
from oracle.facts.bond import Bond
from oracle.facts.event import Event
from oracle.facts.history import History

NOBODY = Address("0x" + "00" * 20)
"""Where units come from when they are issued, and go when they are redeemed or cancelled."""


@dataclass(slots=True)
class Row:
    """What is owed to those who held at one moment: a coupon, or a distribution in default.

    opened       CouponStruck, or ClaimDistributed
    holders      units by holder at that moment; a recovered account's are its replacement's
    face         face value of one unit on which a coupon accrues [cash base units]
    principal    of one unit, repaid with a coupon [cash base units]
    called       share of the denomination called with a coupon, announcements of it
    determined   CouponDetermined, None while the rate is unknown
    funded       CouponFunded or ClaimDistributed, None before
    is_lapsed    not funded before acceleration: part of the claim, no longer paid as a coupon
    paid         to holders so far, before tax [cash base units]
    payments     CouponPaid that pay it
    """

    opened: Event
    holders: dict[Address, int]
    face: int = 0
    principal: int = 0
    called: tuple[Event, ...] = ()
    determined: Event | None = None
    funded: Event | None = None
    is_lapsed: bool = False
    paid: int = 0
    payments: list[Event] = field(default_factory=list)

    @property
    def is_distribution(self) -> bool:
        """Whether it is a distribution in default, and no coupon."""
        return self.opened.name == "ClaimDistributed"

    @property
    def units(self) -> int:
        """Units that it is owed on, as the contract states them."""
        fields = self.opened.fields
        if self.is_distribution:
            return fields.number("amount") // fields.number("perUnit")
        return fields.number("units")

    @property
    def per_unit(self) -> int | None:
        """What each unit is owed [cash base units], None while it is unknown."""
        if self.is_distribution:
            return self.opened.fields.number("perUnit")
        if self.determined is None:
            return None
        return self.determined.fields.number("cashPerUnit") + self.principal

    def owed_to(self, holder: Address) -> int:
        """What a holder is owed of it, paid or not; 0 while unknown and once lapsed."""
        if self.is_lapsed:
            return 0
        return self.holders.get(holder, 0) * (self.per_unit or 0)


@dataclass(slots=True)
class Ledger:
    """Who holds what, what is owed, and what of it was paid.

    balances      units by holder, none that are zero
    rows          by index: coupons that were struck, and distributions after them
    paid_through  by holder: all rows below it are paid
    accelerated   DebtAccelerated, None before
    """

    bond: Bond
    balances: dict[Address, int] = field(default_factory=dict)
    rows: dict[int, Row] = field(default_factory=dict)
    paid_through: dict[Address, int] = field(default_factory=dict)
    accelerated: Event | None = None
    _repaid: int = 0
    _calls: dict[int, list[Event]] = field(default_factory=dict)

    @property
    def face(self) -> int:
        """Face value of one unit after the coupons struck so far [cash base units]."""
        return self.bond.terms.denomination - self._repaid

    @property
    def coupons(self) -> Mapping[int, Row]:
        """Rows of coupons, by number from 0."""
        return {index: row for index, row in self.rows.items() if not row.is_distribution}

    @property
    def distributions(self) -> Mapping[int, Row]:
        """Rows of distributions in default."""
        return {index: row for index, row in self.rows.items() if row.is_distribution}

    def unpaid(self, holder: Address, through: int) -> int:
        """What a holder is owed of the rows below `through`, before tax [cash base units]."""
        first = self.paid_through.get(holder, 0)
        return sum(
            row.owed_to(holder) for index, row in self.rows.items() if first <= index < through
        )

    def take(self, event: Event) -> None:
        """Walk one event of the bond.

        Raises: SumMismatch, Malformed
        """
        walk = _WALK.get(event.name)
        if walk is not None:
            walk(self, event)

    def _transfer(self, event: Event) -> None:
        fields, units = event.fields, event.fields.number("value")
        for holder, change in ((fields.address("from"), -units), (fields.address("to"), units)):
            left = self.balances.get(holder, 0) + change
            if holder == NOBODY:
                continue
            if left < 0:
                raise SumMismatch("Transfer", f"{units} from {holder}, which has {left + units}")
            self.balances[holder] = left
            if not left:
                del self.balances[holder]

    def _strike(self, event: Event) -> None:
        index = event.fields.number("coupon")
        if index >= len(self.bond.coupons):
            raise Malformed("CouponStruck", f"coupon {index} of {len(self.bond.coupons)}")
        calls = self._calls.get(index, [])
        share = self.bond.coupons[index].principal + sum(
            call.fields.number("share") for call in calls
        )
        face = self.face
        principal = min(face, self.bond.terms.denomination * share // PPM_ONE)
        self._repaid += principal
        holders = dict(self.balances)
        self.rows[index] = Row(event, holders, face, principal, called=tuple(calls))

    def _determine(self, event: Event) -> None:
        row = self._row(event, "coupon")
        stated = event.fields.number("principalPerUnit")
        if stated != row.principal:
            raise SumMismatch("CouponDetermined", f"repays {stated}; terms give {row.principal}")
        row.determined = event

    def _fund(self, event: Event) -> None:
        self._row(event, "coupon").funded = event

    def _call(self, event: Event) -> None:
        self._calls.setdefault(event.fields.number("coupon"), []).append(event)

    def _accelerate(self, event: Event) -> None:
        self.accelerated = event
        for row in self.rows.values():
            row.is_lapsed = row.funded is None

    def _distribute(self, event: Event) -> None:
        index = event.fields.number("index")
        self.rows[index] = Row(event, dict(self.balances), funded=event)

    def _pay(self, event: Event) -> None:
        fields = event.fields
        holder, through = fields.address("holder"), fields.number("paidThrough")
        total = self.unpaid(holder, through)
        stated = fields.number("amount") + fields.number("withheld")
        if total != stated:
            raise SumMismatch("CouponPaid", f"{stated} to {holder}; the register gives {total}")
        for index in range(self.paid_through.get(holder, 0), through):
            row = self.rows.get(index)
            if row is not None and row.owed_to(holder):
                row.paid += row.owed_to(holder)
                row.payments.append(event)
        self.paid_through[holder] = through

    def _recover(self, event: Event) -> None:
        """Units move by a Transfer; what was held before and is unpaid moves here (INV-BO-8)."""
        lost, replacement = event.fields.address("lost"), event.fields.address("replacement")
        for row in self.rows.values():
            units = row.holders.pop(lost, 0)
            if units:
                row.holders[replacement] = row.holders.get(replacement, 0) + units
        if lost in self.paid_through:
            self.paid_through[replacement] = self.paid_through.pop(lost)

    def _row(self, event: Event, name: str) -> Row:
        index = event.fields.number(name)
        if index not in self.rows:
            raise Malformed(event.name, f"coupon {index} was not struck")
        return self.rows[index]


_WALK: Mapping[str, Callable[[Ledger, Event], None]] = {
    "Transfer": Ledger._transfer,
    "CouponStruck": Ledger._strike,
    "CouponDetermined": Ledger._determine,
    "CouponFunded": Ledger._fund,
    "CouponPaid": Ledger._pay,
    "PartialCallAnnounced": Ledger._call,
    "DebtAccelerated": Ledger._accelerate,
    "ClaimDistributed": Ledger._distribute,
    "HolderRecovered": Ledger._recover,
}


def ledger_of(history: History, bond: Bond) -> Ledger:
    """The bond's register and payments after every event of the history.

    Raises: SumMismatch  a payment is not what the register at the record days gives
            Malformed
    """
    ledger = Ledger(bond)
    for event in history.events:
        if event.address == bond.address and event.contract == "Bond":
            ledger.take(event)
    return ledger
