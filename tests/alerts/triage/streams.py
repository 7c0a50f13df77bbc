"""Streams of alerts for the tests of triage."""

from hypothesis import strategies as st

from impetus.alerts.triage.facts import AlertFact, Area, Scope, Silence
from impetus.alerts.triage.settings import Condition, Part, TriageSettings
from impetus.model.alert import Severity

START = 1_700_000_000_000
PLACES = [(None, None), (60.17, 24.94), (60.1709, 24.94), (60.172, 24.945), (60.2, 25.1)]
STEPS = [0, 0, 200, 1_500, 4_000, 61_000, 400_000, 700_000, 4_000_000]


def fact(id: str, at_s: float = 0, **changed) -> AlertFact:
    """An alert at `at_s` seconds after the start; a place by `place=(latitude, longitude)`."""
    place = changed.pop("place", (None, None))
    usual = {
        "id": id,
        "tool": "tool",
        "kind": "cyber.login",
        "subject": "host-1",
        "source": "host-1",
        "signature": "failed login",
        "severity": Severity.MEDIUM,
        "at": START + int(at_s * 1000),
        "title": f"Alert {id}",
        "latitude": place[0],
        "longitude": place[1],
    }
    return AlertFact(**usual | changed)


def silence(id: str = "w1", starts_s: float = 0, ends_s: float = 3600, **changed) -> Silence:
    """A silence of host-1, unless said otherwise."""
    scope = changed.pop("scope", Scope(source="host-1"))
    return Silence(
        id=id,
        scope=scope,
        author="Ann",
        reason="cable work",
        starts_at=START + int(starts_s * 1000),
        ends_at=START + int(ends_s * 1000),
        **changed,
    )


@st.composite
def streams(draw, most: int = 60) -> list[AlertFact]:
    """Alerts in order of time, some of them further revisions of earlier ones."""
    made: list[AlertFact] = []
    now = START
    for number in range(draw(st.integers(1, most))):
        now += draw(st.sampled_from(STEPS))
        severity = draw(st.sampled_from(list(Severity)))
        if made and draw(st.integers(0, 5)) == 0:
            old = made[draw(st.integers(0, len(made) - 1))]
            latest = max(one.revision for one in made if one.id == old.id)
            changed = {"revision": latest + 1, "severity": severity, "over": draw(st.booleans()), "at": now}
            made.append(AlertFact(**{name: getattr(old, name) for name in old.__struct_fields__} | changed))
            continue
        source = f"thing-{draw(st.integers(0, 4))}"
        latitude, longitude = draw(st.sampled_from(PLACES))
        made.append(
            AlertFact(
                id=f"a{number}",
                tool=draw(st.sampled_from(["one", "two"])),
                kind=draw(st.sampled_from(["crowd.surge", "crowd.flight", "traffic.blockage", "cyber.login"])),
                subject=source,
                source=source,
                signature=draw(st.sampled_from(["", "s1", "s2"])),
                severity=severity,
                at=now - draw(st.sampled_from([0, 0, 0, 2_000])),
                confidence=draw(st.sampled_from([0.3, 1.0])),
                latitude=latitude,
                longitude=longitude,
                clock=draw(st.sampled_from(["live", "live", "live", "demo"])),
            )
        )
    return made


def windows() -> st.SearchStrategy[list[Silence]]:
    """A few silences and maintenance windows."""
    scopes = st.sampled_from(
        [
            Scope(source="thing-1"),
            Scope(kind="crowd"),
            Scope(tool="two", signature="s1"),
            Scope(area=Area(latitude=60.17, longitude=24.94, metres=500)),
        ]
    )
    one = st.builds(
        lambda scope, begin, length, kind: silence(
            f"{kind}-{begin}-{length}", begin, begin + length, scope=scope, kind=kind
        ),
        scopes,
        st.sampled_from([0, 600, 5000]),
        st.sampled_from([60, 3000, 20_000]),
        st.sampled_from(["silence", "maintenance"]),
    )
    return st.lists(one, max_size=3, unique_by=lambda window: window.id)


def choices() -> st.SearchStrategy[TriageSettings]:
    """Settings: those that ship, a tight budget, conditions."""
    three = Condition(name="three logins", parts=[Part(kind="cyber", count=3)], within_s=600)
    both = Condition(
        name="crowd and traffic", parts=[Part(kind="crowd"), Part(kind="traffic")], within_s=900, radius_m=500
    )
    return st.sampled_from(
        [
            TriageSettings(),
            TriageSettings(storm_ten_minutes=2, budget_an_hour=2),
            TriageSettings(conditions=[three, both]),
            TriageSettings(quiet_desk=False, together_s=0, burst_s=60),
        ]
    )
