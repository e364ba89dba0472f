"""RateMath and oracle.desk.rates give the same, case by case of tests/vectors/rates.json."""

import json
from pathlib import Path

import pytest

from tests.support.texts import digest32

CASES = json.loads(Path("tests/vectors/rates.json").read_text())
SOME = digest32("some id")
PAGE = 50


@pytest.fixture(scope="module")
def rate_math(RateMathHarness, actors):
    return RateMathHarness.deploy({"from": actors.stranger})


def pages(kind):
    return [CASES[kind][start : start + PAGE] for start in range(0, len(CASES[kind]), PAGE)]


def numbers(texts):
    return [int(text) for text in texts]


def linked(texts):
    return (SOME, SOME, *numbers(texts))


def test_there_are_enough_cases():
    assert sum(len(CASES[kind]) for kind in ("medians", "floating", "impact", "lives")) >= 500


@pytest.mark.parametrize("cases", pages("medians"))
def test_the_lower_median_and_the_ends(rate_math, cases):
    for values, median in cases:
        given = numbers(values)
        assert rate_math.lowerMedian(given) == (int(median), min(given), max(given))


@pytest.mark.parametrize("cases", pages("floating"))
def test_floating_rates(rate_math, cases):
    for texts, rate in cases:
        value, spread, cap, floor = numbers(texts)
        assert rate_math.floatingRate(value, (SOME, spread, 0, cap, floor)) == int(rate)


@pytest.mark.parametrize("cases", pages("impact"))
def test_rates_of_verified_impacts(rate_math, cases):
    for texts, terms, rate in cases:
        assert rate_math.impactRateDown(*numbers(texts), linked(terms)) == int(rate)


@pytest.mark.parametrize("cases", pages("lives"))
def test_whole_lives(rate_math, cases):
    """Each silent rate twice: from the rate before, and from the last report in one step."""
    silences = 0
    for (bond_rate,), baselines, reports, texts, rates in cases:
        terms, bond = linked(texts), int(bond_rate)
        start, anchor, silent = int(texts[0]), bond, 0
        for number, rate in enumerate(numbers(rates)):
            baseline, given = int(baselines[number]), reports[number]
            if number < start or baseline == 0:
                continue
            if given:
                anchor, silent = rate_math.impactRateDown(bond, given, baseline, terms), 0
                assert anchor == rate
                continue
            silent, silences = silent + 1, silences + 1
            assert rate_math.silentRate(bond, int(rates[number - 1]), 1, terms) == rate
            assert rate_math.silentRate(bond, anchor, silent, terms) == rate
    assert silences > 20
