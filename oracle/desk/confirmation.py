"""The confirmation (确认书) that an investor gets of its allotment: one record, three faces."""

from dataclasses import asdict, dataclass

from oracle.core.calendar import iso_of_day
from oracle.core.codec import canonical_json
from oracle.core.errors import VerificationFailed
from oracle.core.units import PPM_ONE, Address, Day, Ppm
from oracle.desk.terms import Rate

KIND = "greentrace/confirmation/1"
"""Name and version of the record, part of its JSON."""

_LABELS = (
    ("Confirmation of allotment", "配售确认书"),
    ("Bond", "债券"),
    ("ISIN", "国际证券识别编码"),
    ("Name", "债券名称"),
    ("Investor", "投资者"),
    ("Order", "订单编号"),
    ("Ordered", "认购份数"),
    ("Limit", "申报价位"),
    ("Allotted", "获配份数"),
    ("Face value", "获配面值"),
    ("Price", "发行价格"),
    ("Coupon rate", "票面利率"),
    ("Accrued interest", "应计利息"),
    ("Cash paid", "实缴款"),
    ("Refund", "退款"),
    ("Settlement day", "结算日"),
    ("Proceeds vault", "募集资金专户"),
    ("Transaction", "交易哈希"),
)


@dataclass(frozen=True, slots=True)
class Confirmation:
    """What an investor was allotted, and what it paid.

    scale             digits of the cash token after the point
    ordered           units asked for
    limit_price       of the order; none in a book of rates and at a fixed price
    limit_rate        of the order; none in a book of prices and at a fixed price
    allotted          units delivered
    denomination      face value of one unit [cash base units]
    price             paid, of face value, without accrued interest
    rate              of the coupons; none where it is not one for life
    accrued_per_unit  interest bought with a unit, negative when ex; 0 at first issue
    cash, refund      paid and returned, as in OrderSettled [cash base units]
    transaction       in which the order was settled
    """

    chain_id: int
    contract: Address
    bond: Address
    isin: str
    name: str
    investor: Address
    order: int
    currency: str
    scale: int
    ordered: int
    limit_price: Ppm | None
    limit_rate: Rate | None
    allotted: int
    denomination: int
    price: Ppm
    rate: Rate | None
    accrued_per_unit: int
    cash: int
    refund: int
    settlement_day: Day
    vault: Address
    transaction: str

    def __post_init__(self) -> None:
        """A confirmation whose figures do not fit each other is never issued.

        Raises: VerificationFailed
        """
        if not 0 <= self.allotted <= self.ordered:
            detail = f"{self.allotted} of {self.ordered} ordered"
            raise VerificationFailed("allotted", detail)
        due = -(-self.allotted * self.denomination * self.price // PPM_ONE) + self.accrued
        if self.cash != due or self.refund < 0:
            raise VerificationFailed("cash", f"{self.cash} paid; {due} is the price")

    @property
    def face_value(self) -> int:
        """Of what was allotted [cash base units]."""
        return self.allotted * self.denomination

    @property
    def accrued(self) -> int:
        """Accrued interest on what was allotted [cash base units]."""
        return self.allotted * self.accrued_per_unit

    def canonical(self) -> bytes:
        """RFC 8785 JSON; amounts and counts as strings of digits."""
        record = {name: _json_value(value) for name, value in asdict(self).items()}
        days = {"settlement_day": iso_of_day(self.settlement_day)}
        sums = {"face_value": str(self.face_value), "accrued": str(self.accrued)}
        members = {**record, **days, **sums, "kind": KIND}
        return canonical_json({_camel_case(name): value for name, value in members.items()})

    def text(self, language: str) -> str:
        """Plain text in `en` or `zh`, one figure a line, with the same digits in both."""
        column = {"en": 0, "zh": 1}[language]
        title, *labels = (pair[column] for pair in _LABELS)
        lines = zip(labels, self._shown(), strict=True)
        colon = (": ", "：")[column]
        return "\n".join([title, "", *(f"{name}{colon}{shown}" for name, shown in lines)]) + "\n"

    def _shown(self) -> list[str]:
        return [
            self.bond,
            self.isin,
            self.name,
            self.investor,
            str(self.order),
            _grouped(self.ordered),
            _limit(self.limit_price, self.limit_rate),
            _grouped(self.allotted),
            self._money(self.face_value),
            _percent(self.price, 4),
            "-" if self.rate is None else _percent(self.rate, 7),
            self._money(self.accrued),
            self._money(self.cash),
            self._money(self.refund),
            iso_of_day(self.settlement_day),
            self.vault,
            self.transaction,
        ]

    def _money(self, amount: int) -> str:
        sign = "-" if amount < 0 else ""
        whole, part = divmod(abs(amount), 10**self.scale)
        digits = f"{whole:,}.{part:0{self.scale}d}" if self.scale else f"{whole:,}"
        return f"{self.currency} {sign}{digits}"


def _limit(price: Ppm | None, rate: Rate | None) -> str:
    if price is not None:
        return _percent(price, 4)
    return "-" if rate is None else _percent(rate, 7)


def _percent(value: int, decimals: int) -> str:
    """`value` of which 10**decimals are one per cent, without idle noughts."""
    whole, part = divmod(value, 10**decimals)
    digits = f"{part:0{decimals}d}".rstrip("0")
    return f"{whole}.{digits} %" if digits else f"{whole} %"


def _grouped(number: int) -> str:
    return f"{number:,}"


def _json_value(value: object) -> object:
    return value if value is None or isinstance(value, str) else str(value)


def _camel_case(name: str) -> str:
    first, *rest = name.split("_")
    return first + "".join(part.capitalize() for part in rest)
