"""What people type, read exactly: per cent, days, instants, amounts of cash, hashes."""

from datetime import datetime
from pathlib import Path

from oracle.core.calendar import day_of_iso
from oracle.core.codec import from_hex, sha256, to_hex
from oracle.core.errors import Malformed
from oracle.core.units import Address, Day, Instant, Ppm
from oracle.desk.terms import Rate

_PPM_PLACES, _PPB_PLACES = 4, 7  # of per cent
_MOST_DIGITS = 60


def price_in(text: str, field: str) -> Ppm:
    """A clean price or a share in per cent: 99.901.

    Units:  per cent -> ppm
    Raises: Malformed
    """
    return Ppm(_scaled(text, _PPM_PLACES, field))


def rate_in(text: str, field: str) -> Rate:
    """An annual rate in per cent: 4.125.

    Units:  per cent -> ppb
    Raises: Malformed
    """
    return Rate(_scaled(text, _PPB_PLACES, field))


def cash_in(text: str, scale: int, field: str) -> int:
    """An amount of cash in whole units of the currency: 1000.50.

    Units:  currency -> cash base units
    Raises: Malformed
    """
    return _scaled(text.replace(",", ""), scale, field)


def day_in(text: str, field: str) -> Day:
    """A day YYYY-MM-DD.

    Raises: Malformed
    """
    try:
        return day_of_iso(text)
    except Malformed as error:
        raise Malformed(field, error.detail) from error


def instant_in(text: str, field: str) -> Instant:
    """An instant with its zone: 2026-03-02T16:00:00+08:00, or with Z.

    Units:  ISO 8601 -> s UTC
    Raises: Malformed
    """
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        found = None
    if found is None or found.tzinfo is None or found.microsecond:
        raise Malformed(field, f"{text[:40]!r} is not an instant YYYY-MM-DDTHH:MM:SS+HH:MM")
    return Instant(int(found.timestamp()))


def address_in(text: str, field: str) -> Address:
    """An address in 0x-hex.

    Raises: Malformed
    """
    return Address(to_hex(from_hex(text, 20, field)))


def hash_in(text: str, field: str) -> bytes:
    """32 bytes in 0x-hex.

    Raises: Malformed
    """
    return from_hex(text, 32, field)


def file_hash(path: Path) -> bytes:
    """SHA-256 of a file.

    Raises: Malformed  it cannot be read
    """
    try:
        return sha256(path.read_bytes())
    except OSError as error:
        raise Malformed(str(path), error.strerror or "cannot be read") from error


def _scaled(text: str, places: int, field: str) -> int:
    whole, point, parts = text.partition(".")
    digits = whole + parts
    sound = digits.isascii() and digits.isdigit() and bool(whole) and len(digits) <= _MOST_DIGITS
    if not sound or len(parts) > places or (point and not parts):
        raise Malformed(field, f"{text[:40]!r} is not a number of at most {places} decimals")
    scaled: int = int(whole) * 10**places + int(parts.ljust(places, "0") or "0")
    return scaled
