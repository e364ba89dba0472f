"""The parties of a story on a dev chain, each with a key of its own.

The keys are those every dev node funds at its start, so they are known to everybody and good for
nothing but a chain that is thrown away.
"""

from dataclasses import dataclass, fields
from typing import Any

MNEMONIC = "test test test test test test test test test test test junk"


@dataclass(frozen=True)
class Parties:
    """One account per party."""

    admin: Any
    registrar: Any
    bank: Any
    issuer: Any
    bookrunner: Any
    trustee: Any
    operator: Any
    verifier: Any
    reviewer: Any
    node: Any
    investor_a: Any
    investor_b: Any
    investor_c: Any
    contractor: Any

    @classmethod
    def of_dev_chain(cls) -> "Parties":
        """The accounts that a dev node funds, in the order of the fields."""
        from brownie import accounts

        return cls(*accounts.from_mnemonic(MNEMONIC, count=len(fields(cls))))

    @property
    def investors(self) -> list[Any]:
        """The three investors."""
        return [self.investor_a, self.investor_b, self.investor_c]
