"""oracle.audit.verify: every planted falsehood is found and named"""

import json
from collections.abc import Callable
from dataclasses import replace

import pytest

from oracle.audit.check import exit_code, summary
from oracle.audit.verify import verify
from oracle.core.codec import sha256, to_hex
from oracle.core.errors import Misconfigured
from oracle.disclose.document import content_of
from tests.support import events as sample
from tests.support.case import Case, Document, changed, failed, figure, published, told
from tests.support.chain import document

# --- the truth ---


def test_a_true_disclosure_passes_every_check(case: Case) -> None:
    checks = case.check()
    assert failed(checks) == {}
    assert exit_code(checks) == 0
    figures = len(json.loads(published())["figures"])
    assert summary(checks) == f"{figures} figures recomputed, 0 differences"


def test_prints_one_line_per_check(case: Case) -> None:
    lines = [str(check) for check in case.check()]
    assert "OK    figure money.raised  HKD 800,000,000.00 [80000000000]" in lines
    assert all("\n" not in line for line in lines)


# --- figures of each class, changed by a dishonest issuer who publishes the false document ---

FIGURES = (
    *("bond.units", "bond.face_value", "bond.rate", "money.raised", "money.allocated"),
    *("money.unallocated", "money.disbursed", "money.unallocated_share", "disbursement.1.amount"),
    *("project.1.allocated", "project.1.eligible_cost", "project.1.share", "factor.CN-OM"),
    *("project.1.weight_om", "coupon.1.cash_per_unit", "coupon.1.units", "coupon.1.paid"),
    *("coupon.1.rate", "coupon.1.numerator", "coupon.1.denominator"),
    *("project.1.batch.2.exported", "project.1.batch.2.imported", "project.1.batch.2.readings"),
    *("project.1.batch.2.gaps", "project.1.batch.2.coverage", "project.1.batch.2.reduction"),
    *("project.1.attributed_reduction", "project.2.attributed_net", "energy.net"),
    *("impact.reduction", "impact.reduction_verified", "month.2024-03.net"),
)


@pytest.mark.parametrize("name", FIGURES)
def test_inv_au_1_a_changed_figure_is_named_though_the_issuer_published_it(
    case: Case, name: str
) -> None:
    def raise_by_one(document_: Document) -> None:
        found = figure(document_, name)
        found["value"] = str(int(found["value"]) + 1)

    checks = case.check(case.publish(changed(raise_by_one)))
    assert set(failed(checks)) == {f"figure {name}", "file.rebuilt"}
    expected = figure(json.loads(published()), name)["value"]
    assert f"[{expected}]" in failed(checks)[f"figure {name}"].expected
    assert f"[{int(expected) + 1}]" in failed(checks)[f"figure {name}"].actual
    assert exit_code(checks) == 3


@pytest.mark.parametrize(
    ("member", "value"),
    [
        *(("label", "Other"), ("unit", "EUR"), ("scale", 3), ("formula", "1"), ("inputs", [])),
        ("sources", []),
    ],
)
def test_inv_au_1_any_other_member_of_a_figure_counts_too(
    case: Case, member: str, value: object
) -> None:
    content = changed(lambda it: figure(it, "coupon.1.cash_per_unit").update({member: value}))
    wrong = failed(case.check(case.publish(content)))["figure coupon.1.cash_per_unit"]
    assert f"differs in: {member}" in wrong.actual


def test_inv_au_1_a_figure_that_is_left_out_or_added_is_named(case: Case) -> None:
    def swap(document_: Document) -> None:
        found = figure(document_, "money.unallocated")
        found["id"] = "money.unallocatedx"

    names = set(failed(case.check(case.publish(changed(swap)))))
    assert {"figure money.unallocated", "figure money.unallocatedx"} <= names


@pytest.mark.parametrize(
    ("change", "name"),
    [
        (lambda it: it["bond"].update(stage="Redeemed"), "section bond.stage"),
        (lambda it: it["bond"].update(framework="0x" + "00" * 32), "section bond.framework"),
        (
            lambda it: it["projects"][0]["methodology"].update(rounding="UP"),
            "section projects[0].methodology.rounding",
        ),
        (
            lambda it: it["attestations"][0].update(state="live "),
            "section attestations[0].state",
        ),
        (
            lambda it: it["disbursements"][0].update(payee=sample.address(9)),
            "section disbursements[0].payee",
        ),
        (lambda it: it["tables"][1]["rows"].pop(0), "section tables[1].rows"),
        (
            lambda it: it["contracts"].update(Batches=sample.address(9)),
            "section contracts.Batches",
        ),
        (lambda it: it["chain"].update(chainId=1), "section chain.chainId"),
        (lambda it: it["chain"].update(genesisHash="0x00"), "chain genesis"),
        (lambda it: it["chain"].update(asOfBlockHash="0x00"), "chain block hash"),
        (lambda it: it.update(extra="x"), "section extra"),
    ],
)
def test_inv_au_1_any_other_part_that_was_changed_is_named(
    case: Case, change: Callable[[Document], None], name: str
) -> None:
    assert name in failed(case.check(case.publish(changed(change))))


# --- the file itself ---


def test_inv_au_1_a_changed_byte_is_named_with_its_figure(case: Case) -> None:
    raised = published().index(b'"id":"money.raised"')
    at = published().index(b'"value":"', raised) + len('"value":"')
    content = published()[:at] + b"9" + published()[at + 1 :]
    wrong = failed(case.check(content))
    assert {"file.published", "figure money.raised", "file.rebuilt"} <= set(wrong)


def test_inv_au_1_a_byte_that_breaks_the_json_is_placed(case: Case) -> None:
    at = published().index(b'"money.disbursed","inputs"') + len('"money.disbursed"')
    content = published()[:at] + b"#" + published()[at + 1 :]
    checks = case.check(content)
    assert [check.id for check in checks] == ["file.json"]
    assert "figure money.disbursed" in checks[0].actual
    assert exit_code(checks) == 3


@pytest.mark.parametrize("position", range(40, 40_000, 2_111))
def test_inv_au_1_no_byte_can_be_changed(case: Case, position: int) -> None:
    flipped = bytes([published()[position] ^ 1])
    content = published()[:position] + flipped + published()[position + 1 :]
    checks = case.check(content)
    assert exit_code(checks) == 3
    assert failed(checks)


@pytest.mark.parametrize(
    "content",
    [
        *(b"", b"[]", b"{}", b"null", b"1.5", b"\xff", b'{"a":1,"a":2}', b"[" * 100_000),
        published().replace(b'"asOfBlock":', b'"asOfBlock":1.5,"x":'),
        published().replace(b'"asOfBlock":', b'"asOfBlock":-'),
        published().replace(b"greentrace/disclosure/1", b"greentrace/disclosure/2"),
    ],
)
def test_a_file_of_another_form_is_one_failed_check(case: Case, content: bytes) -> None:
    checks = case.check(content)
    assert exit_code(checks) == 3
    assert checks[-1].id in ("file.json", "file.form")


def test_inv_au_1_the_same_document_in_other_bytes_is_refused(case: Case) -> None:
    content = json.dumps(json.loads(published()), indent=1).encode()
    assert {"file.canonical", "file.published"} <= set(failed(case.check(content)))


# --- the publication ---


def test_a_disclosure_that_nobody_published_fails(case: Case) -> None:
    case.chain.later.clear()
    assert set(failed(case.check())) == {"file.published"}


def test_a_disclosure_published_about_another_bond_fails(case: Case) -> None:
    case.chain.later.clear()
    case.chain.publish(to_hex(sha256(published())), bond=sample.address(50))
    assert "file.subject" in failed(case.check())


def test_a_superseded_disclosure_fails_and_names_its_successor(case: Case) -> None:
    by = sample.hash_of("newer")
    content = to_hex(sha256(published()))
    case.chain.say("DisclosureSuperseded", {"contentHash": content, "by": by, "reason": by})
    assert failed(case.check())["file.superseded by"].actual == by


def test_a_document_as_of_a_block_that_the_node_does_not_have_fails(case: Case) -> None:
    content = changed(lambda it: it["chain"].update(asOfBlock=10**6))
    assert set(failed(case.check(content))) == {"chain.asOfBlock"}


# --- the chain ---


def plant(case: Case, name: str, change: dict[str, object], nth: int = 0) -> None:
    """Change the nth event of a name on the chain, under a document that says otherwise."""
    events = case.chain.told.events
    at = [index for index, event in enumerate(events) if event.name == name][nth]
    event = events[at]
    events[at] = replace(event, arguments={**event.arguments, **change})


@pytest.mark.parametrize(
    ("name", "change", "expected"),
    [
        ("OrderSettled", {"cash": "50000000001"}, "order 0 cash"),
        ("CouponDetermined", {"cashPerUnit": "1894795"}, "coupon 1 cash per unit"),
        ("CouponDetermined", {"rate": "38000001"}, "coupon 1 rate"),
        ("CouponStruck", {"units": "801"}, "coupon 1 units"),
        ("CouponFunded", {"amount": "1515835201"}, "coupon 1 funded"),
        ("ImpactMeasured", {"reduction": "99999999"}, "project.1.batch.1 reduction"),
        ("ProceedsReceived", {"amount": "1"}, "proceeds = price x units"),
        ("BatchPosted", {}, ""),
    ],
)
def test_cash_flows_and_impact_are_recomputed_from_terms_and_factors(
    case: Case, name: str, change: dict[str, object], expected: str
) -> None:
    plant(case, name, change)
    if "cashPerUnit" in change:
        for nth, units in enumerate(sample.ALLOTTED[:2]):
            plant(case, "CouponPaid", {"amount": str(units * 1_894_795)}, nth)
    content = case.publish(content_of(document(case.chain.told)))
    wrong = failed(case.check(content))
    assert (expected in wrong) if expected else wrong == {}


def test_a_factor_that_was_changed_no_longer_gives_the_reduction(case: Case) -> None:
    factor = next(event for event in told().events if event.name == "FactorPublished")
    plant(case, "FactorPublished", {"entry": {**factor.arguments["entry"], "value": "836501"}})
    content = case.publish(content_of(document(case.chain.told)))
    wrong = failed(case.check(content))
    assert "project.1.batch.1 reduction" in wrong
    assert "project.2.batch.7 reductionOf" in wrong


def test_another_code_behind_the_methodology_is_found(case: Case) -> None:
    case.chain.code = b"other code"
    assert "methodology M01/1 of project 1 code" in failed(case.check())


def test_a_view_that_disagrees_with_the_events_is_found(case: Case) -> None:
    case.chain.answers = {"received": (1,), "reductionOf": (5, True)}
    wrong = failed(case.check())
    assert {"vault received", "project.1.batch.1 reductionOf"} <= set(wrong)


def test_contracts_of_another_deployment_are_named(case: Case) -> None:
    path = case.folder / "disclosure.json"
    path.write_bytes(published())
    others = {**sample.CONTRACTS, "Factors": sample.address(77)}
    assert "contract Factors" in failed(verify(path, case.chain, others, case.evidence))


def test_a_deployment_without_a_contract_that_is_asked_is_refused(case: Case) -> None:
    path = case.folder / "disclosure.json"
    path.write_bytes(published())
    with pytest.raises(Misconfigured, match="Devices, Impact"):
        verify(path, case.chain, {"Batches": sample.CONTRACTS["Batches"]}, case.evidence)
