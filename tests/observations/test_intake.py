"""The intake on a real NATS server and a real database."""

import asyncio
from collections.abc import AsyncIterator

import msgspec
import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import text

from impetus.bus.connection import Bus
from impetus.bus.reader import read
from impetus.bus.stream import purge_before, stream_state
from impetus.contracts.format import ColumnReadings, Readings, Refusal
from impetus.kit.clock import ManualClock, SystemClock
from impetus.kit.errors import BadInput
from impetus.model.observation import FLAG_LATE, Control, ObservationBatch, SensorsChanged, Tick
from impetus.model.sensor import Sensor, SensorKind
from impetus.observations.clockkeeper import ClockKeeper
from impetus.observations.clocks import Clocks
from impetus.observations.intake import Intake, Profile, Rules
from impetus.storage.unit import UnitOfWork

NOON = 1_772_798_400_000
PROFILE = Profile(agency="helsinki", source="s")
OWN = Profile(agency="helsinki", source="city", clock="city")


class RunningClock(ManualClock):
    """Stands still for people, runs on for pauses."""

    def monotonic(self) -> float:
        return SystemClock().monotonic()


@pytest.fixture
async def intake(bus: Bus, worker_uow: UnitOfWork) -> AsyncIterator[Intake]:
    made = Intake(bus, worker_uow, RunningClock(NOON))
    task = asyncio.create_task(made.run())
    yield made
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)


async def everything(bus: Bus) -> list[ObservationBatch | Control]:
    state = await stream_state(bus)
    found: list[ObservationBatch | Control] = []
    if not state.messages:
        return found
    async with asyncio.timeout(30):
        async for message in read(bus, 1, ["obs.>", "ctl.>"]):
            found.append(message.decode())
            if message.sequence == state.last:
                break
    return found


def readings_in(messages: list[ObservationBatch | Control]) -> list[tuple[str, int, float, int]]:
    return [
        (batch.sensors[i], int(t), float(v), int(f))
        for batch in messages
        if isinstance(batch, ObservationBatch)
        for i, t, v, f in zip(batch.indices, batch.times, batch.values, batch.flag_bits, strict=True)
    ]


async def test_new_sensors_come_before_their_readings(intake: Intake, bus: Bus) -> None:
    report = await intake.accept(
        PROFILE, Readings(sensors=["a", "b", "a"], times=[NOON, NOON, NOON - 1], values=[1, 2, 3], units=[])
    )
    assert (report.accepted, report.late, report.repeated, report.refused) == (3, 0, 0, 0)
    first, *rest = await everything(bus)
    assert isinstance(first, SensorsChanged)
    assert [sensor.id for sensor in first.sensors] == ["a", "b"]
    assert sorted(readings_in(rest)) == [("a", NOON - 1, 3.0, 0), ("a", NOON, 1.0, 0), ("b", NOON, 2.0, 0)]


async def test_order_within_a_sensor_is_kept(intake: Intake, bus: Bus) -> None:
    times = [NOON - i * 7 % 1000 for i in range(500)]
    await intake.accept(PROFILE, Readings(sensors=["a"] * 500, times=times, values=[float(i) for i in range(500)]))
    kept = readings_in(await everything(bus))
    assert [value for _, _, value, _ in kept] == sorted(value for _, _, value, _ in kept)


async def test_repeated_readings_are_dropped_and_counted(intake: Intake, bus: Bus) -> None:
    batch = Readings(sensors=["a", "b", "a"], times=[NOON, NOON, NOON], values=[1, 2, 1])
    first = await intake.accept(PROFILE, batch)
    assert (first.accepted, first.repeated) == (2, 1)
    second = await intake.accept(PROFILE, batch)
    assert (second.accepted, second.repeated) == (0, 3)
    assert len(readings_in(await everything(bus))) == 2


async def test_another_process_knows_what_was_taken(intake: Intake, bus: Bus, worker_uow: UnitOfWork) -> None:
    batch = Readings(sensors=["a", "b"], times=[NOON, NOON], values=[1, 2])
    await intake.accept(PROFILE, batch)
    other = Intake(bus, worker_uow, RunningClock(NOON))
    task = asyncio.create_task(other.run())
    report = await other.accept(PROFILE, batch)
    assert (report.accepted, report.repeated) == (0, 2)
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)


async def test_what_cannot_be_is_refused_and_the_rest_kept(intake: Intake, bus: Bus, worker_uow: UnitOfWork) -> None:
    await intake.register(
        "helsinki",
        [Sensor(id="t", name="T", kind=SensorKind.TRAFFIC, source="s", unit="km/h", minimum=0.0, maximum=200.0)],
        actor="source:s",
    )
    day = 86_400_000
    readings = Readings(
        sensors=["t"] * 9 + ["", "x\x00"],
        times=[NOON, NOON - 1, NOON - 2, NOON + 10 * 60_000, NOON - 1000 * day, 1 << 70, NOON - 3, NOON - 4, NOON - 5]
        + [NOON] * 2,
        values=[50, -1, 201, 5, 5, 5, float("nan"), float("inf"), 10] + [1.0] * 2,
        units=[""] * 8 + ["mph", "", ""],
        refusals=[Refusal(reason="not_json", field="", problem="p", remedy="r", sample="\x00{", count=3)],
    )
    report = await intake.accept(PROFILE, readings)
    assert (report.accepted, report.refused) == (2, 12)
    assert sorted(r.reason for r in report.refusals) == [
        "above_maximum", "bad_name", "bad_name", "below_minimum", "impossible_time", "in_the_future",
        "not_a_number", "not_a_number", "not_json", "too_old",
    ]  # fmt: skip
    kept = readings_in(await everything(bus))
    assert sorted((t, round(v, 3)) for _, t, v, _ in kept) == [(NOON - 5, 16.093), (NOON, 50.0)]
    await intake.tally.write()
    async with worker_uow(agency="helsinki", purpose="test", actor="platform") as unit:
        row = (await unit.session.execute(text("SELECT * FROM source_count"))).mappings().one()
        assert (row["accepted"], row["refused"]) == (2, 12)
        assert (await unit.session.execute(text("SELECT count(*) FROM refused_reading"))).scalar_one() == 10
    wrong = await intake.accept(PROFILE, Readings(sensors=["t"], times=[NOON - 9], values=[1], units=["dB"]))
    assert [r.reason for r in wrong.refusals] == ["unknown_unit"]


async def test_unknown_sensors_only_where_wanted(bus: Bus, worker_uow: UnitOfWork) -> None:
    intake = Intake(bus, worker_uow, RunningClock(NOON), Rules(maximum_sensors=2))
    task = asyncio.create_task(intake.run())
    closed = Profile(agency="helsinki", source="s", register_unknown=False)
    one = Readings(sensors=["a"], times=[NOON], values=[1])
    assert [r.reason for r in (await intake.accept(closed, one)).refusals] == ["unknown_sensor"]
    report = await intake.accept(PROFILE, Readings(sensors=["a", "b", "c"], times=[NOON] * 3, values=[1] * 3))
    assert (report.accepted, [r.reason for r in report.refusals]) == (2, ["too_many_sensors"])
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)


async def test_late_readings_are_kept_and_flagged(intake: Intake, bus: Bus) -> None:
    minute = 60_000
    await intake.accept(OWN, Readings(sensors=["a"], times=[NOON], values=[1]))
    await intake.advance("helsinki", "city", NOON + minute)
    report = await intake.accept(
        OWN, Readings(sensors=["a", "a", "a"], times=[NOON + 1, NOON + minute, NOON + 99 * minute], values=[2, 3, 4])
    )
    assert (report.accepted, report.late) == (2, 1)
    messages = await everything(bus)
    assert [type(m).__name__ for m in messages] == ["SensorsChanged", "ObservationBatch", "Tick", "ObservationBatch"]
    assert [(t, f) for _, t, _, f in readings_in(messages)][1:] == [
        (NOON + 1, FLAG_LATE),
        (NOON + minute, 0),
        (NOON + 99 * minute, 0),
    ]


async def test_ticks_never_go_back(intake: Intake, bus: Bus, worker_uow: UnitOfWork) -> None:
    for now in (5, 9, 7, 9, 12):
        await intake.advance("helsinki", "city", now)
    assert await everything(bus) == [Tick(clock="city", now=now) for now in (5, 9, 12)]
    later = Intake(bus, worker_uow, RunningClock(NOON))
    task = asyncio.create_task(later.run())
    await later.advance("helsinki", "city", 10)
    await later.advance("helsinki", "city", 13)
    assert (await everything(bus))[3:] == [Tick(clock="city", now=13)]
    async with asyncio.timeout(10):
        while intake.clocks.now("helsinki", "city") != 13:
            await asyncio.sleep(0.01)
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)
    await purge_before(bus, 100)
    fresh = Clocks(bus)
    await fresh.recall("helsinki", "city")
    assert fresh.now("helsinki", "city") == 13
    await fresh.recall("oslo", "city")
    assert fresh.now("oslo", "city") is None


async def test_the_live_clock(intake: Intake, bus: Bus, worker_uow: UnitOfWork) -> None:
    clock = RunningClock(NOON + 999)
    keeper = ClockKeeper(intake, worker_uow, clock, grace_ms=10_000)
    task = asyncio.create_task(keeper.run())
    async with asyncio.timeout(20):
        while (await stream_state(bus)).messages < 2:
            await asyncio.sleep(0.02)
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)
    assert set(map(str, await everything(bus))) == {str(Tick(clock="live", now=NOON - 10_000))}


async def test_many_small_messages_share_batches(intake: Intake, bus: Bus) -> None:
    await intake.accept(PROFILE, Readings(sensors=["a"], times=[NOON - 1], values=[1]))
    before = (await stream_state(bus)).messages
    reports = await asyncio.gather(
        *(intake.accept(PROFILE, Readings(sensors=["a"], times=[NOON + i], values=[i])) for i in range(300))
    )
    assert sum(report.accepted for report in reports) == 300
    assert (await stream_state(bus)).messages - before < 30


async def test_columns(intake: Intake, bus: Bus) -> None:
    n = 40_000
    readings = ColumnReadings(
        sensors=[f"s{i}" for i in range(100)],
        index=(np.arange(n) % 100).astype("u4"),
        times=NOON - np.arange(n, dtype="i8"),
        values=np.arange(n, dtype="f8"),
    )
    report = await intake.accept(PROFILE, readings)
    assert report.accepted == n
    kept = readings_in(await everything(bus))
    assert {(s, t): v for s, t, v, _ in kept} == {(f"s{i % 100}", NOON - i): float(i) for i in range(n)}


async def test_columns_that_do_not_fit(intake: Intake) -> None:
    with pytest.raises(BadInput):
        await intake.accept(PROFILE, Readings(sensors=["a"], times=[], values=[1]))
    wrong = ColumnReadings(
        sensors=["a"], index=np.array([1], "u4"), times=np.array([NOON], "i8"), values=np.array([1.0])
    )
    with pytest.raises(BadInput):
        await intake.accept(PROFILE, wrong)


async def test_nothing_at_all(intake: Intake) -> None:
    report = await intake.accept(PROFILE, Readings())
    assert (report.accepted, report.late, report.repeated, report.refused) == (0, 0, 0, 0)


names = st.text(max_size=5)
number = st.one_of(st.floats(), st.floats(-10, 10))
when = st.one_of(st.integers(), st.integers(NOON - 10**9, NOON + 10**6))


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.tuples(names, when, number, st.sampled_from(["", "mph", "dB", "\ud800"])), max_size=30))
async def test_whatever_comes_the_counts_add_up(intake: Intake, rows: list[tuple[str, int, float, str]]) -> None:
    readings = Readings(
        sensors=[r[0] for r in rows],
        times=[r[1] for r in rows],
        values=[r[2] for r in rows],
        units=[r[3] for r in rows],
    )
    report = await intake.accept(PROFILE, readings)
    assert report.accepted + report.late + report.repeated + report.refused == len(rows)
    await intake.tally.write()


async def test_a_source_leaves_the_sensors_of_another_alone(intake: Intake, bus: Bus) -> None:
    mine = Readings(sensors=["a"], times=[NOON], values=[1])
    assert (await intake.accept(PROFILE, mine)).accepted == 1
    theirs = Profile(agency="helsinki", source="other")
    report = await intake.accept(theirs, Readings(sensors=["b", "a"], times=[NOON, NOON + 1], values=[2, 9]))
    assert (report.accepted, report.refused) == (1, 1)
    (refusal,) = report.refusals
    assert (refusal.reason, refusal.field, refusal.position) == ("other_source", "sensor", 1)
    assert refusal.remedy
    named = [Sensor(id=id, name="taken", kind=SensorKind.NOISE, source="other", clock="own") for id in ("a", "c")]
    await intake.register("helsinki", named, actor="source:other", owner="other")
    table = await intake.tables.of("helsinki")
    assert [(id, table.sensors[row].source) for id, row in table.rows.items()] == [
        ("a", "s"),
        ("b", "other"),
        ("c", "other"),
    ]
    allowed = msgspec.structs.replace(theirs, others=True)
    assert (await intake.accept(allowed, Readings(sensors=["a"], times=[NOON + 2], values=[3]))).accepted == 1
    assert [(s, t) for s, t, _, _ in readings_in(await everything(bus)) if s == "a"] == [("a", NOON), ("a", NOON + 2)]


async def test_values_too_large_to_convert_are_refused(intake: Intake) -> None:
    await intake.register(
        "helsinki", [Sensor(id="t", name="t", kind=SensorKind.AIR, source="s", unit="µg/m³")], actor="platform"
    )
    huge = Readings(sensors=["t"], times=[NOON], values=[1e308], units=["mg/m³"])
    assert [refusal.reason for refusal in (await intake.accept(PROFILE, huge)).refusals] == ["not_a_number"]


async def test_refusals_say_which_record_they_came_from(intake: Intake) -> None:
    rows = Readings(sensors=["a", "b", "c"], times=[NOON, -1, NOON], values=[1, 2, 3], positions=[0, 4, 4])
    report = await intake.accept(PROFILE, rows)
    assert [(refusal.reason, refusal.position) for refusal in report.refusals] == [("impossible_time", 4)]
    with pytest.raises(BadInput):
        await intake.accept(PROFILE, Readings(sensors=["a"], times=[NOON], values=[1], positions=[0, 1]))
