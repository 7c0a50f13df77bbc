"""What must hold of every format, whatever comes in."""

from math import isfinite

import hypothesis.strategies as st

from impetus.contracts.format import Readings
from impetus.formats.times import EARLIEST_MS, LATEST_MS

scalars = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.floats(),
    st.text(max_size=20),
    st.sampled_from(["2026-03-01T12:00:00Z", "1772366400", "21.5", "a", "urn:ngsi-ld:Thing:1", "NaN", "-1"]),
)


def json_values(keys: list[str]) -> st.SearchStrategy[object]:
    """Anything JSON can say, with the format's own keys occurring often."""
    names = st.one_of(st.sampled_from(keys), st.text(max_size=6))
    return st.recursive(
        scalars, lambda inner: st.lists(inner, max_size=6) | st.dictionaries(names, inner, max_size=6), max_leaves=25
    )


def mutations(seed: bytes) -> st.SearchStrategy[bytes]:
    """The bytes of `seed` with some replaced, removed, doubled or inserted."""

    @st.composite
    def build(draw: st.DrawFn) -> bytes:
        data = bytearray(seed)
        for _ in range(draw(st.integers(1, 8))):
            at = draw(st.integers(0, max(len(data) - 1, 0)))
            what = draw(st.sampled_from(["set", "cut", "insert", "remove", "double"]))
            if what == "set" and data:
                data[at] = draw(st.integers(0, 255))
            elif what == "cut":
                data = data[:at]
            elif what == "insert":
                data[at:at] = draw(st.binary(max_size=6))
            elif what == "remove" and data:
                del data[at : at + draw(st.integers(1, 10))]
            elif data:
                data[at:at] = data[at : at + 20]
        return bytes(data)

    return build()


def check(readings: Readings) -> None:
    """Columns are of equal length, every reading is sound, every refusal says what to do."""
    count = len(readings.values)
    assert len(readings.sensors) == len(readings.times) == len(readings.units) == count
    for sensor in readings.sensors:
        assert sensor
        assert sensor.isprintable()
        sensor.encode()
    assert all(isfinite(value) and type(value) is float for value in readings.values)
    assert all(EARLIEST_MS <= time <= LATEST_MS or time == 0 for time in readings.times)
    for refusal in readings.refusals:
        assert refusal.reason
        assert refusal.problem
        assert refusal.remedy
        assert len(refusal.sample) <= 500
        assert "\0" not in refusal.sample
        assert refusal.count >= 1
    for latitude, longitude in readings.places.values():
        assert -90 <= latitude <= 90
        assert -180 <= longitude <= 180
