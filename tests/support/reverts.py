"""Assert a custom error by name and arguments."""

import brownie


def reverts(error: str, *args: object):
    """Expect `revert error(*args)`; without arguments, expect `revert error()`.

    Brownie keeps only a rendered string of a custom error ("E: 0xab.., b'\\x01..', 3");
    this is the one place that knows it. Give addresses and contracts as they are, bytes as
    0x-strings or bytes, structs and arrays as tuples or lists.
    """
    return brownie.reverts(f"{error}: {', '.join(str(_decoded(arg)) for arg in args)}")


def _decoded(arg: object) -> object:
    """Return `arg` as the ABI decoder gives it: addresses in lower case, bytes, tuples."""
    arg = getattr(arg, "address", arg)
    if isinstance(arg, list | tuple):
        return tuple(map(_decoded, arg))
    if isinstance(arg, bytes):
        return bytes(arg)  # a HexBytes prints differently
    if isinstance(arg, str) and arg.startswith("0x"):
        raw = bytes.fromhex(arg[2:])
        return arg.lower() if len(raw) == 20 else raw
    return arg
