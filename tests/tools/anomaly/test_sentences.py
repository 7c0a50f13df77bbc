import json
import string
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import impetus.tools.anomaly as tool
from impetus.model.kinds import REGISTER
from impetus.model.sensor import Aggregate, Sensor, SensorKind
from impetus.model.text import LOCALES
from impetus.tools.anomaly.explain import parts
from impetus.tools.anomaly.facts import Facts
from impetus.tools.anomaly.sentences import amount, around, counted, health_sentence, slot_unit, why

TABLES = {
    locale: json.loads((Path(tool.__file__).parent / "strings" / f"{locale}.json").read_text("utf-8"))
    for locale in LOCALES
}


def test_every_string_is_there_in_every_language_with_the_same_blanks():
    def blanks(text):
        return {name for _, name, _, _ in string.Formatter().parse(text) if name}

    for key, english in TABLES["en"].items():
        for locale in ("it", "nb"):
            assert blanks(TABLES[locale][key]) == blanks(english), key
    assert TABLES["it"].keys() == TABLES["nb"].keys() == TABLES["en"].keys()


def test_amounts_have_a_decimal_where_it_matters():
    assert amount(4.93, "nb") == "4,9"
    assert amount(47.2, "en") == "47"


def test_a_rate_is_told_by_the_slot_in_sentence_and_chart():
    rate = Sensor(id="a", name="Gate", kind=SensorKind.PEOPLE, source="s", unit="1/min", aggregate=Aggregate.MEAN)
    assert (counted(rate, 5), slot_unit(rate, 5)) == (5.0, "1/5 min")
    count = Sensor(id="a", name="Gate", kind=SensorKind.PEOPLE, source="s", unit="people", aggregate=Aggregate.SUM)
    assert (counted(count, 5), slot_unit(count, 5)) == (1.0, "people")
    noise = Sensor(id="a", name="Gate", kind=SensorKind.NOISE, source="s", unit="dB", aggregate=Aggregate.MEAN)
    assert (counted(noise, 5), slot_unit(noise, 5)) == (1.0, "dB")


@given(near=st.floats(-4, 4), alike=st.integers(0, 4), opposite=st.integers(0, 4), sign=st.sampled_from([-1, 1]))
def test_neighbours_are_told_alike_wherever_they_are_told(near, alike, opposite, sign):
    """The part says of them what the sentence says, and which way it weighs is the part's own sign."""
    sensor = Sensor(id="a", name="Gate", kind=SensorKind.PEOPLE, source="s", unit="people", aggregate=Aggregate.SUM)
    opposite = min(opposite, 4 - alike)
    facts = Facts(0, 9.0, 4.0, 0.1, -near * sign, 1.0, 4, 4 - alike - opposite, alike, opposite)
    part = parts(facts, sensor, sign, (0, "14:00"))[2]
    assert part.weight == pytest.approx(near)
    for locale in LOCALES:
        told = around(facts, sensor, sign, locale)
        assert part.text.in_(locale)[1:].startswith(told[1:])
        effect = "level" if abs(near) < 1 else "against" if near > 0 else "explains"
        assert part.text.in_(locale)[len(told) :] == TABLES[locale][f"part.near.{effect}"].removeprefix("{around}")


@given(
    kind=st.sampled_from(sorted(REGISTER)),
    sensor_kind=st.sampled_from(list(SensorKind)),
    aggregate=st.sampled_from(list(Aggregate)),
    unit=st.sampled_from(["", "km/h", "µg/m³", "dB", "people"]),
    quantity=st.text(max_size=12),
    place=st.text(max_size=300),
    observed=st.floats(-5, 80),
    season=st.floats(-5, 80),
    near=st.integers(0, 6),
    alike=st.integers(0, 6),
    opposite=st.integers(0, 6),
    sign=st.sampled_from([-1, 1]),
    weekday=st.integers(0, 6),
)
def test_a_sentence_is_always_made_and_short_enough(
    kind, sensor_kind, aggregate, unit, quantity, place, observed, season, near, alike, opposite, sign, weekday
):
    sensor = Sensor(id="a", name=place, kind=sensor_kind, source="s", unit=unit, quantity=quantity, aggregate=aggregate)
    alike = min(alike, near)
    opposite = min(opposite, near - alike)
    facts = Facts(0, observed, season, 0.1, 0.2, 1.0, near, near - alike - opposite, alike, opposite)
    made = why(kind, sensor, place, facts, sign, (weekday, "14:00"), 5)
    for locale in LOCALES:
        assert 0 < len(made.in_(locale)) <= 200


@pytest.mark.parametrize(
    ("total", "unwell", "said"),
    [
        (0, 0, "No sensors yet"),
        (1, 0, "The one sensor is heard of"),
        (1, 1, "The one sensor is not heard of"),
        (3, 0, "All 3 sensors are heard of"),
        (3, 1, "1 of 3 sensors is late, blind or faulty"),
        (3, 2, "2 of 3 sensors are late, blind or faulty"),
        (3, 3, "None of 3 sensors is heard of"),
    ],
)
def test_sensors_are_told_in_their_number(total, unwell, said):
    assert health_sentence(total, unwell).en == said
