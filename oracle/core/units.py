"""Units and identifiers. Quantities are integers in one fixed unit; a figure is never a float."""

from typing import NewType

Instant = NewType("Instant", int)
"""Whole seconds since 1970-01-01 UTC."""

Day = NewType("Day", int)
"""Civil date: whole days since 1970-01-01 in the stated zone."""

Wh = NewType("Wh", int)
"""Energy [Wh]."""

GramsCo2e = NewType("GramsCo2e", int)
"""Greenhouse gas [g CO2e], signed."""

MicrogramsPerWh = NewType("MicrogramsPerWh", int)
"""Emission factor [micrograms CO2e per Wh], the same number as g/MWh."""

Ppm = NewType("Ppm", int)
"""Parts per million: 41_250 is 4.125 %."""

DeviceId = NewType("DeviceId", str)
"""bytes32 as lower-case 0x-hex: which meter."""

ProjectId = NewType("ProjectId", str)
"""bytes32 as lower-case 0x-hex: which project."""

BatchId = NewType("BatchId", str)
"""bytes32 as lower-case 0x-hex: which batch."""

BondId = NewType("BondId", str)
"""bytes32 as lower-case 0x-hex: the bond's address, left-padded."""

AttestationId = NewType("AttestationId", str)
"""bytes32 as lower-case 0x-hex: which attestation."""

Address = NewType("Address", str)
"""20 bytes as lower-case 0x-hex."""

ZERO_HASH = bytes(32)
"""32 zero bytes: no hash before the first."""

NO_BATCH = BatchId("0x" + ZERO_HASH.hex())
"""The batch before the first of a stream."""

SECONDS_PER_DAY = 86_400
"""Length of a civil day in a zone of fixed offset [s]. Source: docs/adr/0004."""

PPM_ONE = 1_000_000
"""One, in ppm."""

MAX_U64 = 2**64 - 1
"""Largest sum that a batch can state [Wh]. Source: docs/spec.md, REQ-BT-2."""

MAX_STORED = 2**63 - 1
"""Largest integer that a database column holds."""
