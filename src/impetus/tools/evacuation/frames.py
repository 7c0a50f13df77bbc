"""Where people are as time goes by, small enough for a screen: counts on streets, slice by slice."""

import base64
import zlib
from collections.abc import Mapping
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from impetus.tools.evacuation.network import Network
from impetus.tools.evacuation.plan import Plan

Present = tuple[float, NDArray[Any]]
"""Seconds of a slice, and people on each arc at the end of each slice [slices, arcs]."""

_SLICES: Final = 120
_MOST_ARCS: Final = 1600
_MOST_BYTES: Final = 170_000
"""Of all frames, packed: they travel in one message with the answer, and are kept with a plan."""


def presence(network: Network, plan: Plan, slices: int = 90) -> Present:
    """People on each arc while a plan is replayed; those who wait at a junction are on none."""
    arcs, entered = plan.routes.arcs, plan.walked.entered_s
    slice_s = max(1.0, float(np.ceil(plan.clear_s / slices)))
    many = int(np.ceil(plan.clear_s / slice_s)) + 1
    known = np.isfinite(entered) & (arcs >= 0)
    which, since = arcs[known].astype(np.int64), entered[known]
    first = np.minimum(np.ceil(since / slice_s).astype(np.int64), many)
    after = np.minimum(np.ceil((since + network.walk[which]) / slice_s).astype(np.int64), many)
    change = np.zeros((many + 1, network.arcs), dtype=np.int32)
    np.add.at(change, (first, which), 1)
    np.add.at(change, (after, which), -1)
    return slice_s, np.cumsum(change[:-1], axis=0)


def frames(network: Network, seen: Mapping[str, Present]) -> dict[str, Any]:
    """Pack what was seen of one plan or several, all on the same arcs and slices.

    `arcs` are places in the graph's list less self-loops; each plan is uint16 [slices, arcs], little endian, deflated
    (zlib) and in base64. The busiest arcs are kept where there are too many.
    """
    if not seen:
        return {}
    slice_s = max(one for one, _ in seen.values())
    counts = {name: _resliced(present, every, slice_s) for name, (every, present) in seen.items()}
    many = max(len(one) for one in counts.values())
    stride = -(-many // _SLICES)
    busy = np.max([one.max(axis=0, initial=0) for one in counts.values()], axis=0)
    total = np.sum([one.sum(axis=0) for one in counts.values()], axis=0)
    arcs = np.flatnonzero(busy)
    arcs = np.sort(arcs[np.argsort(-total[arcs], kind="stable")[:_MOST_ARCS]])
    while True:
        packed = {name: _packed(one, arcs, many, stride) for name, one in counts.items()}
        if sum(map(len, packed.values())) <= _MOST_BYTES or len(arcs) <= 1:
            break
        arcs = np.sort(arcs[np.argsort(-total[arcs], kind="stable")[: max(1, len(arcs) * 2 // 3)]])
    return {
        "slice_s": slice_s * stride,
        "slices": -(-many // stride),
        "arcs": arcs.tolist(),
        "plans": packed,
    }


def _resliced(present: NDArray[Any], every: float, slice_s: float) -> NDArray[Any]:
    """The same at coarser slices: the last of each."""
    if every == slice_s or not len(present):
        return present
    at = np.minimum(
        (np.arange(int(len(present) * every / slice_s) + 1) * slice_s / every).astype(int), len(present) - 1
    )
    made: NDArray[Any] = present[at]
    return made


def _packed(present: NDArray[Any], arcs: NDArray[Any], many: int, stride: int) -> str:
    padded = np.zeros((many, len(arcs)), dtype="<u2")
    padded[: len(present)] = np.minimum(present[:, arcs], 65535)
    return base64.b64encode(zlib.compress(padded[::stride].tobytes(), 6)).decode()
