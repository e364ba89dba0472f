"""Tables and JSON on standard output. Amounts are never shortened: a table is as wide as it is."""

import csv
import json
import sys
from collections.abc import Mapping, Sequence


def print_json(value: object) -> None:
    """JSON for machines; amounts in it are text."""
    print(json.dumps(value, indent=1, ensure_ascii=False))


def print_csv(columns: Sequence[str], rows: Sequence[Mapping[str, str]]) -> None:
    """Rows with a header line."""
    writer = csv.DictWriter(sys.stdout, columns, lineterminator="\n", extrasaction="ignore")
    writer.writeheader()
    writer.writerows(rows)


def print_table(columns: Sequence[str], rows: Sequence[Mapping[str, str]]) -> None:
    """Rows in columns as wide as their widest value; numbers stand right."""
    widths = [max([len(name), *(len(row[name]) for row in rows)]) for name in columns]
    print(_line(columns, dict(zip(columns, columns, strict=True)), widths))
    for row in rows:
        print(_line(columns, row, widths))


def print_pairs(pairs: Mapping[str, object]) -> None:
    """One name and value per line."""
    width = max((len(name) for name in pairs), default=0)
    for name, value in pairs.items():
        print(f"{name:{width}}  {value}")


def _line(columns: Sequence[str], row: Mapping[str, str], widths: Sequence[int]) -> str:
    cells = zip((row[name] for name in columns), widths, strict=True)
    shown = (
        cell.rjust(width) if cell.lstrip("-")[:1].isdigit() else cell.ljust(width)
        for cell, width in cells
    )
    return "  ".join(shown).rstrip()
