"""Where a run stands: whatever is answered, skipped and taken back, every run comes to its end."""

from datetime import UTC, datetime, timedelta
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st
from tests.procedures.made import sound

from impetus.procedures.content import Content
from impetus.procedures.trial import walk
from impetus.procedures.walk import Event, longest, moves, stand

START = datetime(2026, 3, 6, 12, tzinfo=UTC)


@settings(deadline=None, max_examples=200)
@given(content=sound(), data=st.data())
def test_a_run_moves_forward_and_ends(content: Content, data: st.DataObject) -> None:
    procedure = content.strict()
    events: list[Event] = []
    most = longest(procedure)[procedure.steps[0].id]
    places: list[int] = []
    while True:
        standing = stand(procedure, START, events)
        assert len(standing.path) == len(moves(events))
        assert len(standing.path) + standing.left <= most
        if standing.step is None:
            break
        at = START + timedelta(seconds=len(events) + 1)
        common: dict[str, Any] = {"id": len(events) + 1, "run": "run", "at": at, "person": "p", "note": ""}
        if moves(events) and len(events) < 12 and data.draw(st.booleans()):
            last = moves(events)[-1]
            before = stand(procedure, START, events).path
            events.append(Event(**common, what="undone", step=last.step, answer=None, undoes=last.id))
            after = stand(procedure, START, events)
            assert after.step is not None
            assert after.step.id == last.step
            assert after.path == before[:-1]
            assert after.entered_at == at
            places.pop()
            continue
        answer = data.draw(st.integers(-1, len(standing.step.answers) - 1))
        what = "skipped" if answer < 0 else "answered"
        events.append(
            Event(**common, what=what, step=standing.step.id, answer=None if answer < 0 else answer, undoes=None)
        )
        places.append(answer)
        tried = walk(content, places)
        reached = stand(procedure, START, events)
        assert tried.step == (reached.step.id if reached.step else None)
        assert tried.left == reached.left
    assert stand(procedure, START, events).left == 0
