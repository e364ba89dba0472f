"""Which chain and block a disclosure is as of: the newest that the index has in full."""

from sqlalchemy import Engine, select

from oracle.chain.contracts import Chain
from oracle.core.errors import Malformed, NotFinal
from oracle.core.units import Address
from oracle.db.database import reading
from oracle.db.tables import cursor, events
from oracle.disclose.document import ChainRef
from oracle.facts.bond import bonds_of
from oracle.facts.event import event_of_row
from oracle.facts.history import History
from oracle.facts.statement import AsOf

_CURSOR = "index"


def chain_ref(database: Engine, chain: Chain, bond: Address) -> ChainRef:
    """The chain as the index knows it, for the disclosure of `bond`.

    Raises: NotFinal   nothing is indexed, or the node has another block there
            Malformed  the bond is not indexed
            NodeUnavailable, Reverted, DatabaseUnavailable
    """
    with reading(database) as connection:
        place = connection.execute(select(cursor).where(cursor.c.name == _CURSOR)).first()
        order = (events.c.block_number, events.c.log_index)
        rows = connection.execute(select(events).order_by(*order)).all()
    if place is None:
        raise NotFinal("index", "no block was indexed yet")
    block = chain.node.block(place.block_number)
    if block.hash != place.block_hash:
        raise NotFinal("index", f"block {block.number} is {block.hash} at the node, not as indexed")
    found = [event_of_row(dict(row._mapping)) for row in rows]
    known = {b.address: b for b in bonds_of(History(found, block.number))}
    if bond not in known:
        raise Malformed("bond", f"no bond was created at {bond}")
    as_of = AsOf(block.number, block.hash, block.time)
    scale = chain.decimals_of(known[bond].terms.cash, at=block)
    return ChainRef(chain.deployment.chain_id, chain.deployment.genesis_hash, as_of, scale)
