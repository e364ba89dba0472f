"""One decoded event of a final block, and typed access to its arguments."""

import json
from collections.abc import Mapping
from dataclasses import dataclass

from oracle.core.codec import from_hex
from oracle.core.errors import Malformed
from oracle.core.units import Address, Day, Instant

_MAX_DIGITS = 80


@dataclass(frozen=True, slots=True)
class Fields:
    """Arguments of an event, or members of a struct in it; `where` names them in errors."""

    members: Mapping[str, object]
    where: str

    def number(self, name: str) -> int:
        """The integer at `name`, from a JSON integer or its decimal digits.

        Raises: Malformed
        """
        value = self._member(name)
        if isinstance(value, str) and len(value) <= _MAX_DIGITS:
            digits = value.removeprefix("-")
            if digits.isascii() and digits.isdigit():
                return int(value)
        if isinstance(value, bool) or not isinstance(value, int):
            raise Malformed(f"{self.where}.{name}", f"{str(value)[:40]!r} is not an integer")
        return value

    def day(self, name: str) -> Day:
        """The civil day at `name`.

        Raises: Malformed
        """
        return Day(self.number(name))

    def instant(self, name: str) -> Instant:
        """The instant at `name` [s UTC].

        Raises: Malformed
        """
        return Instant(self.number(name))

    def hex(self, name: str) -> str:
        """The 0x-hex at `name`: an address, a hash, an id; in lower case.

        Raises: Malformed
        """
        value = self._member(name)
        if not isinstance(value, str) or not value.startswith("0x"):
            raise Malformed(f"{self.where}.{name}", f"{str(value)[:80]!r} is not 0x-hex")
        return value.lower()

    def flag(self, name: str) -> bool:
        """The truth value at `name`.

        Raises: Malformed
        """
        value = self._member(name)
        if not isinstance(value, bool):
            raise Malformed(f"{self.where}.{name}", f"{str(value)[:80]!r} is not true or false")
        return value

    def data(self, name: str) -> bytes:
        """The bytes at `name`, of any length.

        Raises: Malformed
        """
        value = self.hex(name)
        if value == "0x":
            return b""
        return from_hex(value, (len(value) - 2) // 2, f"{self.where}.{name}")

    def address(self, name: str) -> Address:
        """The address at `name`.

        Raises: Malformed
        """
        value = self.hex(name)
        from_hex(value, 20, f"{self.where}.{name}")
        return Address(value)

    def label(self, name: str) -> str:
        """The right-padded ASCII at `name`; its hex where it is not printable ASCII.

        Raises: Malformed
        """
        return text_of_bytes(self.hex(name))

    def struct(self, name: str) -> "Fields":
        """The struct at `name`.

        Raises: Malformed
        """
        value = self._member(name)
        if not isinstance(value, Mapping):
            raise Malformed(f"{self.where}.{name}", "not a struct")
        return Fields(value, f"{self.where}.{name}")

    def structs(self, name: str) -> list["Fields"]:
        """The list of structs at `name`.

        Raises: Malformed
        """
        values = self._member(name)
        if not isinstance(values, list | tuple):
            raise Malformed(f"{self.where}.{name}", "not a list of structs")
        found = []
        for index, value in enumerate(values):
            if not isinstance(value, Mapping):
                raise Malformed(f"{self.where}.{name}[{index}]", "not a struct")
            found.append(Fields(value, f"{self.where}.{name}[{index}]"))
        return found

    def _member(self, name: str) -> object:
        if name not in self.members:
            raise Malformed(f"{self.where}.{name}", "missing")
        return self.members[name]


@dataclass(frozen=True, slots=True)
class Event:
    """One decoded log of a final block.

    block, block_hash  the block that holds it
    time               of that block [s UTC]
    transaction        hash of the transaction
    log_index          position in the block
    contract           name of the contract, the same for all clones
    address            of the contract
    name               of the event
    arguments          integers as decimal strings, bytes as 0x-hex, structs by field name
    """

    block: int
    block_hash: str
    time: Instant
    transaction: str
    log_index: int
    contract: str
    address: Address
    name: str
    arguments: Mapping[str, object]

    @property
    def position(self) -> tuple[int, int]:
        """Where it stands in the chain: block, then log index."""
        return self.block, self.log_index

    @property
    def fields(self) -> Fields:
        """Its arguments with their types."""
        return Fields(self.arguments, f"{self.contract}.{self.name}")


def event_of_row(row: Mapping[str, object]) -> Event:
    """An event from a row of the table `events`.

    Raises: Malformed
    """
    fields = Fields(row, "events")
    try:
        arguments = json.loads(str(row["arguments"]))
    except (KeyError, ValueError) as error:
        raise Malformed("events.arguments", str(error)) from error
    if not isinstance(arguments, dict):
        raise Malformed("events.arguments", "not an object")
    return Event(
        block=fields.number("block_number"),
        block_hash=fields.hex("block_hash"),
        time=fields.instant("block_time"),
        transaction=fields.hex("transaction_hash"),
        log_index=fields.number("log_index"),
        contract=str(row["contract"]),
        address=fields.address("address"),
        name=str(row["event"]),
        arguments=arguments,
    )


def text_of_bytes(hexadecimal: str) -> str:
    """Right-padded ASCII as text; the hex itself where it is not printable ASCII.

    Shape:  0x-hex of any length
    """
    try:
        text = bytes.fromhex(hexadecimal.removeprefix("0x")).rstrip(b"\0").decode("ascii")
    except ValueError:
        return hexadecimal
    return text if text.isprintable() else hexadecimal
