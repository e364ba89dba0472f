"""Random histories of Batches and Impact: INV-BA-1, INV-BA-2, INV-BA-3, INV-IM-1, INV-IM-2.

The walk keeps its own books: what it posted, by whom it was signed, what came of it. Faults are
made on purpose and must be refused, and every walk checks that every kind of step happened. The
seed is in the test's name: the same seed is the same history.
"""

import itertools
import random
from collections import Counter
from contextlib import contextmanager
from dataclasses import replace
from fractions import Fraction
from math import floor

import pytest
from brownie.exceptions import VirtualMachineError

from tests.support.calls import answers
from tests.support.platform import BM_VALUE, METRIC, OM_VALUE, propose
from tests.support.reports import (
    INTERVAL,
    SLOTS,
    START,
    as_tuple,
    id_of,
    report_of,
    rotate_nodes,
    signed,
)

PROJECTS = 2
HOUR = SLOTS * INTERVAL
FAULTS = ("again", "edited", "overlap", "skip", "few", "twice", "stranger", "old set")
STEPS = 40


class EvidenceWalk:
    def __init__(self, platform, projects, draw):
        self.platform, self.projects, self.draw = platform, projects, draw
        self.anyone = {"from": platform.actors.stranger}
        self.node_set, self.size, self.threshold = 1, 1, 1
        self.posted = {project: [] for project in projects}
        self.kept = {}  # batch -> its report
        self.signers = {}  # batch -> how many signed, how many had to
        self.measured = {}  # batch -> grams
        self.faults, self.steps = itertools.cycle(FAULTS), Counter()
        for project in projects:
            self._post(self._next(project), [0])
        self.steps.clear()

    def go(self, steps):
        rules = [self.rotate, *[self.post] * 3, *[self.fail] * 4, *[self.measure] * 3]
        for _ in range(steps):
            self.draw.choice(rules)()
            for name in dir(self):
                if name.startswith("inv_"):
                    getattr(self, name)()

    def rotate(self):
        self.size = self.draw.randint(1, 5)
        self.threshold = self.draw.randint(1, self.size)
        rotate_nodes(self.platform, self.size, self.threshold)
        self.node_set += 1
        self.steps["rotated"] += 1

    def post(self):
        count = self.draw.randint(self.threshold, self.size)
        self._post(self._next(), sorted(self.draw.sample(range(self.size), count)))

    def _post(self, report, nodes):
        tx = self.platform.batches.post(*signed(self.platform.batches, report, nodes), self.anyone)
        assert tx.events["BatchPosted"]["batch"] == id_of(report)
        self.posted[report.project].append(report)
        self.kept[id_of(report)] = report
        self.signers[id_of(report)] = len(nodes), self.threshold
        self.steps["posted"] += 1

    def fail(self):
        fault, report = next(self.faults), self._next()
        last = self.posted[report.project][-1]
        start = last.end - 60
        changed, error = {
            "again": (replace(last, node_set=self.node_set), "BatchExists"),
            "edited": (replace(last, node_set=self.node_set, exported=7), "BatchExists"),
            "overlap": (replace(report, start=start, end=start + HOUR), "WindowOverlaps"),
            "skip": (replace(report, previous=id_of(report)), "NotNext"),
            "old set": (replace(report, node_set=self.node_set - 1), "WrongNodeSet"),
        }.get(fault, (report, "SignatureInvalid"))
        enough = list(range(self.threshold))
        args = signed(self.platform.batches, changed, enough)
        if fault == "few":
            args, error = signed(self.platform.batches, report, enough[1:]), "QuorumMissing"
        elif fault == "twice":
            doubled = [args[2][0]] * (self.threshold + 1)
            args = args[0], (1 << self.threshold + 1) - 1, doubled
        elif fault == "stranger":
            args = args[0], args[1], signed(self.platform.batches, report, [9] * len(enough))[2]
        with _reverted(error):
            self.platform.batches.post.call(*args, self.anyone)
        self.steps[fault] += 1

    def measure(self):
        report = self.draw.choice(list(self.kept.values()))
        args = report.project, METRIC, report.start, report.end
        if id_of(report) in self.measured:
            with _reverted("AlreadyMeasured"):
                self.platform.impact.measure.call(*args, self.anyone)
            self.steps["measured again"] += 1
            return
        grams = _grams(report)
        tx = self.platform.impact.measure(*args, self.anyone)
        assert tx.events["ImpactMeasured"]["reduction"] == grams
        self.measured[id_of(report)] = grams
        self.steps["measured"] += 1

    def inv_ba_1(self):
        found = answers(self.platform.batches.batchOf, [(batch,) for batch in self.kept])
        for batch, report in zip(found, self.kept.values(), strict=True):
            energy = report.exported, report.imported
            counts = report.leaves, report.readings
            root = as_tuple(report)[9]
            assert batch == (root, *energy, *counts, report.start, report.end)

    def inv_ba_2(self):
        for project, reports in self.posted.items():
            assert self.platform.batches.headOf(project, METRIC) == id_of(reports[-1])
            windows = [(report.start, report.end) for report in reports]
            assert all(a[1] <= b[0] for a, b in zip(windows, windows[1:], strict=False))

    def inv_ba_3(self):
        assert all(count >= needed for count, needed in self.signers.values())

    def inv_im_1(self):
        found = answers(self.platform.impact.reductionOf, [(batch,) for batch in self.kept])
        for result, batch in zip(found, self.kept, strict=True):
            assert result == (self.measured.get(batch, 0), batch in self.measured)

    def inv_im_2(self):
        for project, reports in self.posted.items():
            counted = [report for report in reports if id_of(report) in self.measured]
            assert self.platform.impact.totalOf(project) == (
                sum(report.exported for report in counted),
                sum(report.imported for report in counted),
                sum(self.measured[id_of(report)] for report in counted),
            )

    def _next(self, project=None):
        """A report that may follow in a stream, up to 3 hours later than it could."""
        project = project or self.draw.choice(self.projects)
        before = self.posted[project][-1:]
        start = (before[0].end if before else START) + self.draw.randint(0, 3) * HOUR
        fields = {"previous": id_of(before[0])} if before else {}
        energy = self.draw.randint(0, 10**9), self.draw.randint(0, 10**6)
        report = report_of(project, 0, *energy, node_set=self.node_set, **fields)
        return replace(report, start=start, end=start + HOUR)


def _grams(report):
    factor = Fraction(3 * OM_VALUE + BM_VALUE, 4)
    return floor((report.exported - report.imported) * factor / 10**6)


@contextmanager
def _reverted(error):
    """Expect a revert by name; its arguments are the unit tests' matter."""
    with pytest.raises(VirtualMachineError) as raised:
        yield
    assert raised.value.revert_msg.startswith(f"{error}: "), raised.value.revert_msg


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_inv_ba_1_inv_ba_2_inv_ba_3_inv_im_1_inv_im_2_hold_in_random_histories(
    platform, pin_id, seed
):
    projects = [propose(platform, pin_id) for _ in range(PROJECTS)]
    walk = EvidenceWalk(platform, projects, random.Random(seed))

    walk.go(STEPS)

    wanted = {"rotated", "posted", "measured", "measured again", *FAULTS}
    assert {step for step in wanted if not walk.steps[step]} == set()
