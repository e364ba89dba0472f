"""The stage: bring sealed batches on chain, each exactly once, and have their impact measured.

At any instant the process may die. A digest is journaled before it is signed, a signed transaction
is stored before it is sent, and a row counts as done only when its block is final. So every step is
either not begun or can be done again with the same bytes; what is posted twice all the same, the
contract refuses.
"""

from sqlalchemy import Engine

from oracle.chain.contracts import Chain
from oracle.chain.sender import Sender
from oracle.core.units import Instant
from oracle.post.confirm import confirm
from oracle.post.outbox import prepare
from oracle.post.report import sign_reports
from oracle.post.round import Round
from oracle.post.send import send, send_again


def step(database: Engine, chain: Chain, now: Instant, sender: Sender) -> int:
    """One pass over batches and transactions; return how many rows moved, 0 when idle.

    Raises: NodeUnavailable, DatabaseUnavailable, NotFinal, Misconfigured
    """
    prepare(database)
    head = chain.node.head()
    round_ = Round(database, chain, sender, head, chain.final())
    moved = confirm(round_)
    moved += sign_reports(round_)
    # What was signed before goes first: later transactions of the key wait for it.
    send_again(round_)
    return moved + send(round_)
