"""The lists that people keep for the detector."""

from typing import Final

from impetus.contracts.lists import Entry
from impetus.tools.anomaly.known import Known
from impetus.tools.anomaly.made import Made
from impetus.tools.anomaly.planned import Planned

LISTS: Final[dict[str, type[Entry]]] = {"planned": Planned, "known": Known, "made": Made}
