"""Sensors and their health on a real database."""

import asyncio

import pytest
from sqlalchemy import text

from impetus.kit.errors import BadInput, NotFound, Unavailable
from impetus.model.observation import Control, SensorsChanged
from impetus.model.sensor import HealthState, Sensor, SensorHealth, SensorKind
from impetus.model.text import Text
from impetus.places import repository, service
from impetus.places.table import SensorTable, group_name
from impetus.storage.unit import UnitOfWork

A = Sensor(id="a", name="A", kind=SensorKind.PEOPLE, source="s", latitude=60.1, longitude=24.9, minimum=0.0)
B = Sensor(id="b", name="B", kind=SensorKind.AIR, source="s")


async def outbox(uow: UnitOfWork) -> list[tuple[str, object, bytes | None]]:
    async with uow(agency="helsinki", purpose="test", actor="platform") as unit:
        rows = await unit.session.execute(text("SELECT topic, payload, control FROM outbox ORDER BY id"))
        return [(row.topic, row.payload, row.control) for row in rows]


async def test_sensors_are_kept_and_told(uow: UnitOfWork, worker_uow: UnitOfWork) -> None:
    import msgspec

    await service.register(worker_uow, "helsinki", [A, B], actor="source:s")
    assert await service.every(uow, "helsinki") == [A, B]
    assert await service.every(uow, "oslo") == []
    told = await outbox(worker_uow)
    control = next(c for _, _, c in told if c)
    assert msgspec.msgpack.decode(control, type=Control) == SensorsChanged(sensors=[A, B])
    assert ("settings", {"what": "sensors", "count": 2}, None) in told


async def test_editing(uow: UnitOfWork) -> None:
    await service.register(uow, "helsinki", [A, B], actor="source:s")
    async with uow(agency="helsinki", purpose="test", actor="platform") as unit:
        before = await repository.stamp(unit)
        changed = await service.edit(unit, "a", {"name": "New", "maximum": 9.0})
        assert (changed.name, changed.maximum, changed.kind) == ("New", 9.0, SensorKind.PEOPLE)
    async with uow(agency="helsinki", purpose="test", actor="platform") as unit:
        assert await repository.get(unit, "a") == changed
        assert await repository.get(unit, "c") is None
        assert isinstance(before, str)
        for bad in ({"kind": "magic"}, {"latitude": None}, {"minimum": 10.0}):
            with pytest.raises(BadInput):
                await service.edit(unit, "a", dict(bad))
        with pytest.raises(NotFound):
            await service.edit(unit, "c", {})


async def test_health_is_told_once(worker_uow: UnitOfWork) -> None:
    stuck = SensorHealth(sensor="a", state=HealthState.STUCK, since=1000, reason=Text(en="Same value for an hour"))
    await service.set_health(worker_uow, "helsinki", "anomaly", [stuck])
    await service.set_health(worker_uow, "helsinki", "anomaly", [stuck])
    async with worker_uow(agency="helsinki", purpose="test", actor="platform") as unit:
        assert await repository.health(unit) == {"a": stuck}
        assert await repository.health(unit, "b") == {}
    told = [payload for topic, payload, _ in await outbox(worker_uow) if topic == "health"]
    assert len(told) == 1
    fresh = SensorHealth(sensor="a", state=HealthState.FRESH, since=2000, reason=Text(en="Well"))
    await service.set_health(worker_uow, "helsinki", "anomaly", [stuck, fresh])
    assert len([1 for topic, _, _ in await outbox(worker_uow) if topic == "health"]) == 2


def test_the_table_keeps_row_numbers() -> None:
    table = SensorTable([A, B])
    assert (table.rows["a"], table.rows["b"], len(table)) == (0, 1, 2)
    assert group_name(int(table.group[0]))[0] == "people"
    assert table.minimum[0] == 0.0
    assert table.minimum[1] == float("-inf")
    table.put([B, *(Sensor(id=str(i), name="", kind=SensorKind.NOISE, source="s") for i in range(200))])
    assert table.rows["199"] == 201
    assert table.get("a") == A
    assert table.get("nobody") is None
    assert "b" in table


async def test_two_edits_at_once_lose_nothing(uow: UnitOfWork) -> None:
    await service.register(uow, "helsinki", [A, B], actor="source:s")

    async def edit(changes: dict[str, object]) -> None:
        async with uow(agency="helsinki", purpose="test", actor="platform") as unit:
            await service.edit(unit, "a", changes)
            await asyncio.sleep(0.1)

    await asyncio.gather(edit({"name": "New"}), edit({"area": "Harbour"}), edit({"maximum": 9.0}))
    (changed,) = [sensor for sensor in await service.every(uow, "helsinki") if sensor.id == "a"]
    assert (changed.name, changed.area, changed.maximum) == ("New", "Harbour", 9.0)


async def test_whoever_locks_each_other_out_may_try_again(uow: UnitOfWork) -> None:
    await service.register(uow, "helsinki", [A, B], actor="source:s")
    both = asyncio.Barrier(2)

    async def lock(first: str, second: str) -> None:
        async with uow(agency="helsinki", purpose="test", actor="platform") as unit:
            await repository.get(unit, first, lock=True)
            await both.wait()
            await repository.get(unit, second, lock=True)

    done = await asyncio.gather(lock("a", "b"), lock("b", "a"), return_exceptions=True)
    (error,) = [one for one in done if one is not None]
    assert isinstance(error, Unavailable)
    assert error.remedy
