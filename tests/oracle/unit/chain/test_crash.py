"""Crash points are named once and refused where unknown."""

import re
from pathlib import Path

import pytest

from oracle.core import crash
from oracle.core.errors import Misconfigured

ORACLE = Path(__file__).parents[4] / "oracle"


def test_every_point_stands_in_the_code_and_no_other_does() -> None:
    called = {
        name
        for path in ORACLE.rglob("*.py")
        for name in re.findall(r'crash_point\("(\w+)"\)', path.read_text())
    }
    assert called == crash.POINTS


@pytest.mark.parametrize("text", ["", "after_lunch", "after_sign:", "after_sign:x", "after_sign:0"])
def test_an_unknown_point_is_misconfigured(text: str) -> None:
    with pytest.raises(Misconfigured):
        crash.arm(text)


def test_a_point_that_is_not_armed_does_nothing() -> None:
    crash.crash_point("after_sign")
