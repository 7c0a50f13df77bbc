"""Inventory of routes: whoever looks at personal data leaves a line in the audit log, whichever route it was."""

import re

import httpx
import pytest
from tests.alerts.drafts import draft
from tests.fixtures.server import People
from tests.fixtures.storage import NOON

from impetus.alerts.intake import alert_id
from impetus.kit.clock import ManualClock
from impetus.model.acts import ACTS
from impetus.people.consulted import AGAIN_MS, RULES, act_of
from impetus.people.permissions import Role
from impetus.server import openapi

BY_SERVICE = {
    "/api/audit": "audit.read",
    "/api/audit.csv": "audit.exported",
    "/api/cases": "cases.consulted",
    "/api/channels/contacts": "contacts.read",
    "/api/export/alerts": "export",
    "/api/export/incidents": "export",
    "/api/export/sensors": "export",
    "/api/figures/export": "figures.exported",
    "/api/grants": "grant.listed",
    "/api/incidents/{incident}": "incident.seen",
    "/api/incidents/{incident}/evidence": "incident.evidence_listed",
    "/api/incidents/{incident}/evidence/{piece}/file": "incident.file_seen",
    "/api/incidents/{incident}/evidence/{piece}/original": "incident.file_read",
    "/api/incidents/{incident}/report.json": "incident.exported",
    "/api/incidents/{incident}/report.pdf": "incident.exported",
    "/api/people": "people.listed",
    "/api/people/officers/waiting": "officer.waiting_seen",
    "/api/people/{person}/sessions": "sessions.listed",
    "/api/requests": "rights.listed",
    "/api/requests/{id}": "rights.seen",
    "/api/requests/{id}/export.json": "rights.exported",
    "/api/requests/{id}/letter.pdf": "rights.letter",
    "/api/search": "search",
    "/api/shifts/handovers/{id}": "handover.read",
    "/api/unmasked/{kind}/{id}": "grant.used",
}
"""Routes whose service writes the entry, and which it is; the tests of those folders look at its content."""

NOT_PERSONAL = {
    "agencies": "names of agencies",
    "assessments": "tools and settings; opinions are signed by officers in office",
    "audit/operations": "words of the program",
    "audit/state": "hashes and signatures",
    "channel-types": "forms",
    "channels": "ways out",
    "channels/rules": "rules",
    "clock": "the time",
    "evacuations": "places, numbers of people, where stewards stand; no name of anybody",
    "events": "what the person already sees, as it changes",
    "events/position": "a number",
    "feeds": "addresses of feeds",
    "figures": "counts by desk, never by person",
    "guides": "guides",
    "health": "whether it runs",
    "incidents/partners": "other installations",
    "incidents/settings": "goals in minutes",
    "me": "one's own",
    "notices": "one's own",
    "oidc": "providers of accounts",
    "oversight": "counts by tool",
    "permissions": "one's own",
    "policy": "policies",
    "procedures": "procedures",
    "purposes": "words of purposes",
    "push": "a source's own clock",
    "r": "a responder's own link; opening it is written by its service",
    "record": "what runs",
    "register": "what runs",
    "retention": "counts and periods; its lists are written by their service",
    "sensors": "things that measure",
    "session": "one's own",
    "setup": "whether it is set up",
    "shifts/settings": "times",
    "source-types": "forms",
    "sources": "ways in",
    "status": "the state of the platform",
    "strings": "words",
    "tools": "tools",
    "triage/settings": "rules",
    "triage/silences": "sources and places",
    "views": "one's own",
    "warnings": "what the public is told",
    "breaches/{id}/letter.pdf": "written by its service",
}
"""Addresses (with all below them) that show nothing of a person, and why."""


def gets() -> list[str]:
    return sorted(path for path, methods in openapi.description()["paths"].items() if "get" in methods)


def decided(path: str) -> bool:
    if act_of(re.sub(r"\{[^}]*\}", "x", path))[0] or path in BY_SERVICE:
        return True
    bare = path.removeprefix("/api/").lstrip("/")
    return any(bare == known or bare.startswith(f"{known}/") for known in NOT_PERSONAL)


@pytest.mark.parametrize("path", gets())
def test_each_route_that_reads_is_decided_on(path: str) -> None:
    assert decided(path), "Say in people/consulted.py which act a look at it is, or here why it shows nobody."


def test_acts_have_words_and_are_consultations() -> None:
    for rule in RULES:
        assert ACTS[rule.act].operation == "consultation"
    assert set(BY_SERVICE.values()) <= set(ACTS)


def test_each_rule_has_a_route() -> None:
    paths = [re.sub(r"\{[^}]*\}", "x", path) for path in gets()]
    assert not [rule.act for rule in RULES if not any(rule.path.fullmatch(path) for path in paths)]


async def written(officer: httpx.AsyncClient, act: str) -> list[dict[str, object]]:
    items = (await officer.get("/api/audit", params={"what": act})).json()["items"]
    return [item for item in items if item["what"] == act]


async def test_each_look_leaves_a_line(people: People) -> None:
    operator = await people.client(Role.OPERATOR)
    officer = await people.client(Role.DATA_PROTECTION_OFFICER)
    alert = alert_id("helsinki", "anomaly", draft(0))
    looks = {
        "/api/alerts": "alerts.listed",
        f"/api/alerts/{alert}": "alert.read",
        "/api/incidents": "incidents.listed",
        "/api/shifts/roster": "shift.listed",
        "/api/responders": "responder.listed",
    }
    for path, act in looks.items():
        await operator.get(path)
        lines = await written(officer, act)
        assert len(lines) == 1, path
        assert lines[0]["operation"] == "consultation"
    assert (await written(officer, "alert.read"))[0]["subject"] == alert
    await officer.get("/api/requests")
    await officer.get("/api/breaches")
    assert len(await written(officer, "rights.listed")) == 1
    assert len(await written(officer, "breach.seen")) == 1


async def test_looks_within_a_minute_are_counted(people: People, manual_clock: ManualClock) -> None:
    operator = await people.client(Role.OPERATOR)
    other = await people.client(Role.OPERATOR)
    officer = await people.client(Role.DATA_PROTECTION_OFFICER)
    for _ in range(4):
        await operator.get("/api/alerts")
    assert len(await written(officer, "alerts.listed")) == 1
    await other.get("/api/alerts")
    assert len(await written(officer, "alerts.listed")) == 2, "another person's look is another line"
    manual_clock.set(NOON + AGAIN_MS)
    await operator.get("/api/alerts")
    newest = (await written(officer, "alerts.listed"))[0]
    assert newest["detail"] == {"again": 3}


async def test_nobody_is_noted_for_what_they_may_not_see(people: People) -> None:
    trainer, officer = await people.client(Role.TRAINER), await people.client(Role.DATA_PROTECTION_OFFICER)
    assert (await trainer.get("/api/requests")).status_code == 403
    assert await written(officer, "rights.listed") == []
