"""Who walks: speeds by age, how long people take before they set out, and who does as told."""

from typing import Final

import numpy as np

from impetus.tools.evacuation.choices import Trigger
from impetus.tools.evacuation.meso import Crowd
from impetus.tools.evacuation.network import Floats, Ints

_AGE: Final = np.array([10.0, 20.0, 30.0, 40.0, 50.0, 60.0, 70.0, 85.0])
_SPEED: Final = np.array([1.05, 1.61, 1.54, 1.48, 1.41, 1.27, 1.05, 0.68])
"""Free speed by age, m/s: the standard population of RiMEA 4.1.1."""
_MEN: Final = 1.109
_SPREAD: Final = 0.193
SLOW: Final = 0.6
"""Speed of people who need help or push something, m/s."""

SETS_OUT_S: Final[dict[Trigger, float]] = {
    "announcement": 30.0, "shots": 3.0, "firecrackers": 10.0, "smoke": 40.0, "brawl": 60.0, "none": 0.0,
}  # fmt: skip
"""Median seconds before somebody sets out. Assumptions for planning, to be changed where a city knows better."""
_SIGMA: Final = 0.6


def crowd_of(
    origin: Ints, rng: np.random.Generator, *, compliance: float = 1.0, slow: float = 0.0, trigger: Trigger = "none"
) -> Crowd:
    """Draw a crowd for `origin` [people]: a share `slow` walks at 0.6 m/s, a share `compliance` does as told."""
    people = len(origin)
    age = np.clip(rng.normal(50.0, 20.0, people), 10.0, 85.0)
    speed: Floats = np.interp(age, _AGE, _SPEED) * np.where(rng.random(people) < 0.5, _MEN, 1.0)
    speed *= 1.0 + _SPREAD * np.clip(rng.normal(0.0, 1.0, people), -2.0, 2.0)
    speed[rng.random(people) < slow] = SLOW
    median = SETS_OUT_S[trigger]
    start: Floats = np.exp(rng.normal(0.0, _SIGMA, people)) * median if median else np.zeros(people)
    return Crowd(origin, speed, np.minimum(start, 900.0), rng.random(people) < compliance)
