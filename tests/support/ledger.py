"""Every move of cash, as the token's own log has it."""

from contextlib import contextmanager

from brownie import ZERO_ADDRESS, chain


class Ledger:
    """The cash token's transfers between parties; minting by the bank is no flow."""

    def __init__(self, platform):
        self.token = platform.deposit_token

    @contextmanager
    def flows(self, *expected):
        """Exactly these moves of cash, in this order, inside the block."""
        start = chain.height + 1
        yield
        logs = self.token.events.get_sequence(start, chain.height, "Transfer")
        moved = [(log.args["from"], log.args["to"], log.args["value"]) for log in logs]
        flows = [flow for flow in moved if flow[0] != ZERO_ADDRESS]
        assert flows == [(giver.address, taker.address, n) for giver, taker, n in expected]
