"""The blind index: one identifier stands under one token however it is written, and under another everywhere else."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from impetus.keys import blind
from impetus.keys.store import KeyStore
from impetus.kit.clock import ManualClock
from impetus.kit.times import as_datetime

DAY = 86_400_000
HANDLE = [("handle", "@wolf")]


@pytest.mark.parametrize(
    ("kind", "one", "other"),
    [
        ("handle", "@Wolf_7", "wolf_7"),
        ("handle", "@STRAẞE", "@strasse"),
        ("phone", "+39 041-555 01 02", "0039 (041) 5550102"),
        ("phone", "+44 (0)20 7946 0018", "+442079460018"),
        ("plate", "AB 123-CD", "ab123cd"),
        ("e-mail", "Kari.N@Example.org ", "kari.n@example.org"),
    ],
)
def test_however_it_is_written(kind: str, one: str, other: str) -> None:
    assert blind.normalised(kind, one) == blind.normalised(kind, other) != ""


@given(st.sampled_from(sorted(blind.KINDS)), st.text(max_size=30))
def test_what_is_normal_stays_so(kind: str, value: str) -> None:
    once = blind.normalised(kind, value)
    if kind != "phone" or once.startswith("+"):
        assert blind.normalised(kind, once.strip()) in (once, once.strip())


@given(st.text("0123456789", min_size=5, max_size=15), st.lists(st.sampled_from(" .-/()"), max_size=15))
def test_marks_within_a_number_do_not_count(digits: str, marks: list[str]) -> None:
    written = "".join(digit + (marks[at] if at < len(marks) else "") for at, digit in enumerate(digits))
    assert blind.normalised("phone", f"+{written.replace('(0)', '0')}") == f"+{digits}"


async def test_never_joined_over_tenants_projects_and_months(keys: KeyStore, manual_clock: ManualClock) -> None:
    made = [await blind.made(keys, "helsinki", "incident", HANDLE), await blind.made(keys, "oslo", "incident", HANDLE),
            await blind.made(keys, "helsinki", "shift", HANDLE)]  # fmt: skip
    manual_clock.advance(32 * DAY)
    made.append(await blind.made(keys, "helsinki", "incident", HANDLE))
    assert len({tokens for _, tokens in made}) == len({key for key, _ in made}) == len(made)
    own = {made[at][1][0] for at in (0, 2, 3)}
    assert set(await blind.asked(keys, "helsinki", [("handle", "WOLF")])) == own


async def test_kinds_are_told_apart_and_names_have_no_token(keys: KeyStore) -> None:
    both = [("plate", "12345"), ("phone", "12345"), ("name", "Kari Nordmann"), ("phone", " - ")]
    assert len((await blind.made(keys, "helsinki", "incident", both))[1]) == 2
    assert await blind.made(keys, "helsinki", "incident", [("name", "Kari Nordmann")]) == ("", ())
    assert await blind.asked(keys, "helsinki", [("name", "Kari Nordmann")]) == []


async def test_with_its_key_a_month_leads_to_nobody(keys: KeyStore, manual_clock: ManualClock) -> None:
    key, tokens = await blind.made(keys, "helsinki", "incident", HANDLE)
    assert await blind.clear(keys, "helsinki", []) == []  # this month is not over
    manual_clock.advance(32 * DAY)
    assert await blind.clear(keys, "helsinki", [key]) == []
    assert await blind.asked(keys, "helsinki", HANDLE) == list(tokens)
    assert await blind.clear(keys, "helsinki", []) == [key]
    assert await blind.asked(keys, "helsinki", HANDLE) == []


async def test_what_is_committed_just_after_the_months_end_keeps_its_key(
    keys: KeyStore, manual_clock: ManualClock
) -> None:
    key, _ = await blind.made(keys, "helsinki", "incident", HANDLE)
    month = as_datetime(manual_clock.now_ms()).month
    while as_datetime(manual_clock.now_ms()).month == month:
        manual_clock.advance(DAY // 24)
    assert await blind.clear(keys, "helsinki", []) == []
    manual_clock.advance(DAY)
    assert await blind.clear(keys, "helsinki", []) == [key]
