"""What the post stage alone reads and writes, beside the outbox."""

from sqlalchemy import BigInteger, Column, Integer, LargeBinary, Table, Text, UniqueConstraint

from oracle.db.tables import metadata

_INTEGER = BigInteger().with_variant(Integer(), "sqlite")

journal = Table(
    "journal",
    metadata,
    Column("batch", Text, primary_key=True),
    Column("node", Text, primary_key=True),
    Column("node_set", _INTEGER, primary_key=True, autoincrement=False),
    Column("content", LargeBinary, nullable=False),
    Column("digest", LargeBinary, nullable=False),
    sqlite_strict=True,
)
"""What a node is about to sign, written before it signs. `content` is the hash of the report
without its node set: it is the same in every row of one batch."""

attempts = Table(
    "attempts",
    metadata,
    Column("tx_hash", Text, primary_key=True),
    Column("key", Text, nullable=False),
    Column("nonce", _INTEGER, nullable=False),
    Column("raw", LargeBinary, nullable=False),
    Column("fee_cap", _INTEGER, nullable=False),
    Column("tip", _INTEGER, nullable=False),
    Column("signed_at_block", _INTEGER, nullable=False),
    UniqueConstraint("key", "nonce", "fee_cap", "tip"),
    sqlite_strict=True,
)
"""Every transaction that was ever signed for an intent: a replaced one can still be mined."""
