"""The measured log that comes with the project: a rooftop PV system, 15 minutes, 2011 to 2013."""

from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path

from oracle.core.errors import Misconfigured
from oracle.device.log_file import LogMapping

_FILE = "pvanalytics/data/system_50_ac_power_2_full_DST.parquet"


def packaged_pv_log() -> LogMapping:
    """Mapping of the measured log that the package pvanalytics ships; it is never imported.

    Raises: Misconfigured  the package is not installed
    Source: NREL PVDAQ, system 50, inverter 2, as shipped by pvanalytics 0.2.2
    """
    try:
        package = distribution("pvanalytics")
    except PackageNotFoundError:
        raise Misconfigured("pvanalytics", "is not installed; run `make setup`") from None
    return LogMapping(
        path=Path(str(package.locate_file(_FILE))),
        time_column="measured_on",
        power_column="ac_power_2",
        unit="W",
        interval=900,
        zone_offset=-7 * 3_600,
        rated_maximum=4_000,
    )
