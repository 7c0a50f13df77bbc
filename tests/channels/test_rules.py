"""Who is told what, when: pure rules."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from impetus.channels.rules import Fact, NotifyConditions, QuietHours, inside, matches, quiet_until
from impetus.channels.sentences import Would, people_in, sentence
from impetus.model.alert import Severity

SQUARE = [(24.9, 60.1), (25.0, 60.1), (25.0, 60.2), (24.9, 60.2)]


def fact(**changes: object) -> Fact:
    given = {
        "about": "alert", "id": "alr_1", "severity": Severity.HIGH, "kind": "crowd.surge", "tool": "anomaly",
        "shown": True, "open": True, "latitude": 60.15, "longitude": 24.95,
    }  # fmt: skip
    return Fact(**(given | changes))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("wanted", "other", "expected"),
    [
        ({}, {}, True),
        ({}, {"severity": Severity.MEDIUM}, False),
        ({"minimum": "low"}, {"severity": Severity.MEDIUM}, True),
        ({"kinds": ["crowd"]}, {}, True),
        ({"kinds": ["cro"]}, {}, False),
        ({"kinds": ["crowd.surge", "air"]}, {}, True),
        ({"tools": ["other"]}, {}, False),
        ({}, {"shown": False}, False),
        ({"shown_only": False}, {"shown": False}, True),
        ({}, {"about": "incident"}, False),
        ({"about": ["alert", "incident"], "kinds": ["air"]}, {"about": "incident", "kind": ""}, True),
        ({"area": SQUARE}, {}, True),
        ({"area": SQUARE}, {"longitude": 24.8}, False),
        ({"area": SQUARE}, {"latitude": None, "longitude": None}, False),
    ],
)
def test_conditions(wanted: dict[str, object], other: dict[str, object], expected: bool) -> None:
    assert matches(NotifyConditions.model_validate(wanted), fact(**other)) is expected


def test_a_ring_has_an_inside() -> None:
    assert inside(SQUARE, 24.95, 60.15)
    assert not inside(SQUARE, 24.95, 60.25)


def at(hour: int, minute: int = 0) -> datetime:
    return datetime(2026, 3, 6, hour, minute, tzinfo=UTC)


def test_quiet_hours_over_midnight() -> None:
    quiet = QuietHours(start="22:00", end="07:00", zone="Europe/Helsinki")  # two hours before UTC in March
    assert quiet_until(quiet, Severity.HIGH, at(19, 59)) is None
    assert quiet_until(quiet, Severity.HIGH, at(20)) == at(5) + timedelta(days=1)
    assert quiet_until(quiet, Severity.HIGH, at(2)) == at(5)
    assert quiet_until(quiet, Severity.HIGH, at(5)) is None
    assert quiet_until(quiet, Severity.CRITICAL, at(2)) is None
    assert quiet_until(QuietHours(), Severity.LOW, at(2)) is None


TIMES = st.builds(lambda hour, minute: f"{hour:02}:{minute:02}", st.integers(0, 23), st.integers(0, 59))
MOMENTS = st.integers(0, 365 * 24 * 60).map(lambda minutes: at(0) + timedelta(minutes=minutes))
ZONES = st.sampled_from(["UTC", "Europe/Helsinki", "Europe/Rome", "Asia/Kolkata", "America/St_Johns"])


@given(start=TIMES, end=TIMES, zone=ZONES, moment=MOMENTS, severity=st.sampled_from(list(Severity)))
def test_quiet_hours_always_end_and_never_hold_what_is_critical(
    start: str, end: str, zone: str, moment: datetime, severity: Severity
) -> None:
    quiet = QuietHours(start=start, end=end, zone=zone)
    until = quiet_until(quiet, severity, moment)
    if severity is Severity.CRITICAL or start == end:
        assert until is None
    if until is not None:
        assert moment < until <= moment + timedelta(hours=25)
        assert quiet_until(quiet, severity, until) is None or start == end


@pytest.mark.parametrize(
    "bad", [{"start": "22:00"}, {"start": "24:00", "end": "07:00"}, {"zone": "Mars/Olympus"}, {"zone": "../etc"}]
)
def test_bad_quiet_hours_are_refused(bad: dict[str, str]) -> None:
    with pytest.raises(ValidationError):
        QuietHours.model_validate(bad)


def test_sentences() -> None:
    steps = [
        Would(rule="r", after_s=0, channel="Console", to=["Console"]),
        Would(rule="r", after_s=300, channel="Mail", to=["Anna Aas", "Kari Nordmann"], held_until="07:00"),
    ]
    assert sentence("alert", Severity.HIGH, steps, "en", time="02:00") == (
        "A high alert at 02:00 goes to Console at once, then to Anna Aas and Kari Nordmann by Mail"
        " after 5 min without acknowledgement (held until 07:00)."
    )
    assert sentence("alert", Severity.LOW, [], "nb") == "Et varsel med alvor lav går til ingen: ingen regel gjelder."
    assert people_in(["A", "B", "C", "D"], "it") == "A, B e altri 2"
