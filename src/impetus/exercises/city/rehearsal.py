"""A rehearsal: the city's stream straight into a tool, in this process, as the intake would order it."""

from collections.abc import Iterator

import numpy as np

from impetus.contracts.tool import Finding, Tool
from impetus.exercises.city.generator import City, Columns
from impetus.exercises.city.happenings import DAY, MINUTE
from impetus.model.observation import ObservationBatch, Tick
from impetus.model.sensor import SensorKind


def batches(city: City, readings: Columns, received: int) -> list[ObservationBatch]:
    """The readings as they come in the stream: one batch a kind."""
    scenario = city.scenario
    kinds = np.array([list(SensorKind).index(sensor.kind) for sensor in scenario.sensors])
    names = [sensor.id for sensor in scenario.sensors]
    made = []
    for code in np.unique(kinds[readings.which]).tolist():
        chosen = kinds[readings.which] == code
        made.append(
            ObservationBatch(
                agency=scenario.agency,
                source=scenario.source,
                kind=list(SensorKind)[code].value,
                clock=scenario.clock,
                received=received,
                sensors=names,
                index=readings.which[chosen].astype("<u4").tobytes(),
                time=readings.time[chosen].astype("<i8").tobytes(),
                value=readings.value[chosen].astype("<f8").tobytes(),
                flags=bytes(int(chosen.sum())),
            )
        )
    return made


def rehearse(tool: Tool, city: City, until: int, *, step: int = MINUTE) -> Iterator[tuple[int, Finding]]:
    """Feed the history and then the city until `until` (ms UTC); yield what the tool finds and when.

    The history comes a day at a time, the city in steps of `step` ms, each followed by a tick.
    """
    scenario = city.scenario
    for finding in tool.sensors(scenario.sensors):
        yield scenario.history_start, finding
    slot = 5 * MINUTE
    now, begin = scenario.history_start, scenario.origin // slot * slot
    while now < until:
        end = min((now // DAY + 1) * DAY, begin) if now < begin else min(now + step, until)
        readings = city.means(now, end) if now < begin else city.minutes(now, end)
        now = end
        for batch in batches(city, readings, now):
            for finding in tool.observe(batch):
                yield now, finding
        for finding in tool.tick(Tick(clock=scenario.clock, now=now)):
            yield now, finding
