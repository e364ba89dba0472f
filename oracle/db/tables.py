"""Every table. The natural key is the primary key, so every stage is safe to run twice.

Types are those that SQLite (STRICT) and PostgreSQL share: integers up to 64 bits, text, blobs.
Identifiers, addresses and hashes of transactions and blocks are lower-case 0x-hex text; hashes of
readings, segments and batches, signatures and raw transactions are blobs. Instants are whole
seconds UTC. Sums of 64-bit columns are added in Python: SQLite's own `sum` stops at 2^63-1.
"""

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    Column,
    ForeignKeyConstraint,
    Integer,
    LargeBinary,
    MetaData,
    Table,
    Text,
    UniqueConstraint,
)
from sqlalchemy.schema import SchemaItem

metadata = MetaData()

_INTEGER = BigInteger().with_variant(Integer(), "sqlite")


def _table(name: str, *items: SchemaItem) -> Table:
    return Table(name, metadata, *items, sqlite_strict=True)


def _key(name: str) -> Column[str]:
    return Column(name, Text, primary_key=True)


def _key_number(name: str) -> Column[int]:
    return Column(name, _INTEGER, primary_key=True, autoincrement=False)


def _row_id() -> Column[int]:
    return Column("id", _INTEGER, primary_key=True, autoincrement=True)


def _text(name: str, *, unique: bool = False) -> Column[str]:
    return Column(name, Text, nullable=False, unique=unique)


def _number(name: str) -> Column[int]:
    return Column(name, _INTEGER, nullable=False)


def _blob(name: str) -> Column[bytes]:
    return Column(name, LargeBinary, nullable=False)


def _text_or_null(name: str) -> Column[str]:
    return Column(name, Text, nullable=True)


def _number_or_null(name: str, *, unique: bool = False) -> Column[int]:
    return Column(name, _INTEGER, nullable=True, unique=unique)


def _blob_or_null(name: str) -> Column[bytes]:
    return Column(name, LargeBinary, nullable=True)


def _one_of(name: str, *values: str) -> CheckConstraint:
    listed = ", ".join(f"'{value}'" for value in values)
    return CheckConstraint(f"{name} in ({listed})", name=f"known_{name}")


# index writes these from chain events; intake and measure read them

projects = _table(
    "projects",
    _key("project"),
    _number("zone_offset"),
    _number("monitored_from"),
)

device_keys = _table(
    "device_keys",
    _key("device"),
    _key_number("epoch"),
    _text("project"),
    _number("algorithm"),
    _text("key_address"),
    _number("rated_maximum"),
    _number("interval"),
    _number("valid_from"),
    _number_or_null("valid_until"),
    _number_or_null("revoked_at"),
)

events = _table(
    "events",
    _key("block_hash"),
    _key_number("log_index"),
    _number("chain_id"),
    _number("block_number"),
    _number("block_time"),
    _text("transaction_hash"),
    _text("contract"),
    _text("address"),
    _text("event"),
    _text("arguments"),
)

cursor = _table("cursor", _key("name"), _number("block_number"), _text("block_hash"))

# intake writes these

intake_files = _table(
    "intake_files",
    _key("path"),
    _key("sha256"),
    _number("size"),
    _number("modified_ns"),
    _number("lines_done"),
    _number("bytes_done"),
)

segments = _table(
    "segments",
    _key("device"),
    _key_number("first_sequence"),
    _number("count"),
    _number("start"),
    _number("end"),
    _number("exported"),
    _number("imported"),
    _blob("root"),
    _blob("previous_segment"),
    _number("key_epoch"),
    _blob("signature"),
    _blob("hash"),
    _text("state"),
    _text("source"),
    _number("row"),
    _number("taken_at"),
    _one_of("state", "accepted", "late"),
)
"""`late` segments continue the device's chain but came after their period was sealed: they have a
row in `rejections` and none in `readings`."""

readings = _table(
    "readings",
    _key("device"),
    _key_number("sequence"),
    _number("first_sequence"),
    _number("start"),
    _number("end"),
    _number("export_register"),
    _number("import_register"),
    _number("exported"),
    _number("imported"),
    _number("flags"),
    _blob("salt"),
    _blob("previous"),
    _blob("hash"),
    UniqueConstraint("device", "start"),
    ForeignKeyConstraint(
        ["device", "first_sequence"], ["segments.device", "segments.first_sequence"]
    ),
)

heads = _table(
    "heads",
    _key("device"),
    _number("sequence"),
    _number("end"),
    _number("export_register"),
    _number("import_register"),
    _blob("reading"),
    _blob("segment"),
)
"""Newest taken reading and segment of each device."""

waiting = _table(
    "waiting",
    _key("device"),
    _key_number("first_sequence"),
    Column("hash", LargeBinary, primary_key=True),
    _text("source"),
    _number("row"),
    _blob("payload"),
)
"""Well-signed segments whose predecessor has not arrived; taken as soon as it does."""

rejections = _table(
    "rejections",
    _row_id(),
    _text("source"),
    _number("row"),
    _text("field"),
    _text("reason"),
    _text("detail"),
    _text("payload"),
    _text("content"),
    _number("rejected_at"),
    UniqueConstraint("source", "row", "field", "reason", "content"),
)
"""`content` is the SHA-256 of the line as it came, so a file read twice adds nothing, and another
file of the same name loses nothing."""

# measure writes this; post fills node_set to node_signature and moves the state; `evidence` is the
# file's name in the evidence folder

batches = _table(
    "batches",
    _key("batch"),
    _text("project"),
    _text("metric"),
    _number("start"),
    _number("end"),
    _number("interval"),
    _number("leaves"),
    _number("readings"),
    _number("exported"),
    _number("imported"),
    _blob("root"),
    _text("previous"),
    _blob("data_hash"),
    _text("evidence"),
    _number_or_null("node_set"),
    _blob_or_null("report_digest"),
    _blob_or_null("node_signature"),
    _text("state"),
    _number("sealed_at"),
    UniqueConstraint("project", "metric", "start"),
    _one_of("state", "sealed", "posted", "final"),
)

# post writes this

outbox = _table(
    "outbox",
    _row_id(),
    _text("key", unique=True),
    _text("kind"),
    _text("to_address"),
    _blob("data"),
    _number("gas"),
    _text("state"),
    _number_or_null("nonce", unique=True),
    _blob_or_null("raw"),
    _text_or_null("tx_hash"),
    _number_or_null("block_number"),
    _text_or_null("block_hash"),
    _text_or_null("error"),
    _one_of("state", "intended", "signed", "mined", "final", "failed"),
)

# disclose writes this

disclosures = _table(
    "disclosures",
    _row_id(),
    _text("bond"),
    _text("kind"),
    _number("period_start"),
    _number("period_end"),
    _text("content_hash"),
    _text("path"),
    _text("json"),
    _text("state"),
    _text_or_null("transaction_hash"),
    _one_of("state", "draft", "published", "superseded"),
)
