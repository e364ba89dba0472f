"""The sample papers of the demo's bond. Real projects bring their own; only hashes go on chain."""

import hashlib
from pathlib import Path

FRAMEWORK = """Green bond framework (sample)

Use of proceeds: solar and other grid-connected renewable generation.
Selection: a project certified by an accredited, independent verifier.
Management of proceeds: held in the bond's proceeds vault; released by the trustee against evidence.
Reporting: allocation and impact, from signed meter readings, recomputable by anyone.
"""

PROJECT = """Project file (sample)

Metered plant: a photovoltaic system, rated 4 kW at the inverter, metered every 15 minutes.
Grid factors: operating and build margin of the north-west China grid, 2012.
Cost: JPY 600,000,000 eligible. The amounts of money and the size of the plant are unrelated.
"""

PAPERS = {
    "framework": FRAMEWORK,
    "framework-opinion": "Second party opinion on the framework (sample): aligned.\n",
    "project": PROJECT,
    "certificate": "Project certification (sample): eligible, category 3.2.1.2 solar power.\n",
    "milestone-1": "Milestone 1 (sample): modules and inverter delivered and paid by invoice 1.\n",
    "milestone-2": "Milestone 2 (sample): plant connected to the grid, invoice 2.\n",
    "invoice-1": "Invoice 1 (sample), salt 5f0c: contractor, JPY 300,000,000.\n",
    "invoice-2": "Invoice 2 (sample), salt a91e: contractor, JPY 150,000,000.\n",
    "assurance": "Assurance statement (sample): recomputed without differences.\n",
    "calibration": "Calibration certificate of the meter (sample).\n",
    "accreditation": "Accreditation file of the verifier (sample).\n",
    "review-accreditation": "Accreditation file of the reviewer (sample).\n",
}
"""Name -> text."""

PROVENANCE = (
    {
        "part": "Meter readings",
        "kind": "real data",
        "statement": "15-minute AC power of PVDAQ system 50 (NREL), as shipped in the package"
        " pvanalytics 0.2.2, 2012-06-03 to 2013-06-02, with its gaps as they are; signed here by"
        " the meter's key.",
    },
    {
        "part": "Bond terms",
        "kind": "published terms",
        "statement": "Amount, denomination, price, coupon and tenor of the JPX Green Digital Track"
        " Bond 2022, moved by ten years to the year of the readings.",
    },
    {
        "part": "Grid factors",
        "kind": "published figures",
        "statement": "Operating and build margin 2012 of the north-west China grid, as used by the"
        " Liangzhou 50 MWp project design document. The metered plant itself stands elsewhere.",
    },
    {
        "part": "Everything else",
        "kind": "sample",
        "statement": "Parties, keys, ISIN, LEI, orders, project cost, milestones, invoices and"
        " opinions. The amounts of money and the size of the metered plant are unrelated.",
    },
)
"""What is real, what is published and what is sample; part of the disclosure."""


def write(folder: Path) -> dict[str, bytes]:
    """Write the papers; return name -> SHA-256."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in PAPERS.items():
        (folder / f"{name}.txt").write_text(text)
    return {name: hashlib.sha256(text.encode()).digest() for name, text in PAPERS.items()}
