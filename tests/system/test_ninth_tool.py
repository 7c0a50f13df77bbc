"""A ninth tool is one folder, or one package: it appears everywhere with no other file changed."""

import importlib
import sys
import tomllib
from collections.abc import Iterator
from contextlib import AsyncExitStack
from pathlib import Path
from typing import Any

import httpx
import pytest
from tests.fixtures.server import People
from tests.fixtures.world import World, until

import impetus.tools
from impetus.bus.codec import encode
from impetus.bus.connection import Bus
from impetus.bus.publisher import Outgoing
from impetus.contracts.bench import batch
from impetus.contracts.discovery import discover
from impetus.contracts.scaffold import new_inside, new_outside
from impetus.contracts.validate import validate
from impetus.kit.clock import ManualClock
from impetus.kit.settings import PlatformSettings
from impetus.people.permissions import Role
from impetus.server.app import create_app
from impetus.storage.unit import UnitOfWork

NAME = "Ninth watch"
ID = "ninth_watch"
INSTALLED = Path(impetus.tools.__file__).parents[2]


def files_of_the_platform() -> dict[str, float]:
    kept = (path for path in (INSTALLED / "impetus").rglob("*") if path.is_file() and path.suffix != ".pyc")
    return {str(path): path.stat().st_mtime for path in kept}


@pytest.fixture(params=["inside", "outside"])
def ninth(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """A new tool, in a copy of the checkout or as an installed package; gone from Python afterwards."""
    loaded = set(sys.modules)
    if request.param == "inside":
        (tmp_path / "src" / "impetus" / "tools").mkdir(parents=True)
        new_inside(NAME, tmp_path)
        folders = [*impetus.tools.__path__, str(tmp_path / "src" / "impetus" / "tools")]
        monkeypatch.setattr(impetus.tools, "__path__", folders)
        module = f"impetus.tools.{ID}"
    else:
        new_outside(NAME, tmp_path)
        install(tmp_path / f"impetus-{ID.replace('_', '-')}")
        monkeypatch.syspath_prepend(tmp_path / f"impetus-{ID.replace('_', '-')}" / "src")
        module = f"impetus_{ID}"
    importlib.invalidate_caches()
    yield module
    for name in set(sys.modules) - loaded:
        if name == module or name.startswith(f"{module}."):
            del sys.modules[name]


def install(home: Path) -> None:
    """What an installer writes: the metadata with the entry points of pyproject.toml."""
    project: dict[str, Any] = tomllib.loads((home / "pyproject.toml").read_text("utf-8"))["project"]
    info = home / "src" / f"{project['name'].replace('-', '_')}-{project['version']}.dist-info"
    info.mkdir()
    (info / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {project['name']}\nVersion: {project['version']}\n")
    points = "".join(
        f"[{group}]\n" + "".join(f"{name} = {target}\n" for name, target in entries.items())
        for group, entries in project["entry-points"].items()
    )
    (info / "entry_points.txt").write_text(points)


@pytest.mark.system
async def test_a_ninth_tool_appears_everywhere(
    ninth: str, world: World, uow: UnitOfWork, bus: Bus, manual_clock: ManualClock, platform_settings: PlatformSettings
) -> None:
    before = files_of_the_platform()
    found = discover()[ID]
    assert found.module == ninth
    assert validate(found) == []
    app = create_app(platform_settings, clock=manual_clock, uow=uow, bus=bus)
    async with app.router.lifespan_context(app), AsyncExitStack() as stack:
        browser = await People(app, uow, stack).client(Role.ADMINISTRATOR)
        await in_the_api(browser)
        await in_the_guides(browser)
        await in_the_permissions(browser)
        await in_the_audit(browser)
        async with world.going(found):
            await it_works(browser, world)
    assert files_of_the_platform() == before


async def in_the_api(browser: httpx.AsyncClient) -> None:
    catalogue = {tool["id"]: tool for tool in (await browser.get("/api/tools")).json()}
    assert catalogue[ID]["name"] == NAME
    assert catalogue[ID]["icon"]
    detail = (await browser.get(f"/api/tools/{ID}")).json()
    assert set(detail["settings"]["schema"]["properties"]) == {"limit", "readings"}
    assert detail["model_card"]
    for locale in ("en", "it", "nb"):
        assert (await browser.get(f"/api/strings/{locale}")).json()[ID]["summary"]


async def in_the_guides(browser: httpx.AsyncClient) -> None:
    for locale in ("en", "it", "nb"):
        pages = [page for page in (await browser.get(f"/api/guides?locale={locale}")).json() if page["tool"] == ID]
        assert {page["guide"] for page in pages} == {"operations", "ethics"}
        assert {page["locale"] for page in pages} == {locale}
    text = (await browser.get(f"/api/guides/operations/{ID}?locale=it")).json()
    assert "Parla quando" in text["body"]


async def in_the_permissions(browser: httpx.AsyncClient) -> None:
    permissions = {one["id"]: one for one in (await browser.get("/api/permissions")).json()}
    assert permissions[f"tool.{ID}.configure"]["legal_basis"]
    assert "operator" in permissions[f"tool.{ID}.see"]["roles"]


async def in_the_audit(browser: httpx.AsyncClient) -> None:
    await browser.put(f"/api/tools/{ID}/settings", json={"values": {"limit": 100}})
    await browser.post(f"/api/tools/{ID}/switch", json={"running": False, "reason": "To see it in the log"})
    await browser.post(f"/api/tools/{ID}/switch", json={"running": True})
    entries = (await browser.get("/api/audit?what=tool.")).json()["items"]
    assert [(entry["what"], entry["subject"]) for entry in reversed(entries)] == [
        ("tool.settings", ID),
        ("tool.stopped", ID),
        ("tool.started", ID),
    ]


async def it_works(browser: httpx.AsyncClient, world: World) -> None:
    """Its alert is in the queue under the name and the kind that it brought, with the settings made above."""
    readings = batch("square", [(1_000, 150.0)], agency="helsinki")
    await until(lambda: world.rows(f"SELECT * FROM stream_position WHERE reader = 'tool:{ID}'"))
    while not (items := (await browser.get("/api/alerts", params={"shown": "all"})).json()["items"]):
        await world.publisher.publish([Outgoing("obs.helsinki.people.07", encode(readings))])
    assert (items[0]["tool_name"], items[0]["kind_title"]) == (NAME, "Above the limit")
    detail = (await browser.get(f"/api/alerts/{items[0]['id']}")).json()
    assert [evidence["type"] for evidence in detail["evidence"]] == ["series"]
