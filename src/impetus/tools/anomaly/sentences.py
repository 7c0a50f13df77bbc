"""Sentences in three languages, put together from the tool's strings."""

from math import isfinite
from pathlib import Path
from typing import Final

from impetus.kit.wording import Strings, number, text, two_figures
from impetus.model.sensor import Aggregate, Sensor, SensorKind
from impetus.model.text import Text
from impetus.tools.anomaly.classify import FLIGHT, counts_people
from impetus.tools.anomaly.facts import Facts
from impetus.tools.anomaly.slots import DELAY, HEADWAY, ROOT, inverse, is_compared, is_speed, transform_of

_LONGEST: Final = 200
word: Final = Strings(Path(__file__).parent / "strings").word


def amount(value: float, locale: str) -> str:
    """Write a measured value: whole from ten on, else with one decimal where it matters."""
    whole = abs(value) >= 10 or abs(value - round(value)) < 0.05
    return number(value, locale, 0 if whole else 1)


def when(facts_time: tuple[int, str], locale: str) -> str:
    """Return "a Friday at 14:00" for weekday (0: Monday) and clock time."""
    weekday, clock = facts_time
    return word("when", locale, day=word(f"day.{weekday}", locale), time=clock)


def _noun(sensor: Sensor, locale: str, count: int, which: str = "") -> str:
    counters = transform_of(sensor) == ROOT
    name = ("counter" if counters else "sensor") + ("" if count == 1 else "s")
    return word(f"noun.{which}{name}", locale)


def around(facts: Facts, sensor: Sensor, sign: int, locale: str) -> str:
    """Return what the neighbours do, as the second half of the why-sentence."""
    total = facts.near
    if total == 0:
        return word("around.none", locale, noun=_noun(sensor, locale, 2 if locale != "it" else 1))
    noun = _noun(sensor, locale, total, "kin." if facts.related else "near.")
    if facts.normal == total:
        key = "around.normal.1" if total == 1 else "around.normal"
        return word(key, locale, number=word(f"number.{total}", locale), noun=noun)
    values = {"total": word(f"number.{total}", locale), "noun": noun}
    if facts.alike >= facts.opposite and facts.alike:
        key, count = f"around.{'up' if sign > 0 else 'down'}", facts.alike
    else:
        key, count = f"around.opposite.{'down' if sign > 0 else 'up'}", facts.opposite
    if count == total:
        return word(f"{key}.only" if total == 1 else f"{key}.all", locale, **values)
    if count == 1:
        return word(f"{key}.1", locale, **values)
    return word(key, locale, number=word(f"number.{count}", locale), **values)


def _what(sensor: Sensor, locale: str) -> str:
    if is_compared(sensor):
        return word(f"what.{sensor.quantity}", locale)
    if is_speed(sensor):
        return word("what.speed", locale)
    if sensor.quantity in (DELAY, HEADWAY):
        return word(f"what.{sensor.quantity}", locale)
    if sensor.kind is SensorKind.NOISE:
        return word("what.noise", locale)
    if sensor.quantity:
        return sensor.quantity.replace("_", ".").upper() if len(sensor.quantity) <= 6 else sensor.quantity
    return word("what.air" if sensor.kind is SensorKind.AIR else "what.other", locale)


def _per_minute(sensor: Sensor) -> float:
    """Return by what a slot's value and its minutes are multiplied to give a count; 0 where it is one already."""
    rate = sensor.unit.lower().rpartition("/")[2] if sensor.aggregate is Aggregate.MEAN else ""
    return {"s": 60.0, "min": 1.0, "h": 1 / 60}.get(rate, 0.0)


def counted(sensor: Sensor, minutes: int) -> float:
    """Return by what a slot's value is multiplied where sentence and chart tell what came in the slot.

    A rate is told as "255 people in 5 min", not as "51 people" of 51 a minute; 1 for what is no rate of things.
    """
    return (minutes * _per_minute(sensor) or 1.0) if counts_people(sensor) or transform_of(sensor) == ROOT else 1.0


def slot_unit(sensor: Sensor, minutes: int) -> str:
    """Return the unit of what `counted` gives: "1/5 min" for a rate of "1/min"."""
    return f"{sensor.unit.rpartition('/')[0]}/{minutes} min" if counted(sensor, minutes) != 1.0 else sensor.unit


def why(
    kind: str,
    sensor: Sensor,
    place: str,
    facts: Facts,
    sign: int,
    time: tuple[int, str],
    minutes: int,
    graver: int = 0,
) -> Text:
    """Return the sentence that leads an alert: what deviates, by how much, what the neighbours do.

    `graver` is the number of sensors that make it graver than its kind is by itself; 0 where it is not.
    """
    code = transform_of(sensor)
    observed, usual = inverse(facts.observed, code), inverse(facts.season, code)
    ratio = observed / usual if usual > 0 else float("inf")
    times = counted(sensor, minutes)

    def sentence(locale: str) -> str:
        values = {"place": place[:60], "when": when(time, locale), "what": _what(sensor, locale)}
        if counts_people(sensor) or code == ROOT:
            thing = "people" if counts_people(sensor) else "vehicles"
            if sensor.kind not in {SensorKind.PEOPLE, SensorKind.TRAFFIC} and not counts_people(sensor):
                thing = "level"
            worth_a_ratio = ratio >= 1.5 and usual * times >= 1.0
            key = f"why.{thing}.{'ratio' if worth_a_ratio else 'instead'}"
            if kind == FLIGHT:
                key = "why.flight.instead"
            unit = ""
        else:
            key = "why.level.ratio" if 1.5 <= ratio < 1000 and sensor.kind is SensorKind.AIR else "why.level.instead"
            unit = f" {sensor.unit}" if sensor.unit else ""
        shown = [float(round(v * times)) if code == ROOT else v * times for v in (observed, usual)]
        lead = word(
            key,
            locale,
            ratio=two_figures(ratio, locale),
            observed=amount(shown[0], locale) + unit,
            usual=amount(shown[1], locale) + unit,
            minutes=str(minutes),
            **values,
        )
        whole = f"{lead}; {around(facts, sensor, sign, locale)}."
        if len(whole) > _LONGEST:
            whole = f"{lead}."[:_LONGEST]
        reason = f" {word('graver', locale, number=str(graver), noun=_noun(sensor, locale, 2))}" if graver else ""
        return whole + reason if len(whole) + len(reason) <= _LONGEST else whole

    return text(sentence)


def planned(sentence: Text, name: str) -> Text:
    """Return the sentence with the planned event that it is about; it is cut where there is no room for both."""
    if not name:
        return sentence

    def said(locale: str) -> str:
        more = f" {word('planned', locale, name=name[:60])}"
        lead = sentence.in_(locale)
        return (lead if len(lead) + len(more) <= _LONGEST else f"{lead[: _LONGEST - len(more) - 1]}…") + more

    return text(said)


def health_reason(state: str, clock: str, value: float) -> Text:
    """Return why a sensor is in `state` (or "never"), since `clock`."""
    return text(
        lambda locale: word(
            f"health.{state}", locale, time=clock, value=amount(value, locale) if isfinite(value) else "–"
        )
    )


def health_sentence(total: int, unwell: int) -> Text:
    """Return how the tool as a whole hears its sensors."""
    key = "none" if total == 0 else "well" if unwell == 0 else "blind" if unwell == total else "some"
    key += ".1" if total and (unwell or total) == 1 else ""
    return text(lambda locale: word(f"tool.{key}", locale, total=number(total, locale), unwell=number(unwell, locale)))
