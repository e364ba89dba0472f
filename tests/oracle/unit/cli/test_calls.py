"""Commands of a bond's life: each makes the call that it says, with the arguments it was given."""

from types import SimpleNamespace

import pytest
from typer.testing import CliRunner

from oracle.act import holders
from oracle.chain.interface import interface
from oracle.cli import app
from oracle.cli.writing import Act
from oracle.core.calendar import day_of_iso
from oracle.core.codec import to_text32
from oracle.core.units import Address

BOND, CASH = Address("0x" + "b0" * 20), Address("0x" + "ca" * 20)
HOLDERS = [Address(f"0x{number:040x}") for number in range(1, 6)]
PAYS, FREE = CASH, None
CALLS = [
    (("strike",), "strike", (), FREE),
    (("determine", "--coupon", "3"), "determine", (3,), FREE),
    (("fund-coupon", "--coupon", "3"), "fundCoupon", (3,), PAYS),
    (("remit-tax",), "remitTax", (), FREE),
    (("fund-redemption",), "fundRedemption", (), PAYS),
    (
        ("call", "--option", "1", "--day", "2028-06-03"),
        "call",
        (1, day_of_iso("2028-06-03")),
        FREE,
    ),
    (
        ("call-partially", "--option", "1", "--coupon", "2", "--share", "12.5"),
        "callPartially",
        (1, 2, 125_000),
        FREE,
    ),
    (("fund-put", "--option", "1"), "fundPut", (1,), PAYS),
    (("extend",), "extendMaturity", (), FREE),
    (("cancel-units", "--units", "7"), "cancelUnits", (7,), FREE),
    (("cancel",), "cancel", (), FREE),
    (("default",), "declareDefault", (), FREE),
    (("cure",), "cure", (), FREE),
    (("accelerate",), "accelerate", (), FREE),
    (("distribute", "--per-unit", "2500.50"), "distribute", (250_050,), PAYS),
    (("prescribe",), "prescribe", (), FREE),
    (("document", "remove", "final-terms"), "removeDocument", (to_text32("final-terms"),), FREE),
]


@pytest.fixture
def steps(monkeypatch):
    """What the command would do, instead of doing it."""
    done = []
    terms = SimpleNamespace(isin="JP0GT2012065", cash=CASH)
    bond = SimpleNamespace(address=BOND, terms=terms)
    desk = SimpleNamespace(bond=lambda _: bond, scale=lambda _: 2)
    monkeypatch.setattr(Act, "desk", desk)
    monkeypatch.setattr(Act, "do", lambda self, given, *_: done.extend(given))
    return done


def run(*words):
    place = 2 if words[0] == "document" else 1
    found = CliRunner().invoke(app, ["bond", *words[:place], "JP0GT2012065", *words[place:]])
    assert found.exit_code == 0, (found.output, found.exception)


@pytest.mark.parametrize(("words", "function", "arguments", "draws"), CALLS)
def test_a_command_makes_its_call(steps, words, function, arguments, draws):
    run(*words)

    (step,) = steps
    assert (step.contract, step.to, step.function) == ("Bond", BOND, function)
    assert (tuple(step.arguments), step.draws) == (arguments, draws)
    calldata = interface("Bond").calldata(step.function, *step.arguments)
    assert len(calldata) == 4 + 32 * len(arguments)


def test_puts_are_settled_page_by_page(steps, monkeypatch):
    monkeypatch.setattr(holders, "putters", lambda desk, bond, option: HOLDERS)

    run("settle-put", "--option", "1", "--page", "2")

    pages = [step.arguments for step in steps]
    assert pages == [(1, HOLDERS[:2]), (1, HOLDERS[2:4]), (1, HOLDERS[4:])]
    for step in steps:
        assert interface("Bond").calldata("settlePut", *step.arguments)
