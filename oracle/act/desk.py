"""The desk as one party sees it: a node, what stands on its chain, and the bonds of the factory."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from oracle.act.refusal import named
from oracle.chain.deployment import Deployment
from oracle.chain.errors import BadAnswer, Refused
from oracle.chain.interface import interface
from oracle.chain.node import Block, Log, Node, Topics
from oracle.core.calendar import day_at
from oracle.core.codec import from_hex, to_hex
from oracle.core.errors import Malformed
from oracle.core.units import Address, Day
from oracle.facts.bond import Bond, bond_at, bonds_of
from oracle.facts.event import Event, Fields
from oracle.facts.figure import Quantity
from oracle.facts.format import shown
from oracle.facts.history import History

CASH = "DepositToken"
"""Interface that a settlement token is asked by, whatever its make."""

_ISIN = 12
_ADDRESS = 42


@dataclass(frozen=True, slots=True)
class Desk:
    """One chain at one block.

    head  newest block when the command began; every view is asked there
    """

    node: Node
    deployment: Deployment
    head: Block

    @classmethod
    def at_head(cls, node: Node, deployment: Deployment) -> "Desk":
        """The desk at the newest block of the chain that the manifest is about.

        Raises: NodeUnavailable, WrongChain
        """
        node.check_chain(deployment.chain_id, deployment.genesis_hash)
        return cls(node, deployment, node.head())

    def place(self, contract: str) -> Address:
        """Address of a contract of the platform.

        Raises: Misconfigured
        """
        return self.deployment.address_of(contract)

    def read(self, contract: str, to: Address, function: str, *arguments: object) -> Fields:
        """What a view answers, by the names of its outputs; "" where there is only one.

        Raises: NodeUnavailable, Reverted
        """
        abi = interface(contract)
        try:
            output = self.node.call(to, abi.calldata(function, *arguments), at=self.head)
        except Refused as refusal:
            raise named(refusal, f"{contract}.{function}") from refusal
        found = abi.plain_answer(function, output)
        if len(found) == 1:
            found = {"": next(iter(found.values()))}
        return Fields(found, f"{contract}.{function}")

    def number(self, contract: str, to: Address, function: str, *arguments: object) -> int:
        """The one integer that a view answers.

        Raises: NodeUnavailable, Reverted
        """
        return self.read(contract, to, function, *arguments).number("")

    def bond(self, text: str) -> Bond:
        """A bond by its address or its ISIN, as the factory created it; later events are not read.

        Raises: Malformed  the factory made no such bond
                NodeUnavailable
        """
        address = self._address_of(text)
        topic = "0x" + "00" * 12 + address[2:]
        created = self._events_of_factory((None, topic))
        return bond_at(History(created, self.head.number), address)

    def bonds(self) -> list[Bond]:
        """Every bond of the factory, in the order of creation.

        Raises: NodeUnavailable
        """
        return bonds_of(History(self._events_of_factory(()), self.head.number))

    def history_of(self, bond: Bond) -> History:
        """Every event of one bond, its creation included.

        Raises: NodeUnavailable
        """
        events = self._events({bond.address: "Bond"}, bond.created.block)
        return History([bond.created, *events], self.head.number)

    def events_of(self, contract: str, address: Address, topics: Topics = ()) -> list[Event]:
        """Events of one contract since the platform stands.

        Raises: NodeUnavailable
        """
        return self._events({address: contract}, self.deployment.start_block, topics)

    def today(self, bond: Bond) -> Day:
        """Civil day of the head in the bond's zone."""
        return day_at(self.head.time, bond.terms.zone_offset)

    def scale(self, token: Address) -> int:
        """Digits after the point of a settlement token.

        Raises: NodeUnavailable, Reverted
        """
        return self.number(CASH, token, "decimals")

    def money(self, bond: Bond, amount: int) -> str:
        """An amount of a bond's cash as people read it: `JPY 500,000,000`."""
        return shown(Quantity(amount, bond.terms.currency, self.scale(bond.terms.cash)))

    def tokens(self, token: Address, amount: int) -> str:
        """An amount of any token as people read it: `500,000,000 dJPY`.

        Raises: NodeUnavailable, Reverted
        """
        symbol = str(self.read(CASH, token, "symbol").members[""])
        return shown(Quantity(amount, symbol, self.scale(token)))

    def names(self, bonds: Iterable[Bond] = ()) -> dict[Address, str]:
        """Contract behind each address that is known: of the platform, of these bonds."""
        found = {entry.address: name for name, entry in self.deployment.contracts.items()}
        for bond in bonds:
            found[bond.terms.cash] = CASH
            found[bond.vault] = "ProceedsVault"
            found[bond.address] = "Bond"
        return found

    def _address_of(self, text: str) -> Address:
        if text.startswith("0x"):
            return Address(to_hex(from_hex(text, 20, "bond")).lower())
        if len(text) != _ISIN or not text.isascii() or not text.isalnum():
            raise Malformed("bond", f"{text[:80]!r} is neither an address nor an ISIN")
        factory = self.place("BondFactory")
        found = self.read("BondFactory", factory, "bondOf", text.encode("ascii")).address("")
        if int(found, 16) == 0:
            raise Malformed("bond", f"no bond has ISIN {text}")
        return found

    def _events_of_factory(self, topics: Topics) -> list[Event]:
        created = next(
            to_hex(topic)
            for topic, event in interface("BondFactory").events.items()
            if event.name == "BondCreated"
        )
        asked = (created, *topics[1:])
        return self.events_of("BondFactory", self.place("BondFactory"), asked)

    def _events(
        self, contracts: Mapping[Address, str], first: int, topics: Topics = ()
    ) -> list[Event]:
        logs = self.node.logs(sorted(contracts), first, self.head.number, topics)
        times = self.node.blocks([entry.block_number for entry in logs])
        return [event for entry in logs if (event := _event(contracts, entry, times)) is not None]


def _event(
    contracts: Mapping[Address, str], entry: Log, times: Mapping[int, Block]
) -> Event | None:
    contract = contracts[entry.address]
    decoded = interface(contract).event(entry)
    at = times[entry.block_number]
    if at.hash != entry.block_hash:
        raise BadAnswer("eth_getLogs", f"a log of {entry.block_hash}, not on the chain")
    if decoded is None:
        return None
    place = (entry.block_number, entry.block_hash, at.time, entry.transaction_hash)
    return Event(*place, entry.log_index, contract, entry.address, *decoded)
