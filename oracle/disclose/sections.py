"""Records of a statement as JSON members of the document."""

from oracle.core.calendar import day_at, iso_of_day
from oracle.core.codec import to_hex
from oracle.core.units import Day
from oracle.desk.terms import Coupon, Option
from oracle.facts.attestation import Attestation
from oracle.facts.batch import Batch
from oracle.facts.event import Event
from oracle.facts.figure import Figure
from oracle.facts.methodology import Factor, Methodology
from oracle.facts.project import MeterKey
from oracle.facts.statement import Financed, Statement
from oracle.facts.tables import zone_name

Members = dict[str, object]


def source_json(event: Event) -> Members:
    """Where a figure is read from: one event of one transaction."""
    return {
        "event": event.name,
        "contract": event.contract,
        "transaction": event.transaction,
        "logIndex": event.log_index,
        "block": event.block,
    }


def figure_json(figure: Figure) -> Members:
    """A figure with its formula, inputs and sources; `value` has `scale` decimals."""
    return {
        "id": figure.id,
        "label": figure.label,
        "value": str(figure.value),
        "unit": figure.quantity.unit,
        "scale": figure.quantity.scale,
        "formula": figure.formula,
        "inputs": list(figure.inputs),
        "sources": [source_json(event) for event in figure.sources],
    }


def bond_json(statement: Statement) -> Members:
    """The bond: terms, parties, schedule, framework."""
    bond, terms = statement.bond, statement.bond.terms
    return {
        "address": bond.address,
        "vault": bond.vault,
        "stage": bond.stage,
        "isin": terms.isin,
        "name": terms.name,
        "lei": terms.lei,
        "currency": terms.currency,
        "cash": terms.cash,
        "cashDecimals": statement.cash.scale,
        "issuer": terms.issuer,
        "trustee": terms.trustee,
        "bookrunner": terms.bookrunner,
        "denomination": str(terms.denomination),
        "issueUnits": str(terms.issue_units),
        "taxAccount": terms.tax_account,
        "couponKind": bond.coupon_name,
        "ratePpb": bond.rate,
        "rateTerms": to_hex(terms.rate_terms),
        "dayCount": bond.day_count_name,
        "frequency": terms.frequency,
        "endOfMonth": terms.end_of_month,
        "issueDay": iso_of_day(terms.issue_day),
        "maturityDay": iso_of_day(terms.maturity_day),
        "extendedMaturityDay": _day_or_none(terms.extended_maturity_day),
        "endDay": iso_of_day(bond.end_day),
        "graceDays": terms.grace_days,
        "prescriptionDays": terms.prescription_days,
        "zone": zone_name(terms.zone_offset),
        "calendar": to_hex(terms.calendar),
        "termsDocument": to_hex(terms.document),
        "framework": bond.framework or "",
        "frameworkOpinion": bond.opinion or "",
        "coupons": [_coupon_json(coupon) for coupon in bond.coupons],
        "options": [_option_json(option) for option in bond.options],
    }


def project_json(financed: Financed) -> Members:
    """A project: proposal, operator, certification, methodology, meters, batches of the period."""
    project = financed.project
    return {
        "number": financed.number,
        "id": project.id,
        "name": project.name,
        "category": project.category,
        "place": project.place,
        "documents": project.documents,
        "operator": project.operator,
        "stage": project.stage,
        "capacityW": str(project.capacity),
        "eligibleCost": str(project.eligible_cost),
        "currency": project.currency,
        "zone": zone_name(project.zone_offset),
        "monitoredFrom": iso_of_day(project.monitored_from),
        "certification": financed.certification,
        "shareBasis": "ALLOCATED/ELIGIBLE_COST",
        "methodology": _methodology_json(financed.methodology),
        "meters": [_meter_json(meter) for meter in financed.meters],
        "batches": [_batch_json(batch, project.zone_offset) for batch in financed.batches],
        "batchesCutByPeriod": list(financed.cut),
    }


def disbursement_json(statement: Statement, event: Event) -> Members:
    """A payment out of the vault."""
    fields = event.fields
    return {
        "day": iso_of_day(day_at(event.time, statement.bond.terms.zone_offset)),
        "project": fields.hex("project"),
        "payee": fields.hex("payee"),
        "amount": str(fields.number("amount")),
        "invoice": fields.hex("invoice"),
        "evidence": fields.hex("evidence"),
        "source": source_json(event),
    }


def attestation_json(attestation: Attestation) -> Members:
    """A verifier's statement and whether it stands."""
    return {
        "uid": attestation.uid,
        "kind": attestation.kind,
        "subject": attestation.subject,
        "verifier": attestation.verifier,
        "statement": attestation.statement,
        "expiresAt": str(attestation.expires_at),
        "state": attestation.state,
        "source": source_json(attestation.accepted),
    }


def publication_json(event: Event) -> Members:
    """A publication about the bond that is on chain already."""
    publication = event.fields.struct("publication")
    return {
        "contentHash": event.fields.hex("contentHash"),
        "kind": publication.label("kind"),
        "periodStart": iso_of_day(publication.day("periodStart")),
        "periodEnd": iso_of_day(publication.day("periodEnd")),
        "source": source_json(event),
    }


def _coupon_json(coupon: Coupon) -> Members:
    return {
        "accrualStart": iso_of_day(coupon.accrual_start),
        "accrualEnd": iso_of_day(coupon.accrual_end),
        "recordDay": iso_of_day(coupon.record_day),
        "paymentDay": iso_of_day(coupon.payment_day),
        "numerator": coupon.numerator,
        "denominator": coupon.denominator,
        "ratePpb": coupon.rate,
        "fixingDay": _day_or_none(coupon.fixing_day),
        "baselineGrams": str(coupon.baseline),
        "principalPpm": coupon.principal,
    }


def _option_json(option: Option) -> Members:
    return {
        "kind": option.kind.name.lower(),
        "firstDay": iso_of_day(option.first_day),
        "lastDay": iso_of_day(option.last_day),
        "pricePpm": option.price,
        "noticeDays": option.notice_days,
    }


def _day_or_none(day: Day) -> str:
    """A day, empty where the terms have none."""
    return iso_of_day(day) if day else ""


def _methodology_json(methodology: Methodology) -> Members:
    return {
        "id": methodology.id,
        "pin": methodology.pin,
        "evaluator": methodology.evaluator,
        "codeHash": methodology.code_hash,
        "document": methodology.document,
        "supersededBy": methodology.superseded_by or "",
        "parameters": {
            "encoded": methodology.parameters,
            "operatingMargin": methodology.operating_margin.id,
            "buildMargin": methodology.build_margin.id,
            "weightOmPpm": methodology.weight_om,
            "rounding": methodology.rounding,
        },
        "factors": [
            _factor_json(factor)
            for factor in (methodology.operating_margin, methodology.build_margin)
        ],
    }


def _factor_json(factor: Factor) -> Members:
    return {
        "id": factor.id,
        "kind": factor.kind,
        "microgramsPerWh": str(factor.value),
        "dataYear": factor.data_year,
        "region": factor.region,
        "document": factor.document,
        "supersededBy": factor.superseded_by or "",
    }


def _meter_json(meter: MeterKey) -> Members:
    key = meter.key
    return {
        "device": key.device,
        "keyEpoch": key.epoch,
        "key": key.address,
        "ratedMaximumW": key.rated_maximum,
        "intervalSeconds": key.interval,
        "validFrom": key.valid_from,
        "validUntil": key.valid_until or 0,
        "revokedAt": key.revoked_at or 0,
        "source": source_json(meter.registered),
    }


def _batch_json(batch: Batch, zone_offset: int) -> Members:
    return {
        "number": batch.number,
        "id": batch.id,
        "firstDay": iso_of_day(day_at(batch.start, zone_offset)),
        "start": batch.start,
        "end": batch.end,
        "intervalSeconds": batch.interval,
        "root": batch.root,
        "dataHash": batch.data_hash,
        "source": source_json(batch.posted),
    }
