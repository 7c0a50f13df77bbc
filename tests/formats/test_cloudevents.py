"""CloudEvents 1.0."""

import json

from hypothesis import given
from hypothesis import strategies as st

from impetus.formats import cloudevents
from impetus.formats.cloudevents import CloudEvent

SOME = st.text(min_size=1, max_size=20).filter(lambda text: text.encode("utf-8", "replace").decode() == text)
DATA = st.none() | st.dictionaries(st.text(max_size=5), st.integers(-1000, 1000), max_size=3)
EVENTS = st.builds(
    CloudEvent, id=SOME, source=SOME, type=SOME, time=st.none() | st.integers(0, 4 * 10**12), subject=SOME, data=DATA
)


@given(EVENTS)
def test_round_trip(event: CloudEvent) -> None:
    found = cloudevents.read(cloudevents.write(event))
    assert (found.items, found.refused, found.lost) == ([event], [], [])


@given(st.binary())
def test_anything_may_come_in(payload: bytes) -> None:
    assert cloudevents.read(payload).items == []


def test_the_good_part_of_a_bad_batch_is_kept() -> None:
    good = cloudevents.to_dict(CloudEvent(id="1", source="/s", type="t"))
    batch = [good, {"specversion": "0.3"}, 7, good | {"id": ""}, good | {"partition": "x", "time": "soon"}]
    found = cloudevents.read(json.dumps(batch).encode())
    assert found.positions == [0, 4]
    assert [refusal.position for refusal in found.refused] == [1, 2, 3]
    assert sorted(part.path for part in found.lost) == ["partition", "time"]
