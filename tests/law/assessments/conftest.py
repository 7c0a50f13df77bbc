"""People around an assessment, and one that is complete."""

from collections.abc import Awaitable, Callable
from typing import Any

import httpx
import pytest
from fastapi import FastAPI
from tests.fixtures.server import People
from tests.law.assessments.tools import ID, risky

from impetus.contracts.discovery import FoundTool, discover
from impetus.people.permissions import Role

__all__ = ["risky"]

Accept = Callable[..., Awaitable[dict[str, Any]]]


@pytest.fixture
def with_risky(application: FastAPI, risky: FoundTool) -> FoundTool:
    """The server knows the tool."""
    application.state.tools = discover()
    return risky


@pytest.fixture
async def officer(people: People) -> httpx.AsyncClient:
    return await people.client(Role.DATA_PROTECTION_OFFICER, name="Minna Laakso")


@pytest.fixture
async def accept(administrator: httpx.AsyncClient, officer: httpx.AsyncClient) -> Accept:
    """Writes, advises on and accepts an assessment."""

    async def done(subject: str = ID, until: str = "2027-06-01T00:00:00Z") -> dict[str, Any]:
        one = (await administrator.post("/api/assessments", json={"subject": subject})).json()
        url = f"/api/assessments/{one['id']}"
        one = (await administrator.put(url, json=complete(one))).json()
        advice = {"revision": one["revision"], "favourable": True, "text": "It can be borne with these measures."}
        one = (await officer.post(f"{url}/opinion", json=advice)).json()
        decision = {"revision": one["revision"], "accepted": True, "reason": "We bear it.", "valid_until": until}
        answer = await administrator.post(f"{url}/decision", json=decision)
        assert answer.status_code == 200, answer.text
        return dict(answer.json())

    return done


def complete(one: dict[str, Any]) -> dict[str, Any]:
    """The body that answers everything."""
    answers = dict(one["answers"])
    for section in one["sections"]:
        for question in section["questions"]:
            known = answers.get(question["id"], {"text": "We thought about this.", "final": False})
            answers[question["id"]] = known | {"gauge": 2 if question["gauge"] else 0}
    return {
        "revision": one["revision"],
        "answers": answers,
        "affected": {"asked": False, "text": "The tool is tried with volunteers who were told."},
    }
