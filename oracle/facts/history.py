"""The events of a deployment in chain order, by contract and name."""

from collections.abc import Iterable

from oracle.core.errors import Duplicate
from oracle.core.units import Address
from oracle.facts.event import Event


class History:
    """Events up to a block, in the order of the chain, whatever order they were given in.

    Raises: Duplicate  two events at one position
    """

    def __init__(self, events: Iterable[Event], as_of_block: int) -> None:
        kept = (event for event in events if event.block <= as_of_block)
        self.events = tuple(sorted(kept, key=lambda event: event.position))
        self._by_name: dict[tuple[str, str], list[Event]] = {}
        last = None
        for event in self.events:
            if event.position == last:
                raise Duplicate("events", f"two at block {event.block} log {event.log_index}")
            last = event.position
            self._by_name.setdefault((event.contract, event.name), []).append(event)

    def of(self, contract: str, name: str, address: Address | None = None) -> list[Event]:
        """Events of one kind, of all contracts of that name or of one address, in order."""
        found = self._by_name.get((contract, name), [])
        return [event for event in found if address is None or event.address == address]

    def about(self, contract: str, name: str, field: str, value: str) -> list[Event]:
        """Events of one kind whose argument `field`, 0x-hex, is `value`, in order."""
        return [event for event in self.of(contract, name) if event.fields.hex(field) == value]
