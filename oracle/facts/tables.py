"""Views of a statement for renderers: tables and a chart that name figures, never a second number.

A cell is a text, or an object with one member: `figure` its id, `hash` a hash or an address.
"""

from collections.abc import Sequence

from oracle.core.calendar import day_at, iso_of_day
from oracle.core.codec import to_hex
from oracle.facts.batch import Batch
from oracle.facts.statement import Financed, Statement

Cell = str | dict[str, str]
Table = dict[str, object]


def tables_of(statement: Statement) -> list[Table]:
    """Every table of a statement that has a row, in the order of reading."""
    every = [
        _terms(statement),
        _proceeds(statement),
        _disbursements(statement),
        _coupons(statement),
        _listed(statement, ("tax", "Tax withheld"), ("tax",)),
        _listed(statement, ("redemption", "Redemption"), ("call", "put", "redemption")),
        _listed(statement, ("claim", "Claim in default"), ("claim", "distribution")),
        _impact(statement),
        _batches(statement),
        _methods(statement),
        _meters(statement),
        _attestations(statement),
    ]
    return [table for table in every if table["rows"]]


def chart_of(statement: Statement) -> dict[str, object] | None:
    """Net generation by month, None where there is none."""
    if not statement.months:
        return None
    bars = [{"label": month, "figure": f"month.{month}.net"} for month in statement.months]
    return {"id": "generation", "title": "Net generation by month, all projects", "bars": bars}


def _terms(statement: Statement) -> Table:
    bond, terms = statement.bond, statement.bond.terms
    rows: list[list[Cell]] = [
        ["ISIN", terms.isin],
        ["Name", terms.name],
        ["Stage", bond.stage],
        ["Issuer (LEI)", terms.lei],
        ["Currency", terms.currency],
        ["Face value issued", _figure("bond.face_value")],
        ["Denomination", _figure("bond.denomination")],
        ["Units issued", _figure("bond.units")],
        ["Units outstanding", _figure("bond.units_outstanding")],
        ["Coupon", bond.coupon_name],
        ["Coupon per year", _known(statement, "bond.rate")],
        ["Day count", bond.day_count_name],
        ["Issue day", iso_of_day(terms.issue_day)],
        ["Maturity day", iso_of_day(terms.maturity_day)],
        ["Calendar zone", zone_name(terms.zone_offset)],
        ["Issuer", _hash(terms.issuer)],
        ["Trustee", _hash(terms.trustee)],
        ["Bookrunner", _hash(terms.bookrunner)],
        ["Bond contract", _hash(bond.address)],
        ["Proceeds vault", _hash(bond.vault)],
        ["Terms document (SHA-256)", _hash(to_hex(terms.document))],
    ]
    if bond.end_day != terms.maturity_day:
        ends = "Called for" if bond.called else "Maturity extended to"
        rows.append([ends, iso_of_day(bond.end_day)])
    if bond.framework and bond.opinion:
        rows.append(["Framework (SHA-256)", _hash(bond.framework)])
        rows.append(["Opinion on the framework", _hash(bond.opinion)])
    return _table("terms", "Terms of the bond", ["Term", "Value"], rows)


def _proceeds(statement: Statement) -> Table:
    columns = ["Project", "Eligible cost", "Allocated", "Disbursed", "Share of proceeds"]
    rows: list[list[Cell]] = [
        [
            financed_name(financed),
            _figure(f"project.{financed.number}.eligible_cost"),
            _figure(f"project.{financed.number}.allocated"),
            _figure(f"project.{financed.number}.disbursed"),
            _known(statement, f"project.{financed.number}.share"),
        ]
        for financed in statement.projects
    ]
    unallocated = _known(statement, "money.unallocated_share")
    rows.append(["Not yet allocated", "", _figure("money.unallocated"), "", unallocated])
    total = "100.0 %" if "money.unallocated_share" in statement.figures else ""
    raised, disbursed = _figure("money.raised"), _figure("money.disbursed")
    rows.append(["Proceeds raised", "", raised, disbursed, total])
    return _table("proceeds", "Use of proceeds", columns, rows, total=True)


def _disbursements(statement: Statement) -> Table:
    columns = ["Day", "Project", "Amount", "Payee", "Invoice", "Evidence", "Transaction"]
    numbers: dict[str, int] = {each.project.id: each.number for each in statement.projects}
    zone = statement.bond.terms.zone_offset
    rows: list[list[Cell]] = [
        [
            iso_of_day(day_at(event.time, zone)),
            f"Project {numbers[event.fields.hex('project')]}",
            _figure(f"disbursement.{number}.amount"),
            _hash(event.fields.hex("payee")),
            _hash(event.fields.hex("invoice")),
            _hash(event.fields.hex("evidence")),
            _hash(event.transaction),
        ]
        for number, event in enumerate(statement.disbursements, 1)
    ]
    return _table("disbursements", "Payments to projects", columns, rows)


def _coupons(statement: Statement) -> Table:
    """Those that were struck, and those to come as things stand."""
    bond, figures = statement.bond, statement.figures
    repays = any(f"coupon.{n}.principal_share" in figures for n in range(1, len(bond.coupons) + 1))
    columns = ["Coupon", "Record day", "Payment day", "Rate", "Units", "Cash per unit"]
    names = ["rate", "units", "cash_per_unit"]
    if repays or bond.terms.amortising:
        columns.append("Principal per unit")
        names.append("principal_per_unit")
    columns += ["Due", "Funded", "Paid", "Not yet paid"]
    names += ["due", "funded", "paid", "unpaid"]
    rows: list[list[Cell]] = [
        [
            str(number),
            iso_of_day(coupon.record_day),
            iso_of_day(coupon.payment_day),
            *(_known(statement, f"coupon.{number}.{name}") for name in names),
        ]
        for number, coupon in enumerate(bond.coupons, 1)
        if f"coupon.{number}.units" in figures or coupon.accrual_end <= bond.end_day
    ]
    return _table("coupons", "Coupons", columns, rows)


def _listed(statement: Statement, name: tuple[str, str], parts: Sequence[str]) -> Table:
    """Every figure of some parts, one to a line."""
    found = [figure for figure in statement.figures if figure.id.split(".")[0] in parts]
    rows: list[list[Cell]] = [[figure.label, _figure(figure.id)] for figure in found]
    return _table(*name, ["", "Amount"], rows)


def _impact(statement: Statement) -> Table:
    columns = ["Project", "Net generation", "Coverage", "Emission reduction", "Of which verified"]
    columns += ["Generation, this bond", "Reduction, this bond"]
    rows: list[list[Cell]] = [
        [
            financed_name(financed),
            _figure(f"{at}.net"),
            _known(statement, f"{at}.coverage"),
            _figure(f"{at}.reduction"),
            _figure(f"{at}.reduction_verified"),
            _figure(f"{at}.attributed_net"),
            _figure(f"{at}.attributed_reduction"),
        ]
        for financed in statement.projects
        for at in (f"project.{financed.number}",)
    ]
    if rows:
        rows.append(
            [
                "All projects",
                _figure("energy.net"),
                _known(statement, "energy.coverage"),
                _figure("impact.reduction"),
                _figure("impact.reduction_verified"),
                _figure("impact.attributed_net"),
                _figure("impact.attributed_reduction"),
            ]
        )
    return _table("impact", "Impact of the period", columns, rows, total=True)


def _batches(statement: Statement) -> Table:
    columns = ["Project", "From", "To", "Exported", "Imported", "Readings", "Gaps", "Coverage"]
    columns += ["Emission reduction", "Verification"]
    states = {
        each.subject: each.state
        for each in statement.attestations
        if each.kind == "ImpactVerification"
    }
    rows = [
        _batch_row(statement, financed, batch, states.get(batch.id, "none"))
        for financed in statement.projects
        for batch in financed.batches
    ]
    return _table("batches", "Metered periods anchored on chain", columns, rows)


def _batch_row(
    statement: Statement, financed: Financed, batch: Batch, verification: str
) -> list[Cell]:
    at = f"project.{financed.number}.batch.{batch.number}"
    zone = financed.project.zone_offset
    figures = ("exported", "imported", "readings", "gaps", "coverage")
    reduction = f"{at}.reduction"
    return [
        f"Project {financed.number}",
        iso_of_day(day_at(batch.start, zone)),
        iso_of_day(day_at(batch.end, zone)),
        *(_figure(f"{at}.{name}") for name in figures),
        _figure(reduction) if reduction in statement.figures else "not measured",
        verification,
    ]


def _methods(statement: Statement) -> Table:
    columns = ["Project", "Methodology", "Factor", "Value", "Kind", "Data year", "Publication"]
    rows: list[list[Cell]] = [
        [
            f"Project {financed.number}",
            financed.methodology.id,
            factor.id,
            _figure(f"factor.{factor.id}"),
            factor.kind,
            str(factor.data_year),
            _hash(factor.document),
        ]
        for financed in statement.projects
        for factor in (financed.methodology.operating_margin, financed.methodology.build_margin)
    ]
    return _table("methods", "Methodology and emission factors", columns, rows)


def _meters(statement: Statement) -> Table:
    columns = ["Project", "Meter", "Key epoch", "Key", "Rated maximum [W]", "Interval [s]"]
    rows: list[list[Cell]] = [
        [
            f"Project {financed.number}",
            _hash(meter.key.device),
            str(meter.key.epoch),
            _hash(meter.key.address),
            f"{meter.key.rated_maximum:,}",
            f"{meter.key.interval:,}",
        ]
        for financed in statement.projects
        for meter in financed.meters
    ]
    return _table("meters", "Meters", columns, rows)


def _attestations(statement: Statement) -> Table:
    columns = ["Kind", "State", "Verifier", "About", "Document (SHA-256)", "Attestation"]
    rows: list[list[Cell]] = [
        [
            each.kind,
            each.state,
            _hash(each.verifier),
            _hash(each.subject),
            _hash(each.statement),
            _hash(each.uid),
        ]
        for each in statement.attestations
    ]
    return _table("attestations", "Statements of verifiers", columns, rows)


def financed_name(financed: Financed) -> str:
    """A project as a reader knows it."""
    return f"{financed.number}. {financed.project.name}"


def zone_name(zone_offset: int) -> str:
    """A zone of fixed offset: `UTC+08:00`.

    Units:  s
    """
    hours, rest = divmod(abs(zone_offset), 3_600)
    sign = "-" if zone_offset < 0 else "+"
    return f"UTC{sign}{hours:02}:{rest // 60:02}"


def _known(statement: Statement, figure: str) -> Cell:
    return _figure(figure) if figure in statement.figures else "–"


def _figure(figure: str) -> Cell:
    return {"figure": figure}


def _hash(text: str) -> Cell:
    return {"hash": text}


def _table(
    name: str,
    title: str,
    columns: Sequence[str],
    rows: Sequence[list[Cell]],
    *,
    total: bool = False,
) -> Table:
    """`total`: the last row sums those above it."""
    return {
        "id": name,
        "title": title,
        "columns": list(columns),
        "rows": list(rows),
        "total": total,
    }
