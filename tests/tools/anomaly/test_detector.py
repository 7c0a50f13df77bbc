import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.tools.anomaly.conftest import SLOT, City, alerts, health

from impetus.model.alert import Severity
from impetus.model.evidence import AreaEvidence, SeriesEvidence
from impetus.model.observation import FLAG_LATE, Tick
from impetus.model.text import LOCALES
from impetus.tools.anomaly.detector import Detector

share_city = settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


def surge(position, values):
    values[2] *= 3


def test_a_quiet_day_raises_next_to_nothing(city):
    found = city.live(288)
    assert len({(a.subject, a.window_start) for a in alerts(found)}) <= 2
    assert health(found) == []


def test_a_surge_is_one_alert_that_ends(city):
    city.live(150)
    found = alerts(city.live(4, surge) + city.live(6))
    assert {alert.kind for alert in found} == {"crowd.surge"}
    assert {(alert.subject, alert.window_start) for alert in found} == {("people-2", (city.slot - 10) * SLOT)}
    assert [alert.revision for alert in found] == list(range(len(found)))
    assert [alert.over for alert in found] == [False] * (len(found) - 1) + [True]
    assert found[-1].window_end == (city.slot - 6) * SLOT


def test_the_sentence_says_what_deviates_by_how_much_and_what_is_normal(city):
    city.live(150)
    alert = alerts(city.live(1, surge))[0]
    assert alert.why.en == (
        "Square 2: 3.6 times as many people as on a Saturday at 11:30; the six neighbouring counters are normal."
    )
    assert (
        alert.why.it == "Square 2: 3,6 volte le persone di un sabato alle 11:30; i sei contatori vicini sono normali."
    )
    assert "3,6 ganger så mange" in alert.why.nb
    assert alert.severity is Severity.MEDIUM
    assert 0.5 < alert.confidence < 1


def test_the_parts_add_up_exactly(city):
    city.live(150)

    def busy(position, values):
        values[:10] *= 1 + 0.25 * position

    found = alerts(city.live(10, busy))
    assert found
    for alert in found:
        numbers = alert.attributes["sum"]
        parts = numbers["season"] + numbers["today"] + numbers["neighbours"] + numbers["residual"]
        assert parts == pytest.approx(numbers["observed"], rel=1e-12)
        sign = 1 if alert.kind == "crowd.surge" else -1
        assert sum(part.weight for part in alert.parts) == pytest.approx(sign * alert.attributes["score"], rel=1e-9)
        for part in alert.parts:
            assert all(part.text.in_(locale) for locale in LOCALES)


def test_the_evidence_shows_the_line_and_the_area(city):
    city.live(150)

    def together(position, values):
        values[:4] *= 3

    alert = alerts(city.live(2, together))[-1]
    series = next(item for item in alert.evidence if isinstance(item, SeriesEvidence))
    assert len(series.time) == len(series.observed) == len(series.low) == len(series.high) >= 36
    assert series.time == sorted(series.time)
    assert series.from_ == alert.window_start
    assert series.at == alert.attributes["slot"]
    told = series.time.index(series.at)
    # what the chart calls usual is what the sentence and the attributes call so
    assert series.expected[told] == pytest.approx(alert.attributes["usual"], abs=0.01)
    assert series.observed[told] == pytest.approx(alert.attributes["observed"], abs=0.01)
    assert series.observed[-1] > series.high[-1] > series.expected[-1] > series.low[-1]
    area = next(item for item in alert.evidence if isinstance(item, AreaEvidence))
    assert area.ring[0] == area.ring[-1]
    assert set(area.sensors) == set(alert.sensors) >= {"people-0", "people-1", "people-2", "people-3"}
    for sensor in city.sensors[:4]:
        assert min(x for x, _ in area.ring) < sensor.longitude < max(x for x, _ in area.ring)
        assert min(y for _, y in area.ring) < sensor.latitude < max(y for _, y in area.ring)


def flight(position, values):
    values[2] *= 0.08
    values[[1, 3, 5, 6, 7]] *= 1.8


def plume(position, values):
    values[[11, 13]] *= 8


def blockage(position, values):
    values[10] = 6


def emptied(position, values):
    values[2] = np.ceil(values[2] * 0.1)


@pytest.mark.parametrize(
    ("change", "kind", "subject"),
    [
        (flight, "crowd.flight", "people-2"),
        (emptied, "crowd.void", "people-2"),
        (blockage, "traffic.blockage", "speed-0"),
        (plume, "air.plume", "air-0"),
    ],
)
def test_what_deviates_is_called_by_its_name(city, change, kind, subject):
    city.live(150)
    found = alerts(city.live(3, change))
    assert {(alert.kind, alert.subject) for alert in found} == {(kind, subject)}


def test_a_flight_shows_where_people_went(city):
    city.live(150)
    alert = alerts(city.live(2, flight))[-1]
    area = next(item for item in alert.evidence if isinstance(item, AreaEvidence))
    assert len(area.flows) >= 2
    assert all(flow.figure.startswith("+") for flow in area.flows)


def test_where_people_went_is_part_of_the_flight_and_not_told_again_after_it(city):
    city.live(150)
    assert {alert.kind for alert in alerts(city.live(3, flight))} == {"crowd.flight"}
    domain = city.detector.domains[("live", SLOT)]
    (event,) = domain.tracker.open
    assert len(event.received) >= 2
    assert domain.state.busy[event.received].all(), "who arrives does not teach what is usual"
    assert {alert.kind for alert in alerts(city.live(9))} <= {"crowd.flight"}
    assert not domain.tracker.open
    assert not domain.state.busy[: domain.state.count].any()


def test_history_is_learned_in_silence(warm_state):
    loud, silent = City(), City()
    for city in (loud, silent):
        city.detector.restore(warm_state)
        city.slot += 15 * 288
        city.live(150)
    rows = np.stack([silent.usual(silent.slot + offset) for offset in range(12)])
    rows[6:8, 2] *= 4
    silent.detector.observe(silent.batch(range(silent.slot, silent.slot + 12), rows))
    silent.slot += 12
    assert alerts(silent.detector.tick(silent.tick())) == []

    def change(position, values):
        values[:] = rows[position]

    assert alerts(loud.live(12, change))
    # Learned alike, aloud or not.
    one, two = (city.detector.domains[("live", SLOT)].state for city in (loud, silent))
    assert np.array_equal(one.level, two.level)


def test_order_within_a_slot_does_not_matter(warm_state):
    cities = [City(), City()]
    for city in cities:
        city.detector.restore(warm_state)
        city.slot += 15 * 288
    slot = cities[0].slot
    rows = np.stack([cities[0].usual(slot + offset) for offset in range(3)])
    for city, order in zip(cities, ([0, 1, 2], [2, 0, 1]), strict=True):
        for offset in order:
            city.detector.observe(city.batch([slot + offset], rows[offset : offset + 1]))
        city.slot += 3
        city.detector.tick(city.tick())
    assert cities[0].detector.save() == cities[1].detector.save()


def test_late_and_unknown_readings_are_counted_and_change_nothing(city):
    city.live(3)
    before = city.detector.domains[("live", SLOT)].state.level.copy()
    city.detector.observe(city.batch([city.slot], city.usual(city.slot)[None] * 9, flags=FLAG_LATE))
    city.detector.observe(city.batch([city.slot - 2], city.usual(city.slot)[None] * 9))
    stranger = city.batch([city.slot], np.ones((1, 18)))
    stranger = type(stranger)(
        **{name: getattr(stranger, name) for name in stranger.__struct_fields__ if name != "sensors"},
        sensors=[f"stranger-{n}" for n in range(18)],
    )
    ignored = city.detector.figures()["readings_ignored"]
    city.detector.observe(stranger)
    assert city.detector.figures()["readings_ignored"] == ignored + 18
    assert np.array_equal(before, city.detector.domains[("live", SLOT)].state.level)
    assert alerts(city.live(2)) == []


def test_ticks_of_other_clocks_and_ticks_that_go_back_do_nothing(city):
    city.live(2)
    state = city.detector.save()
    assert city.detector.tick(Tick(clock="replay", now=city.slot * SLOT + 10 * SLOT)) == []
    assert city.detector.tick(Tick(clock="live", now=city.slot * SLOT - 10 * SLOT)) == []
    assert city.detector.save() == state


@share_city
@given(cuts=st.sets(st.integers(0, 23), max_size=4), seed=st.integers(0, 1000))
def test_saved_and_restored_anywhere_it_goes_on_bit_for_bit(city, warm_state, cuts, seed):
    rng = np.random.default_rng(seed)
    changes = rng.uniform(0.1, 4.0, 24) ** rng.integers(0, 2, 24)
    column = int(rng.integers(0, 18))
    gaps = rng.random((24, 18)) < 0.05

    def play(cuts):
        made = City()
        made.detector.restore(warm_state)
        made.slot += 15 * 288 + 140
        found = []
        for position in range(24):
            values = made.usual(made.slot)
            values[column] *= changes[position]
            values[gaps[position]] = np.nan
            half = values.copy()
            half[::2] = np.nan
            values[1::2] = np.nan
            made.detector.observe(made.batch([made.slot], half[None]))
            if position in cuts:
                again = Detector(made.detector.context)
                again.restore(made.detector.save())
                made.detector = again
            made.detector.observe(made.batch([made.slot], values[None]))
            made.slot += 1
            found += made.detector.tick(made.tick())
        return found, made.detector.save()

    assert play(set()) == play(cuts)


@pytest.mark.parametrize("state", [b"", b"\x80", b"nonsense", b"\x81\xa7version\x63"])
def test_a_state_that_cannot_be_used_is_refused(city, state):
    before = city.detector.save()
    with pytest.raises(ValueError, match=r"state|version"):
        city.detector.restore(state)
    assert city.detector.save() == before


@share_city
@given(share=st.floats(0, 1, exclude_max=True), more=st.binary(min_size=1, max_size=9))
def test_a_state_that_was_cut_or_lengthened_is_refused(city, warm_state, share, more):
    before = city.detector.save()
    for damaged in (warm_state[: int(share * len(warm_state))], warm_state + more):
        with pytest.raises(ValueError, match=r"state|version|buffer"):
            city.detector.restore(damaged)
    assert city.detector.save() == before


@share_city
@given(st.lists(st.sampled_from([*(f"people-{n}" for n in range(10)), "air-1", "nobody"]), min_size=1, max_size=40))
def test_places_are_found_for_any_list_of_names_and_anew_when_sensors_change(city, names):
    found = city.detector._whereabouts(list(names))
    assert (city.detector._whereabouts(list(names)) is found) == (len(names) >= 16)
    for key, places in found.items():
        for name, place in zip(names, places.tolist(), strict=True):
            if key is None:
                assert (place == 1) == (name == "nobody")
            else:
                assert place == (city.detector.domains[key].roster.places[name] if name != "nobody" else -1)
    city.detector.sensors([city.sensors[0]])
    assert city.detector._whereabouts(list(names)) is not found


def test_a_long_silence_is_skipped(city):
    city.live(2)
    city.slot += 200 * 288
    city.detector.observe(city.batch([city.slot], city.usual(city.slot)[None]))
    city.slot += 1
    found = city.detector.tick(city.tick())
    assert alerts(found) == []
    assert city.detector.domains[("live", SLOT)].closed == city.slot - 1


def test_a_sensor_may_change_its_interval_and_its_kind(city):
    changed = city.sensors[0]
    hourly = type(changed)(
        **{name: getattr(changed, name) for name in changed.__struct_fields__} | {"interval_s": 3600}
    )
    city.detector.sensors([hourly])
    assert city.detector.figures()["sensors"] == 18
    city.live(14)
    city.detector.sensors([changed])
    city.live(3)
    assert set(city.detector.domains) == {("live", SLOT), ("live", 3_600_000)}
    assert city.detector.figures()["sensors"] == 18


def test_figures_and_health_are_told(city):
    figures = city.detector.figures()
    assert figures["sensors"] == 18
    assert figures["sensors_learning"] == 0
    assert figures["readings_taken"] == 15 * 288 * 18
    state, reason = city.detector.health()
    assert state.value == "fresh"
    assert all(reason.in_(locale) for locale in LOCALES)
