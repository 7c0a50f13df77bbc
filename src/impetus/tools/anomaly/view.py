"""What the tool knows of one closed slot."""

from typing import NamedTuple

from impetus.tools.anomaly.arrays import F32, I64, Bool
from impetus.tools.anomaly.baseline import Prediction
from impetus.tools.anomaly.plans import Eased
from impetus.tools.anomaly.score import Scores
from impetus.tools.anomaly.slots import WeekPlace


class SlotView(NamedTuple):
    """One closed slot of a domain: time (ms UTC), what was measured (transformed), what was usual, the scores.

    `flat` and `p` have shape (statistics, n): places in the pools and p-values. `typical` is what the longer view
    measures by, in readings; `eased` is what planned events widened, `weather` the part of the usual level that the
    weather gives (transformed units), None where no weather is looked at.
    """

    start: int
    end: int
    place: WeekPlace
    value: F32
    usual: Prediction
    ok: Bool
    scored: Bool
    scores: Scores
    flat: I64
    p: F32
    typical: F32
    eased: Eased | None = None
    weather: F32 | None = None
