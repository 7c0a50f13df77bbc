"""What a running source is given."""

from sqlalchemy import text
from tests.observations.test_intake import NOON, OWN, PROFILE, RunningClock, everything, intake  # noqa: F401

from impetus.contracts.format import Readings
from impetus.contracts.source import SourceContext
from impetus.model.observation import SensorsChanged, Tick
from impetus.model.sensor import HealthState, Sensor, SensorKind
from impetus.model.text import Text
from impetus.observations.context import RunningSource
from impetus.observations.intake import Intake
from impetus.storage.unit import UnitOfWork


async def test_a_source_at_work(intake: Intake, worker_uow: UnitOfWork, bus) -> None:  # noqa: F811
    source = RunningSource(intake, OWN, RunningClock(NOON), {"sensor": "id"})
    context: SourceContext = source
    assert (context.source_id, context.mapping, context.clock.now_ms()) == ("city", {"sensor": "id"}, NOON)
    await context.register([Sensor(id="a", name="A", kind=SensorKind.NOISE, source="")])
    for _ in range(2):
        await context.accept(Readings(sensors=["a"], times=[NOON], values=[1]))
    await context.advance(NOON + 60_000)
    assert (source.total.accepted, source.total.repeated) == (1, 1)
    first, _, tick = await everything(bus)
    assert isinstance(first, SensorsChanged)
    assert (first.sensors[0].source, first.sensors[0].clock) == ("city", "city")
    assert tick == Tick(clock="city", now=NOON + 60_000)
    async with worker_uow(agency="helsinki", purpose="test", actor="platform") as unit:
        await unit.session.execute(text("DELETE FROM outbox"))
    context.health(HealthState.FRESH, Text(en="Connected"))
    context.health(HealthState.FRESH, Text(en="Connected"))
    context.progress(1, 2, Text(en="Half"))
    await intake.tally.write()
    context.health(HealthState.FRESH, Text(en="Connected"))
    await intake.tally.write()
    async with worker_uow(agency="helsinki", purpose="test", actor="platform") as unit:
        topics = (await unit.session.execute(text("SELECT topic FROM outbox ORDER BY id"))).scalars().all()
        assert topics == ["source"]
        assert (await unit.session.execute(text("SELECT done FROM job_progress"))).scalar_one() == 1


async def test_a_source_on_the_live_clock_cannot_move_it(intake: Intake) -> None:  # noqa: F811
    await RunningSource(intake, PROFILE, RunningClock(NOON), {}).advance(NOON)
    assert intake.clocks.now("helsinki", "live") is None
