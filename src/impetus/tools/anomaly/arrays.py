"""Types of arrays, and the size of things that all modules of the detector share."""

from typing import Final

import numpy as np
from numpy.typing import NDArray

F32 = NDArray[np.float32]
F64 = NDArray[np.float64]
I64 = NDArray[np.int64]
I32 = NDArray[np.int32]
U8 = NDArray[np.uint8]
F16 = NDArray[np.float16]
U16 = NDArray[np.uint16]
Bool = NDArray[np.bool_]

HOURS: Final = 168
"""Slots of the week of the seasonal baseline: hour of week, Monday 0 h first."""
DAY_HOURS: Final = 72
"""Day type (working day, Saturday, Sunday) times hour of day."""
NEIGHBOURS: Final = 6
RECENT: Final = 48
"""Slots kept for the evidence."""
STATISTICS: Final = 4
"""Step, CUSUM, area statistic and the longer view's load."""
WEEKS: Final = 4
"""Weeks that the longer view remembers."""
SPAN: Final = 6
"""Most slots of the longer view: half an hour of five minutes."""
