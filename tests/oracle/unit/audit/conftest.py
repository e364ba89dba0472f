"""Every audit test begins with a true disclosure."""

from pathlib import Path

import pytest

from tests.support.case import Case, case_in


@pytest.fixture
def case(tmp_path: Path) -> Case:
    """A true disclosure, its chain and its evidence."""
    return case_in(tmp_path)
