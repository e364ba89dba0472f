"""What a project is measured by: its pin, the methodology's parameters, the factors behind them."""

from dataclasses import dataclass

from oracle.core.codec import to_hex
from oracle.core.errors import Malformed
from oracle.core.units import Address, MicrogramsPerWh, Ppm
from oracle.facts.event import Event, text_of_bytes
from oracle.facts.history import History

KINDS = (
    *("None", "Average", "OperatingMargin", "BuildMargin", "Thermal", "Residual", "Footprint"),
)
"""What a factor is of. Source: interfaces/IFactors.sol, Kind."""

ROUNDINGS = ("EXACT_FLOOR_G", "PDD_EF4HALFUP_ER_FLOOR_T")
"""Rounding of M01. Source: contracts/impact/methodologies/GridRenewable.sol, Rounding."""

M01 = "M01/1"
"""Grid-connected renewable power: the one methodology whose parameters are decoded here."""

_WORD = 32


@dataclass(frozen=True, slots=True)
class Factor:
    """A published emission factor."""

    id: str
    kind: str
    value: MicrogramsPerWh
    data_year: int
    region: str
    document: str
    superseded_by: str | None
    published: Event


@dataclass(frozen=True, slots=True)
class Methodology:
    """A pinned methodology and, for M01, its decoded parameters.

    weight_om  weight of the operating margin, the build margin has the rest [ppm]
    """

    pin: str
    id: str
    evaluator: Address
    code_hash: str
    document: str
    superseded_by: str | None
    parameters: str
    operating_margin: Factor
    build_margin: Factor
    weight_om: Ppm
    rounding: str
    pinned: Event
    published: Event


def methodology_of(history: History, pin: str) -> Methodology:
    """The methodology and parameters behind a pin.

    Raises: Malformed  unknown pin, methodology or factor, or parameters that are not those of M01
    """
    pinned = _only(history.about("Methodologies", "MethodologyPinned", "pin", pin), pin)
    methodology = pinned.fields.hex("methodology")
    published = _only(
        history.about("Methodologies", "MethodologyPublished", "methodology", methodology),
        methodology,
    )
    parameters = pinned.fields.hex("parameters")
    words = _m01_words(text_of_bytes(methodology), parameters)
    entry = published.fields.struct("entry")
    rounding = int.from_bytes(words[3])
    if rounding >= len(ROUNDINGS):
        raise Malformed("parameters.rounding", f"{rounding} is not a known rounding")
    return Methodology(
        pin=pin,
        id=text_of_bytes(methodology),
        evaluator=entry.address("evaluator"),
        code_hash=entry.hex("codeHash"),
        document=entry.hex("documentHash"),
        superseded_by=_superseded(history, "Methodologies", "methodology", methodology),
        parameters=parameters,
        operating_margin=factor_of(history, to_hex(words[0])),
        build_margin=factor_of(history, to_hex(words[1])),
        weight_om=Ppm(int.from_bytes(words[2])),
        rounding=ROUNDINGS[rounding],
        pinned=pinned,
        published=published,
    )


def factor_of(history: History, factor: str) -> Factor:
    """A published factor by its id, 0x-hex.

    Raises: Malformed  it was never published
    """
    published = _only(history.about("Factors", "FactorPublished", "factor", factor), factor)
    entry = published.fields.struct("entry")
    return Factor(
        id=text_of_bytes(factor),
        kind=KINDS[entry.number("kind")],
        value=MicrogramsPerWh(entry.number("value")),
        data_year=entry.number("dataYear"),
        region=entry.label("region"),
        document=entry.hex("documentHash"),
        superseded_by=_superseded(history, "Factors", "factor", factor),
        published=published,
    )


def _m01_words(methodology: str, parameters: str) -> list[bytes]:
    data = bytes.fromhex(parameters[2:])
    if methodology != M01 or len(data) != 4 * _WORD:
        raise Malformed("parameters", f"{len(data)} bytes of {methodology!r}; M01/1 takes 128")
    return [data[at : at + _WORD] for at in range(0, len(data), _WORD)]


def _superseded(history: History, contract: str, field: str, value: str) -> str | None:
    event = {"methodology": "MethodologySuperseded", "factor": "FactorSuperseded"}[field]
    found = history.about(contract, event, field, value)
    return found[-1].fields.label("by") if found else None


def _only(found: list[Event], what: str) -> Event:
    if not found:
        raise Malformed("events", f"nothing was published under {text_of_bytes(what)!r}")
    return found[0]
