"""The methodology, evaluated here in Python and asked of the chain again."""

from oracle.audit.batch import batch_name
from oracle.audit.check import Checks
from oracle.audit.reader import Reader
from oracle.core.units import PPM_ONE, Address, Ppm, Wh
from oracle.facts.batch import Batch
from oracle.facts.methodology import ROUNDINGS, Methodology
from oracle.facts.statement import Financed
from oracle.measure.grid_renewable import METHODOLOGY, Rounding, emissions_reduction


def check_methodology(
    financed: Financed, reader: Reader, impact: Address, block: int, checks: Checks
) -> None:
    """Enter whether the pinned code is in place, and each reduction is what the rule gives."""
    methodology = financed.methodology
    name = f"methodology {methodology.id} of project {financed.number}"
    checks.same(name, METHODOLOGY, methodology.id)
    code = reader.code_hash(methodology.evaluator, block)
    checks.same(f"{name} code", methodology.code_hash, code)
    for batch in financed.batches:
        if batch.measured is not None:
            expected = _reduction(batch, methodology)
            at = batch_name(financed, batch)
            checks.same(f"{at} reduction", expected, batch.measured.fields.number("reduction"))
            identifier = (bytes.fromhex(batch.id[2:]),)
            answer = reader.call("Impact", impact, "reductionOf", identifier, block)
            checks.same(f"{at} reductionOf", (expected, True), tuple(answer))


def _reduction(batch: Batch, methodology: Methodology) -> int:
    report = batch.posted.fields.struct("report")
    return emissions_reduction(
        Wh(report.number("exported")),
        Wh(report.number("imported")),
        methodology.operating_margin.value,
        methodology.build_margin.value,
        methodology.weight_om,
        Ppm(PPM_ONE - methodology.weight_om),
        Rounding(ROUNDINGS.index(methodology.rounding)),
    )
