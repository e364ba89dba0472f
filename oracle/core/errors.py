"""
Every error this package raises on purpose.

OracleError
  x Rejected              the input is wrong; retrying cannot help
    - MissingColumn         a log lacks a column
    - NoValue               a row holds no value
    - Sentinel              a row holds the logger's word for "no value"
    - Malformed             not what the format allows
    - OffGrid               not on the grid of the device's interval
    - OutOfOrder            before what came before it
    - Duplicate             the same instant or sequence with other content
    - AboveRatedMaximum     more than the meter can measure
    - UnknownDevice         no such device or key epoch
    - DeviceNotLive         outside the window of the key, or after its revocation
    - BadSignature          not signed by the registered key
    - BrokenChain           does not continue the device's own chain
    - RootMismatch          the root is not that of the readings
    - SumMismatch           the totals are not those of the readings
    - RegisterWentBack      a cumulative register fell
    - RegisterMismatch      a register did not rise by the energy of the interval
    - AheadOfClock          measured in the future
    - PeriodSealed          the batch of its period was sealed without it
    - SumOverflow           a total over 2^64-1
    - MixedIntervals        devices of one project that measure at different intervals
    - OutsideCalendar       a day in a year that the holiday calendar does not cover
    - InvalidSchedule       coupons or options that a bond cannot have
    - NoAccrual             no accrual period holds the day
  x Unavailable           the world is not ready; retry later
    - AwaitsPredecessor     the device's segment before it has not arrived
    - DatabaseUnavailable   the database is locked or gone
    - NodeUnavailable       no chain node answered
    - NotFinal              the block we need is not final yet
  x Misconfigured         a setting is missing or wrong; a person must act
  x VerificationFailed    a published figure is not what its sources give
"""


class OracleError(Exception):
    """Base class. `field` is what the error is about, `detail` what was found and the limit."""

    def __init__(self, field: str, detail: str) -> None:
        super().__init__(f"{field}: {detail}")
        self.field = field
        self.detail = detail

    @property
    def reason(self) -> str:
        """Name of the error, as stored and shown."""
        return type(self).__name__


class Rejected(OracleError):
    """The input is wrong. Keep it with its reason, never retry it."""


class MissingColumn(Rejected):
    """A log lacks a column that its mapping names."""


class NoValue(Rejected):
    """A row holds no value: null, empty or not a number."""


class Sentinel(Rejected):
    """A row holds the number that the logger writes for "no value"."""


class Malformed(Rejected):
    """The input is not what its format allows."""


class OffGrid(Rejected):
    """An interval does not lie on the grid of the device."""


class OutOfOrder(Rejected):
    """A row or reading begins before what came before it."""


class Duplicate(Rejected):
    """The same instant or sequence was taken before, with other content."""


class AboveRatedMaximum(Rejected):
    """More power or energy than the meter can measure."""


class UnknownDevice(Rejected):
    """No such device, or no such key epoch of it, is registered."""


class DeviceNotLive(Rejected):
    """Outside the window of the device's key, or after its revocation."""


class BadSignature(Rejected):
    """Not signed by the key registered for the device."""


class BrokenChain(Rejected):
    """Does not continue the device's own chain of readings or segments."""


class RootMismatch(Rejected):
    """The signed root is not the root of the readings given with it."""


class SumMismatch(Rejected):
    """A signed total is not the sum of the readings given with it."""


class RegisterWentBack(Rejected):
    """A cumulative register fell."""


class RegisterMismatch(Rejected):
    """A cumulative register did not rise by the energy of the interval."""


class AheadOfClock(Rejected):
    """A reading ends in the future."""


class PeriodSealed(Rejected):
    """The batch of the reading's period was sealed without it."""


class SumOverflow(Rejected):
    """A total over 2^64-1: sums never wrap."""


class MixedIntervals(Rejected):
    """Devices of one project measure at different intervals, so their period has no slots."""


class OutsideCalendar(Rejected):
    """The holiday calendar does not cover the year of the day."""


class InvalidSchedule(Rejected):
    """The coupons or options are not those that a bond can have."""


class NoAccrual(Rejected):
    """No accrual period holds the day."""


class Unavailable(OracleError):
    """The world is not ready. Retry with back-off."""


class AwaitsPredecessor(Unavailable):
    """The device's segment before this one has not arrived."""


class DatabaseUnavailable(Unavailable):
    """The database is locked, full or gone."""


class NodeUnavailable(Unavailable):
    """No chain node answered."""


class NotFinal(Unavailable):
    """The block we need is not final yet."""


class Misconfigured(OracleError):
    """A setting is missing or wrong. A person must act."""


class VerificationFailed(OracleError):
    """A published figure is not what its sources give."""
