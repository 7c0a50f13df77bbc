"""A rehearsal: the city's stream straight into a tool, in this process, as the intake would order it."""

from collections.abc import Iterator
from typing import Final

import numpy as np

from impetus.contracts.tool import Finding, Tool
from impetus.exercises.city.generator import City, Columns
from impetus.exercises.city.happenings import DAY, MINUTE
from impetus.model.observation import ObservationBatch, Tick
from impetus.model.sensor import SensorKind

SLOT: Final = 5 * MINUTE


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
    """Feed the history and then the city until `until` (ms UTC); yield what the tool finds and when."""
    yield from learn(tool, city)
    yield from play(tool, city, begin(city), until, step=step)


def begin(city: City) -> int:
    """Where the history ends and the city's single readings begin: the slot in which the demonstration starts."""
    return city.scenario.origin // SLOT * SLOT


def learn(tool: Tool, city: City) -> Iterator[tuple[int, Finding]]:
    """Feed the sensors and the history, a day at a time."""
    scenario = city.scenario
    for finding in tool.sensors(scenario.sensors):
        yield scenario.history_start, finding
    now, end = scenario.history_start, begin(city)
    while now < end:
        day = min((now // DAY + 1) * DAY, end)
        yield from _feed(tool, city, city.means(now, day), day)
        now = day


def play(tool: Tool, city: City, start: int, until: int, *, step: int = MINUTE) -> Iterator[tuple[int, Finding]]:
    """Feed the city from `start` to `until` (ms UTC) in steps of `step` ms, each followed by a tick."""
    now = start
    while now < until:
        end = min(now + step, until)
        yield from _feed(tool, city, city.minutes(now, end), end)
        now = end


def _feed(tool: Tool, city: City, readings: Columns, now: int) -> Iterator[tuple[int, Finding]]:
    for batch in batches(city, readings, now):
        for finding in tool.observe(batch):
            yield now, finding
    for finding in tool.tick(Tick(clock=city.scenario.clock, now=now)):
        yield now, finding
