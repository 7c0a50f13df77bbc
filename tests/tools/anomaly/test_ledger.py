from hypothesis import given
from hypothesis import strategies as st

from impetus.tools.anomaly.ledger import Ledger

WEEK = 7 * 86_400_000


def test_the_last_whole_week_is_what_was_promised_and_what_happened():
    ledger = Ledger()
    assert ledger.latest() is None
    ledger.note(0, 100, 4.0, 3)
    ledger.confirmed(0, 1)
    assert ledger.latest() is None
    ledger.note(WEEK, 100, 4.0, 9)
    assert ledger.latest() == (4.0, 2)


def test_only_the_last_month_is_counted():
    ledger = Ledger()
    ledger.born(0, 0.05)
    ledger.born(31 * 86_400_000, 0.3)
    assert [ledger.at_budget(share) for share in (0.1, 0.5, 1.0)] == [0, 1, 1]


@given(st.lists(st.tuples(st.integers(0, 10**10), st.floats(0, 1)), max_size=60))
def test_a_smaller_budget_never_tells_more_and_all_survives_saving(births):
    ledger, again = Ledger(), Ledger()
    for time, share in sorted(births):
        ledger.note(time, 10, 0.5, 1)
        ledger.born(time, share)
    told = [ledger.at_budget(share) for share in (0.1, 0.5, 1.0)]
    assert told == sorted(told)
    again.unpack(ledger.pack())
    assert (again.weeks, again.births) == (ledger.weeks, ledger.births)
