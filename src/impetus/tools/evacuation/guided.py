"""Walking people past posts, compiled: first come, first served as in the plan's replay, ways found on the way."""

import heapq
from typing import Any, Final

import numpy as np

from impetus.tools.evacuation.compiled import compiled

BINS: Final = 90
"""The length of each queue is noted so often, every `_BIN_S` seconds."""
_BIN_S: Final = 20.0
_PATIENCE: Final = 64
"""After so many orders one listens to nobody and takes the nearest exit."""


@compiled
def guided(
    origin: Any, size: Any, seen: Any, order: Any, window_s: Any, onward: Any, toward: Any, head: Any, walk: Any,
    headway: Any, close: Any, exit_: Any, trace: Any, times: Any, heard: Any, queue: Any,
) -> Any:  # pragma: no cover  # fmt: skip
    """Walk packets of `size` [packets] from `origin`; returns when each is safe, and fills the last four."""
    people, windows = origin.size, order.shape[1]
    free = np.zeros(walk.size)
    at = origin.copy()
    aim = np.full(people, -1, np.int64)
    steps = np.zeros(people, np.int64)
    listened = np.zeros(people, np.int64)
    last = np.full(people, -1, np.int64)
    safe = np.full(people, np.inf)
    heap = [(0.0, np.int64(person)) for person in range(people)]
    heapq.heapify(heap)
    while len(heap) > 0:
        now, person = heapq.heappop(heap)
        node = at[person]
        if exit_[node]:
            safe[person] = now
            continue
        post = seen[node] if listened[person] < _PATIENCE else -1
        window = min(np.int64(now / window_s + 1e-9), windows - 1)
        aims = order[post, window] if post >= 0 and order[post, window] >= 0 else aim[person]
        if listened[person] >= _PATIENCE:
            aims = -1
        arc = toward[aims, node] if aims >= 0 else onward[node]
        if arc < 0 or close[arc] <= now:
            aims = -1
            arc = onward[node]
        if arc < 0:
            continue
        enters = max(now, free[arc])
        if post >= 0 and window < windows - 1 and enters >= (window + 1) * window_s:
            heapq.heappush(heap, ((window + 1) * window_s, person))
            continue
        if enters >= close[arc]:
            continue
        if post >= 0:
            listened[person] += 1
            if last[person] != post:
                heard[post, window] += size[person]
                last[person] = post
        aim[person] = aims
        free[arc] = enters + headway[arc] * size[person]
        queue[arc, min(np.int64(now / _BIN_S), BINS - 1)] = free[arc]
        if steps[person] < trace.shape[1]:
            trace[person, steps[person]] = arc
            times[person, steps[person]] = enters
            steps[person] += 1
        at[person] = head[arc]
        heapq.heappush(heap, (enters + walk[arc], person))
    return safe


@compiled
def probe(node: Any, from_s: Any, toward: Any, head: Any, walk: Any, exit_: Any, queue: Any) -> Any:  # pragma: no cover
    """When one more would be out by each target, through the queues as they were."""
    found = np.full(toward.shape[0], np.inf)
    for target in range(toward.shape[0]):
        at, now = node, from_s
        while not exit_[at]:
            arc = toward[target, at]
            if arc < 0:
                now = np.inf
                break
            now = max(now, np.float64(queue[arc, min(np.int64(now / _BIN_S), BINS - 1)])) + walk[arc]
            at = head[arc]
        found[target] = now
    return found
