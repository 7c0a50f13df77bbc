"""Sensors over HTTP, with a real history behind them."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import httpx
import pytest
from tests.fixtures.server import People

from impetus.bus.connection import Bus
from impetus.contracts.format import Readings
from impetus.history.service import History
from impetus.keys.store import KeyStore
from impetus.kit.clock import SystemClock
from impetus.model.sensor import HealthState, Sensor, SensorHealth, SensorKind
from impetus.model.text import Text
from impetus.observations.intake import Profile
from impetus.places import service
from impetus.storage.unit import UnitOfWork

NOON = 1_772_798_400_000
SLASHED = "st 1/no₂"


@pytest.fixture
async def city(
    people: People, bus: Bus, worker_uow: UnitOfWork, keys: KeyStore, tmp_path: Path
) -> AsyncIterator[History]:
    """Two sensors, one with readings, and the history that serves them."""
    history = History(bus, worker_uow, keys, SystemClock(), tmp_path / "objects")
    task = asyncio.create_task(history.run())
    intake = people.app.state.intake
    await intake.register(
        "helsinki",
        [
            Sensor(
                id=SLASHED, name="NO₂", kind=SensorKind.AIR, source="s", unit="µg/m³", latitude=60.1, longitude=24.9
            ),
            Sensor(id="b", name="B", kind=SensorKind.NOISE, source="s"),
        ],
        actor="source:s",
    )
    times = [NOON - i * 60_000 for i in range(100)]
    await intake.accept(
        Profile(agency="helsinki", source="s"),
        Readings(sensors=[SLASHED] * 100, times=times, values=[float(i) for i in range(100)]),
    )
    stuck = SensorHealth(sensor="b", state=HealthState.STUCK, since=NOON, reason=Text(en="Stuck", nb="Henger"))
    await service.set_health(worker_uow, "helsinki", "anomaly", [stuck])
    async with asyncio.timeout(20):
        while not history.answering or not history.position:
            await asyncio.sleep(0.02)
    yield history
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)


@pytest.mark.usefixtures("city")
async def test_all_sensors_as_columns(operator: httpx.AsyncClient) -> None:
    answer = await operator.get("/api/sensors")
    body = answer.json()
    assert body["ids"] == ["b", SLASHED]
    assert body["states"] == ["stuck", "unknown"]
    assert body["since"] == [NOON, None]
    assert (body["values"], body["times"]) == ([None, 0.0], [None, NOON])
    assert {len(column) for name, column in body.items() if name != "version"} == {2}
    again = await operator.get("/api/sensors", headers={"If-None-Match": answer.headers["etag"]})
    assert again.status_code == 304


@pytest.mark.usefixtures("city")
async def test_one_sensor_and_its_readings(operator: httpx.AsyncClient) -> None:
    path = "/api/sensors/st%201%2Fno%E2%82%82"
    body = (await operator.get(path)).json()
    assert (body["id"], body["value"], body["time"], body["state"]) == (SLASHED, 0.0, NOON, "unknown")
    assert (await operator.get("/api/sensors/b", params={"locale": "nb"})).json()["reason"] == "Henger"
    series = (await operator.get(f"{path}/series")).json()
    assert (len(series["time"]), series["time"][-1], series["unit"]) == (100, NOON, "µg/m³")
    query = {"from": "2026-03-06T11:00:00Z", "to": str(NOON), "points": 2}
    thin = (await operator.get(f"{path}/series", params=query)).json()
    assert (thin["count"], thin["low"], thin["high"]) == ([30, 30], [31, 1], [60, 30])
    assert (await operator.get("/api/sensors/nobody")).status_code == 404
    assert (await operator.get("/api/sensors/nobody/series")).status_code == 404
    for bad in ({"from": "yesterday"}, {"from": "9" * 30}, {"from": "5", "to": "4"}, {"points": 0}):
        assert (await operator.get(f"{path}/series", params=bad)).status_code == 422


@pytest.mark.usefixtures("city")
async def test_the_sum_of_a_kind(operator: httpx.AsyncClient) -> None:
    query = {"kind": "air", "from": str(NOON - 30 * 60_000), "to": str(NOON), "points": 2}
    body = (await operator.get("/api/sensors/sum", params=query)).json()
    assert body == {"time": [NOON - 1_350_000, NOON - 450_000], "value": [23, 8], "heard": [1, 1], "sensors": 1}
    assert (await operator.get("/api/sensors/sum")).json()["value"] == [None] * 90
    for bad in ({"kind": "ghosts"}, {"from": "5", "to": "4"}, {"points": 0}, {"points": 5000}):
        assert (await operator.get("/api/sensors/sum", params=bad)).status_code == 422


@pytest.mark.usefixtures("city")
async def test_changing_a_sensor(administrator: httpx.AsyncClient, operator: httpx.AsyncClient) -> None:
    body = (await administrator.put("/api/sensors/b", json={"name": "Bridge", "minimum": 0})).json()
    assert (body["name"], body["minimum"], body["kind"], body["state"]) == ("Bridge", 0, "noise", "stuck")
    assert (await operator.put("/api/sensors/b", json={"name": "X"})).status_code == 403
    for bad in ({"name": ""}, {"latitude": 91}, {"latitude": 1}, {"minimum": 2, "maximum": 1}, {"clock": "x"}):
        assert (await administrator.put("/api/sensors/b", json=bad)).status_code == 422
    assert (await administrator.put("/api/sensors/nobody", json={})).status_code == 404


async def test_without_a_history(operator: httpx.AsyncClient, people: People) -> None:
    await service.register(
        people.uow, "helsinki", [Sensor(id="a", name="A", kind=SensorKind.AIR, source="s")], actor="platform"
    )
    assert (await operator.get("/api/sensors")).json()["values"] == [None]
    assert (await operator.get("/api/sensors/a/series")).status_code == 503
