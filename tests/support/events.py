"""A small bond as a list of events, with two metered projects whose readings are really signed."""

from dataclasses import dataclass, field

from oracle.core.calendar import day_of_iso, day_start
from oracle.core.codec import keccak, to_hex, to_text32
from oracle.core.units import Address, Day, Instant
from oracle.desk.terms import PPB_ONE, Coupon, Option
from oracle.desk.terms_code import encode_schedule
from oracle.facts.event import Event
from oracle.facts.statement import AsOf, framework_subject
from oracle.measure.grid_renewable import Rounding, emissions_reduction
from oracle.measure.seal import Sealed
from tests.support.plant import FIRST, INTERVAL, ZONE, Plant, hash_of, plant_of

ISSUE = day_of_iso("2024-01-10")
SCALE = 2
DENOMINATION = 100_000_000
UNITS = 800
RATE = 38_000_000
"""3.8 % [ppb]."""
PRICE = 1_000_000
OM, BM, WEIGHT_OM = 836_500, 264_500, 750_000
PROVENANCE = [
    {"part": "Meter readings", "kind": "sample", "statement": "Made for a test."},
    {"part": "Terms", "kind": "sample", "statement": "Terms of no real bond."},
]


def address(number: int) -> Address:
    """An address that is easy to tell from others."""
    return Address("0x" + keccak(number.to_bytes(4, "big")).hex()[:40])


def text32(text: str) -> str:
    """Right-padded ASCII as an event holds it."""
    return to_hex(to_text32(text))


ISSUER, TRUSTEE, BOOKRUNNER, CASH, OPERATOR, VERIFIER, PAYEE, EVALUATOR = map(address, range(1, 9))
HOLDERS = tuple(map(address, range(11, 14)))
ALLOTTED = (500, 200, 100)
ZERO = Address("0x" + "00" * 20)
CONTRACTS = {
    name: address(100 + number)
    for number, name in enumerate(
        ("Projects", "Devices", "Methodologies", "Factors", "Batches", "Impact", "Attestations")
        + ("BondFactory", "Offering", "Disclosures", "Commitments", "Bond", "ProceedsVault")
    )
}
BOND, VAULT = CONTRACTS["Bond"], CONTRACTS["ProceedsVault"]
PIN = hash_of("pin")
PARAMETERS = to_text32("CN-OM") + to_text32("CN-BM") + WEIGHT_OM.to_bytes(32, "big") + bytes(32)


@dataclass
class Story:
    """The events of one bond up to `as_of`, and what they rest on."""

    events: list[Event] = field(default_factory=list)
    plants: list[Plant] = field(default_factory=list)
    time: int = day_start(FIRST, ZONE)
    block: int = 0

    @property
    def as_of(self) -> AsOf:
        return AsOf(self.block, block_hash(self.block), Instant(self.time))

    @property
    def evidence(self) -> dict[str, bytes]:
        """Evidence files by name."""
        pairs = [
            (f"{batch[2:]}.json", sealed.evidence)
            for plant in self.plants
            for batch, sealed in zip(plant.batches, plant.sealed, strict=True)
        ]
        return dict(pairs)

    def at(self, iso: str) -> None:
        """Move the clock to the beginning of a civil day."""
        self.time = max(self.time, day_start(day_of_iso(iso), ZONE))

    def mine(self, *emitted: tuple[str, str, dict[str, object]]) -> str:
        """One block with one transaction that emits these events; return its hash."""
        self.block += 1
        self.time += 12
        transaction = hash_of(f"transaction {self.block}")
        for index, (contract, name, arguments) in enumerate(emitted):
            at = (self.block, block_hash(self.block), Instant(self.time), transaction, index)
            self.events.append(Event(*at, contract, CONTRACTS[contract], name, arguments))
        return transaction


def block_hash(number: int) -> str:
    """Hash of a block of the sample chain."""
    return hash_of(f"block {number}")


def story(months: int = 3, interval: int = INTERVAL) -> Story:
    """A bond of HKD 800 million in its first months: two projects, one coupon, part allocated."""
    told = Story()
    told.plants = [
        plant_of("Gansu Solar Park", 70_000_000_000, b"\x11" * 32, 50_000, interval),
        plant_of("Hebei Wind Farm", 40_000_000_000, b"\x22" * 32, 90_000, interval),
    ]
    _registries(told)
    for plant in told.plants:
        _project(told, plant)
    _issue(told)
    _allocate(told)
    for month in range(months):
        for plant in told.plants:
            _month(told, plant, month)
    if months >= 6:
        _coupon(told)
    return told


def _registries(told: Story) -> None:
    for factor, kind, value in (("CN-OM", 2, OM), ("CN-BM", 3, BM)):
        entry = {
            "kind": str(kind),
            "value": str(value),
            "dataYear": "2019",
            "region": text32("CN-NW"),
            "documentHash": hash_of(factor),
        }
        told.mine(("Factors", "FactorPublished", {"factor": text32(factor), "entry": entry}))
    entry = {
        "evaluator": EVALUATOR,
        "codeHash": to_hex(keccak(b"code of M01")),
        "documentHash": hash_of("M01.md"),
    }
    told.mine(
        ("Methodologies", "MethodologyPublished", {"methodology": text32("M01/1"), "entry": entry})
    )
    pinned = {"pin": PIN, "methodology": text32("M01/1"), "parameters": to_hex(PARAMETERS)}
    told.mine(("Methodologies", "MethodologyPinned", pinned))


def _project(told: Story, plant: Plant) -> None:
    proposal = {
        "name": text32(plant.name),
        "category": text32("CN-GBEPC-2021:3.2.2.2"),
        "place": text32("wq3h8"),
        "documents": hash_of(plant.name),
        "pin": PIN,
        "capacity": "50000000",
        "eligibleCost": str(plant.cost),
        "currency": to_hex(b"HKD"),
        "zoneOffset": str(ZONE),
        "monitoredFrom": str(FIRST),
    }
    about = {"project": plant.project}
    told.mine(
        ("Projects", "ProjectProposed", {**about, "operator": OPERATOR, "proposal": proposal}),
        ("Projects", "ProjectStageChanged", {**about, "from": "0", "to": "1"}),
    )
    told.mine(("Projects", "ProjectStageChanged", {**about, "from": "1", "to": "2"}))
    key = plant.key
    epoch = {
        "project": plant.project,
        "algorithm": "1",
        "ratedMaximum": str(key.rated_maximum),
        "interval": str(plant.interval),
        "validFrom": str(key.valid_from),
        "validUntil": str(key.valid_until),
        "revokedAt": "0",
        "key": "0x" + "00" * 12 + key.address[2:],
        "calibration": hash_of(f"calibration of {plant.name}"),
    }
    registered = {"device": plant.device, **about, "keyEpoch": "1", "key": epoch}
    told.mine(("Devices", "DeviceKeyRegistered", registered))
    attest(told, 2, plant.project)


def attest(told: Story, kind: int, subject: str) -> str:
    """A verifier's statement; return its uid."""
    uid = hash_of(f"attestation {kind} {subject} {told.block}")
    accepted = {
        "attestation": uid,
        "kind": str(kind),
        "subject": subject,
        "verifier": VERIFIER,
        "statement": hash_of(f"statement {subject}"),
        "expiresAt": "0",
    }
    told.mine(("Attestations", "AttestationAccepted", accepted))
    return uid


def terms(**changes: object) -> dict[str, object]:
    """Terms of the sample bond as an event holds them, with changes."""
    return {
        "issuer": ISSUER,
        "trustee": TRUSTEE,
        "bookrunner": BOOKRUNNER,
        "cash": CASH,
        "vault": VAULT,
        "taxAccount": ZERO,
        "denomination": str(DENOMINATION),
        "issueUnits": str(UNITS),
        "rate": str(RATE),
        "couponKind": "0",
        "dayCount": "0",
        "frequency": "2",
        "endOfMonth": False,
        "amortising": False,
        "issueDay": str(ISSUE),
        "maturityDay": str(day_of_iso("2026-01-10")),
        "extendedMaturityDay": "0",
        "graceDays": "5",
        "prescriptionDays": "0",
        "zoneOffset": str(ZONE),
        "minimumClass": "2",
        "jurisdictions": "1",
        "optionCount": "0",
        "isin": to_hex(b"HK0000999999"),
        "lei": to_hex(b"254900EXAMPLE0000099"),
        "currency": to_hex(b"HKD"),
        "name": text32("Harbour Green 3.8% 2026"),
        "document": hash_of("terms"),
        "calendar": hash_of("calendar"),
        "rateTerms": "0x" + "00" * 32,
        **changes,
    }


def coupons(**changes: int) -> list[Coupon]:
    """Four coupons of half a year, counted ACT/365F, with changes to every row."""
    edges = ("2024-01-10", "2024-07-10", "2025-01-10", "2025-07-10", "2026-01-10")
    days = [day_of_iso(iso) for iso in edges]
    return [
        Coupon(start, end, Day(end - 5), end, end - start, 365, **changes)
        for start, end in zip(days[:-1], days[1:], strict=True)
    ]


def created(
    given: dict[str, object], rows: list[Coupon], options: list[Option] | None = None
) -> dict[str, object]:
    """Arguments of BondCreated: terms, and the schedule as bytes."""
    kind, amortising = int(str(given["couponKind"])), bool(given["amortising"])
    schedule = encode_schedule(kind, amortising, ISSUE, rows, options or [])
    named = {"bond": BOND, "vault": VAULT, "issuer": ISSUER, "terms": given}
    return {**named, "schedule": to_hex(schedule)}


def _issue(told: Story) -> None:
    framework = hash_of("framework")
    opinion = attest(told, 1, framework_subject(BOND, framework))
    told.mine(("BondFactory", "BondCreated", created(terms(), coupons())))
    told.mine(
        ("Bond", "FrameworkPublished", {"framework": framework, "opinion": opinion}),
        ("Bond", "StageChanged", {"from": "0", "to": "1"}),
    )
    book = {"bond": BOND, "price": str(PRICE), "offered": str(UNITS), "closesAt": "0"}
    book |= {"minimumUnits": "0", "settlementDay": str(ISSUE), "isTap": False}
    book |= {"faceValue": str(DENOMINATION), "accrued": "0"}
    told.mine(("Offering", "BookOpened", book), ("Bond", "StageChanged", {"from": "1", "to": "2"}))
    told.mine(
        ("Offering", "BookClosed", {"bond": BOND, "demand": str(UNITS), "sold": str(UNITS)}),
        ("Bond", "StageChanged", {"from": "2", "to": "3"}),
    )
    told.at("2024-01-10")
    settled: list[tuple[str, str, dict[str, object]]] = []
    for order, (holder, units) in enumerate(zip(HOLDERS, ALLOTTED, strict=True)):
        cash = str(units * DENOMINATION)
        about = {"bond": BOND, "investor": holder, "order": str(order), "units": str(units)}
        settled += [
            ("Offering", "OrderSettled", {**about, "cash": cash, "refund": "0"}),
            ("ProceedsVault", "ProceedsReceived", {"from": CONTRACTS["Offering"], "amount": cash}),
            ("Bond", "Transfer", {"from": ZERO, "to": holder, "value": str(units)}),
        ]
    told.mine(*settled, ("Bond", "StageChanged", {"from": "3", "to": "4"}))


def _allocate(told: Story) -> None:
    for plant, amount in zip(told.plants, (45_000_000_000, 25_000_000_001), strict=True):
        uid = next(
            event.arguments["attestation"]
            for event in told.events
            if event.arguments.get("subject") == plant.project
        )
        allocated = {
            "project": plant.project,
            "certification": uid,
            "amount": str(amount),
        }
        told.mine(("ProceedsVault", "ProceedsAllocated", allocated))
    for number, amount in enumerate((20_000_000_000, 15_000_000_050), 1):
        plant = told.plants[0]
        evidence = attest(told, 3, plant.project)
        paid = {"project": plant.project, "evidence": evidence}
        paid |= {"invoice": hash_of(f"invoice {number}"), "payee": PAYEE, "amount": str(amount)}
        told.mine(("ProceedsVault", "ProceedsDisbursed", paid))


def _month(told: Story, plant: Plant, month: int) -> None:
    sealed = plant.measure(month)
    told.time = max(told.time, sealed.report.end + 3_600)
    _post(told, plant, sealed)


def _post(told: Story, plant: Plant, sealed: Sealed) -> None:
    report, batch = sealed.report, plant.batches[-1]
    stated = {
        "project": report.project,
        "metric": text32(report.metric),
        "start": str(report.start),
        "end": str(report.end),
        "interval": str(report.interval),
        "leaves": str(report.leaves),
        "readings": str(report.readings),
        "exported": str(report.exported),
        "imported": str(report.imported),
        "root": to_hex(report.root),
        "previous": report.previous,
        "dataHash": to_hex(report.data_hash),
        "nodeSet": "1",
    }
    posted = {"batch": batch, "project": plant.project, "report": stated, "signers": "1"}
    told.mine(("Batches", "BatchPosted", posted))
    reduction = emissions_reduction(
        *(report.exported, report.imported, OM, BM, WEIGHT_OM, 1_000_000 - WEIGHT_OM),
        Rounding.EXACT_FLOOR_G,
    )
    measured = {"batch": batch, "project": plant.project, "pin": PIN}
    measured |= {"exported": str(report.exported), "imported": str(report.imported)}
    told.mine(("Impact", "ImpactMeasured", {**measured, "reduction": str(reduction)}))
    if plant is told.plants[0]:
        attest(told, 4, batch)


def _coupon(told: Story) -> None:
    """One holder sells part; the first coupon is struck, funded, and paid to two of three."""
    told.at("2024-07-06")
    moved = {"from": HOLDERS[0], "to": HOLDERS[2], "value": "50"}
    per_unit = DENOMINATION * RATE * 182 // (PPB_ONE * 365)
    determined = {"rate": str(RATE), "cashPerUnit": str(per_unit), "principalPerUnit": "0"}
    told.mine(
        ("Bond", "CouponStruck", {"coupon": "0", "units": str(UNITS)}),
        ("Bond", "CouponDetermined", {"coupon": "0", **determined}),
        ("Bond", "Transfer", moved),
    )
    funded = {"coupon": "0", "from": ISSUER, "amount": str(UNITS * per_unit)}
    told.mine(("Bond", "CouponFunded", funded))
    told.at("2024-07-10")
    paid = [
        {"holder": holder, "paidThrough": "1", "amount": str(units * per_unit), "withheld": "0"}
        for holder, units in zip(HOLDERS[:2], ALLOTTED[:2], strict=True)
    ]
    told.mine(*(("Bond", "CouponPaid", each) for each in paid))
