"""Agencies are apart: whatever one has of each kind, no route of the description gives it to another.

Every route that reads is asked by every kind of person of another agency, as it stands and with each of the first
agency's ids in its place. What comes back holds neither a word nor an id of the first agency's. (Incidents that are
shared, in parts and by rule, with tables, files and streams: `tests/incidents/test_wall.py`.)
"""

import re
from collections.abc import Iterable, Iterator
from typing import Any

import httpx
import pytest
from tests.alerts.drafts import draft
from tests.channels.warnings.test_endpoints import CONTENT, WORDS
from tests.fixtures.server import People
from tests.law.confirm import send_out

from impetus.alerts.intake import alert_id, intake
from impetus.model.text import Text
from impetus.people.permissions import Role
from impetus.server import openapi
from impetus.storage.unit import UnitOfWork

MARK = "zebraline"
ID = re.compile(r'"([a-z]{2,4}_[0-9a-z]{20,})"')
HOLE = re.compile(r"\{[^}]*\}")
ENDLESS = "/api/events"
"""A stream; its own tests read it."""
NO_ID = re.compile(r"\{(?:guide|identifier|locale|name|provider|tool)\}")
"""Holes that take a word of the program, or what is public."""
OF_ONE_KIND = {"{alert}": "alr_", "{incident}": "inc_", "{person}": "per_"}
"""Holes that say which ids they take; the others are given one of each kind."""
ROLES = (Role.SUPERVISOR, Role.ADMINISTRATOR, Role.DATA_PROTECTION_OFFICER, Role.OPERATOR)
HISTORY = "/api/sensors/{id}/series"
"""Waits for a worker that does not run here; the history's own tests ask for another agency's."""
GETS = sorted(
    {path for path, methods in openapi.description()["paths"].items() if "get" in methods} - {ENDLESS, HISTORY}
)


async def seeded(people: People, uow: UnitOfWork) -> dict[str, str]:
    """Make one of each kind in Helsinki, all with the mark; return what was answered, by address."""
    supervisor = await people.client(Role.SUPERVISOR, name="Sara Sand")
    administrator = await people.client(Role.ADMINISTRATOR, name="Anna Aas")
    officer = await people.client(Role.DATA_PROTECTION_OFFICER, name="Dag Dal")
    found: dict[str, str] = {}

    async def make(browser: httpx.AsyncClient, path: str, **body: Any) -> Any:
        answer = await send_out(browser, path, body)
        assert answer.status_code in (200, 201), f"{path}: {answer.text}"
        found[path] = answer.text
        return answer.json()

    title = Text(en=MARK, it=MARK, nb=MARK)
    await intake(uow, "helsinki", "anomaly", "1.0.0", [draft(0, title=title, why=title)])
    alert = alert_id("helsinki", "anomaly", draft(0))
    incident = (await make(supervisor, "/api/incidents", title=MARK, alerts=[alert]))["id"]
    await make(supervisor, f"/api/incidents/{incident}/entries", text=MARK)
    await make(supervisor, f"/api/incidents/{incident}/tasks", text=MARK)
    await make(supervisor, "/api/triage/silences", scope={"source": "counter-9"}, reason=MARK, minutes=60)
    await make(supervisor, "/api/warnings", content=CONTENT | {"texts": {"en": WORDS | {"headline": MARK}}})
    await make(supervisor, "/api/shifts/notes", text=MARK)
    await make(supervisor, "/api/views", screen="search", name=MARK, query={"q": MARK}, shared=True)
    await make(supervisor, "/api/cases", title=MARK, reason=MARK, ends_at="2026-03-20T12:00:00Z")
    await make(supervisor, "/api/responders", alert=alert, responder=MARK, instruction=MARK)
    hook = {"url": "https://hooks.example/x", "secret": "x" * 20}
    await make(administrator, "/api/channels", name=MARK, type="webhook", settings=hook)
    await make(administrator, "/api/sources", name=MARK, type="http", settings={}, mapping={})
    await make(administrator, "/api/feeds", name=MARK, url="https://weather.example/feed")
    await make(officer, "/api/breaches", title=MARK)
    found["alert"] = f'"{alert}"'
    return found


def filled(path: str, ids: Iterable[str]) -> Iterator[str]:
    """The address with each id in all of its places; as it stands where it has none."""
    if not HOLE.search(path):
        yield path
        return
    wanted = OF_ONE_KIND.get(HOLE.findall(path)[0], "")
    for id in ids:
        if id.startswith(wanted):
            yield HOLE.sub(id, path)


@pytest.mark.slow
async def test_no_route_gives_another_agency_s(people: People, uow: UnitOfWork) -> None:
    strangers = [await people.client(role, agency="oslo", name=f"{role.value} of Oslo") for role in ROLES]
    before = {found for browser in strangers for path in GETS if not HOLE.search(path)
              for found in ID.findall((await browser.get(path)).text)}  # fmt: skip
    answers = await seeded(people, uow)
    own = [await people.client(role, name=f"{role.value} of Helsinki") for role in ROLES]
    seen, ids = 0, {id for answer in answers.values() for id in ID.findall(answer)}
    for browser in own:
        for path in GETS:
            if not HOLE.search(path):
                told = (await browser.get(path)).text
                seen += MARK in told
                ids |= set(ID.findall(told))
    assert seen >= 12, "the first agency reads its own"
    ids -= before
    # one of each kind is enough to ask for; every id is looked for in what comes back
    asked = sorted({id.split("_")[0]: id for id in sorted(ids)}.values())
    assert len(asked) >= 8
    plain = [path for path in GETS if not HOLE.search(path)]
    named = [
        address for path in GETS if HOLE.search(path) and not NO_ID.search(path) for address in filled(path, asked)
    ]
    # What was asked for stands in the answer; these two read most.
    for addresses, foreign, who in ((plain, ids, strangers), (named, ids - set(asked), (strangers[0], strangers[2]))):
        for stranger in who:
            for address in addresses:
                told = (await stranger.get(address)).text
                assert MARK not in told, f"{address} tells what is another agency's"
                assert not set(ID.findall(told)) & foreign, f"{address} names what is another agency's"
    for stranger in strangers:
        for text in (f"/api/alerts?q={MARK}&state=all&shown=all", f"/api/incidents?q={MARK}&state=all"):
            told = (await stranger.get(text)).json()
            assert not told.get("items"), text
            assert not told.get("total"), "counts tell nothing either"
        assert MARK not in (await stranger.get("/api/search", params={"q": MARK})).text.replace(f'"{MARK}"', "")
