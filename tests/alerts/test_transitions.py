"""What may be done in which state."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from impetus.alerts.transitions import OPEN, TABLE, UNDECIDED, Act, act_of, after
from impetus.kit.errors import Conflict
from impetus.model.alert import AlertState, Word

STATES = st.sampled_from(AlertState)
ACTS = st.sampled_from(Act)


@given(STATES, st.lists(ACTS, max_size=30))
def test_every_walk_stays_in_the_table(state: AlertState, acts: list[Act]) -> None:
    for act in acts:
        if state in TABLE[act]:
            state = after(state, act)
        else:
            with pytest.raises(Conflict) as caught:
                after(state, act)
            assert caught.value.details == {"act": act.value, "state": state.value}
    assert isinstance(state, AlertState)


@given(STATES)
def test_no_state_is_a_dead_end(state: AlertState) -> None:
    reachable, frontier = {state}, [state]
    while frontier:
        here = frontier.pop()
        for table in TABLE.values():
            if here in table and table[here] not in reachable:
                reachable.add(table[here])
                frontier.append(table[here])
    assert reachable == set(AlertState) if state is not AlertState.NEW else reachable >= set(OPEN)


@given(STATES, ACTS)
def test_nothing_is_decided_without_a_verdict(state: AlertState, act: Act) -> None:
    if state in TABLE[act] and state in UNDECIDED and TABLE[act][state] not in UNDECIDED:
        assert act in (Act.CONFIRM, Act.REJECT)


def test_words() -> None:
    assert {word: act_of(word) for word in Word} == {
        Word.CONFIRMED: Act.CONFIRM, Word.REJECTED: Act.REJECT, Word.DUPLICATE: Act.REJECT,
    }  # fmt: skip
