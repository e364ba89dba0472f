"""What a reader is told when an answer cannot be given: RFC 9457 problems, named and typed."""

from http import HTTPStatus

from oracle.core.errors import OracleError, Rejected, Unavailable

PROBLEM_TYPE = "application/problem+json"
"""Media type of a problem. Source: RFC 9457, section 3."""


class BadAddress(Rejected):
    """An address is 0x and 40 hexadecimal digits."""


class UnknownPage(Rejected):
    """There is no such page."""


class UnknownBond(Rejected):
    """No bond was created at the address."""


class UnknownFigure(Rejected):
    """The bond has no such figure."""


class UnknownFile(Rejected):
    """There is no such published file."""


class NotIndexed(Unavailable):
    """No block was indexed yet."""


_UNKNOWN = (UnknownBond, UnknownFigure, UnknownFile, UnknownPage)


def status_of(error: OracleError) -> HTTPStatus:
    """The status of an answer that could not be given."""
    if isinstance(error, _UNKNOWN):
        return HTTPStatus.NOT_FOUND
    if isinstance(error, BadAddress):
        return HTTPStatus.BAD_REQUEST
    if isinstance(error, Unavailable):
        return HTTPStatus.SERVICE_UNAVAILABLE
    return HTTPStatus.INTERNAL_SERVER_ERROR


def problem_of(error: OracleError, path: str) -> dict[str, object]:
    """The problem as JSON members."""
    status = status_of(error)
    return {
        "type": f"urn:greentrace:problem:{error.reason}",
        "title": (type(error).__doc__ or error.reason).strip().splitlines()[0],
        "status": int(status),
        "field": error.field,
        "detail": error.detail,
        "instance": path,
    }
