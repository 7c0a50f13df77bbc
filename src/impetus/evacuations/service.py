"""Keeping plans, and what becomes of them: briefs for stewards, files, tasks of an incident."""

import zlib
from typing import Any

import msgspec

from impetus.evacuations import brief, repository
from impetus.evacuations.reckoned import Posts, Reckoned, drawn, read
from impetus.evacuations.repository import PlanRow
from impetus.evacuations.schemas import EvacuationChange, EvacuationIn, EvacuationSetting
from impetus.incidents import service as incidents
from impetus.incidents import tasks
from impetus.incidents.requests import TaskIn
from impetus.keys.store import KeyStore
from impetus.kit.errors import Conflict, NotFound
from impetus.kit.ids import new_id
from impetus.kit.times import as_datetime
from impetus.model.text import Locale
from impetus.people.access import Caller
from impetus.storage.unit import Unit


class Content(msgspec.Struct, frozen=True):
    """What of a plan is not in columns."""

    graph: str
    setting: dict[str, Any]
    reckoned: dict[str, Any] | None


def content(row: PlanRow) -> Content:
    """Unpack what a plan holds."""
    return msgspec.json.decode(zlib.decompress(row.content), type=Content)


async def library(caller: Caller, about: str | None) -> list[PlanRow]:
    """The agency's plans, newest first; of one incident where `about` is given."""
    async with caller.unit() as unit:
        return await repository.every(unit, about)


async def get(unit: Unit, id: str, *, lock: bool = False) -> PlanRow:
    """Return a plan of the agency, whole; raise NotFound."""
    found = await repository.one(unit, id, lock=lock)
    if found is None:
        raise NotFound("There is no such evacuation plan.", remedy="Load the library anew.", field="id")
    return found


async def look(caller: Caller, id: str) -> PlanRow:
    """Return one plan. Raise NotFound."""
    async with caller.unit() as unit:
        return await get(unit, id)


async def keep(caller: Caller, body: EvacuationIn) -> PlanRow:
    """Keep a new plan. Raise BadInput, NotFound where its incident is none of the caller's."""
    values = await _values(caller, body)
    id = new_id("evp", caller.uow.clock)
    async with caller.unit() as unit:
        await repository.add(unit, values | {"id": id, "at": as_datetime(unit.clock.now_ms())})
        unit.audit("evacuation.kept", id, about=body.about, posts=values["posts"])
        return await get(unit, id)


async def change(caller: Caller, id: str, body: EvacuationChange) -> PlanRow:
    """Change a plan. Raise Conflict where somebody changed it meanwhile, NotFound, BadInput."""
    values = await _values(caller, body)
    async with caller.unit() as unit:
        before = await get(unit, id, lock=True)
        if before.version != body.version:
            raise Conflict(
                "Somebody changed it meanwhile.", remedy="Read it again.", field="version", version=before.version
            )
        await repository.change(unit, values | {"id": id, "at": as_datetime(unit.clock.now_ms())})
        unit.audit("evacuation.changed", id, about=body.about, posts=values["posts"])
        return await get(unit, id)


async def put_away(caller: Caller, id: str) -> None:
    """Put a plan away. Raise NotFound."""
    async with caller.unit() as unit:
        await get(unit, id, lock=True)
        await repository.end(unit, id, caller.person.id, as_datetime(unit.clock.now_ms()))
        unit.audit("evacuation.ended", id)


async def _values(caller: Caller, body: EvacuationIn) -> dict[str, Any]:
    reckoned = read(body.reckoned)
    if body.about is not None:
        await incidents.look(caller, body.about, seen=False)
    kept = Content(body.graph, body.setting.model_dump(mode="json", by_alias=True), body.reckoned)
    people = sum(crowd.people for crowd in body.setting.crowds)
    return {
        "name": body.name,
        "venue": body.venue,
        "about": body.about,
        "longitude": body.longitude,
        "latitude": body.latitude,
        "people": min(people or (reckoned.plan.inputs.people if reckoned.plan else 0), 2**31 - 1),
        "posts": len(reckoned.posts.posts) if reckoned.posts else 0,
        "clear_s": reckoned.clear_s,
        "content": zlib.compress(msgspec.json.encode(kept)),
        "person": caller.person.id,
    }


def _current(row: PlanRow) -> tuple[Content, Reckoned]:
    """A plan as it was reckoned. Raise Conflict where its posts were reckoned for another situation."""
    kept = content(row)
    reckoned = read(kept.reckoned)
    if (reckoned.posts or reckoned.before) and reckoned.stale(EvacuationSetting.model_validate(kept.setting)):
        raise Conflict(
            "The situation has changed since these orders were reckoned.",
            remedy="Reckon again, keep the plan, then give it out.",
            field="id",
        )
    return kept, reckoned


def _posts(reckoned: Reckoned) -> Posts:
    if reckoned.posts is None:
        raise Conflict("This plan has no posts yet.", remedy="Reckon it with posts and keep it again.", field="id")
    return reckoned.posts


def planned(row: PlanRow) -> tuple[Content, Reckoned, Posts]:
    """A plan with its posts. Raise Conflict where it has none, or they were reckoned for another situation."""
    kept, reckoned = _current(row)
    return kept, reckoned, _posts(reckoned)


async def briefed(caller: Caller, id: str, post: int = 0) -> brief.Brief:
    """Return what briefs are made of, of one post or of all (0); that is audited. Raise NotFound, Conflict."""
    async with caller.unit() as unit:
        row = await get(unit, id)
        kept, reckoned, posts = planned(row)
        if post and post not in {one.number for one in posts.posts}:
            raise NotFound("There is no such post.", remedy="Look at the plan again.", field="post")
        zone = await repository.zone(unit)
        unit.audit("evacuation.briefed", id, post=post)
        now = as_datetime(unit.clock.now_ms())
    return brief.Brief(
        row=row, reckoned=reckoned, posts=posts, setting=EvacuationSetting.model_validate(kept.setting),
        streets=drawn(kept.graph), zone=zone, now=now, agency=caller.session.agency_name, only=post,
    )  # fmt: skip


async def as_tasks(caller: Caller, keys: KeyStore, id: str, incident: str | None, locale: Locale) -> tuple[str, int]:
    """Give each post of a plan as a task in its incident; return the incident and how many.

    Where posts are tasks already and the plan was made again while in use, only what changed becomes a task: who keeps
    an order hears nothing, and who is needed no more is told. Raise NotFound, Conflict where the plan belongs to no
    incident, has no posts, was reckoned for another situation, or was given already.
    """
    async with caller.unit() as unit:
        row = await get(unit, id, lock=True)
        _, reckoned = _current(row)
        about = incident or row.about
        if about is None:
            raise Conflict("This plan belongs to no incident.", remedy="Keep it on an incident first.", field="about")
        if row.tasked == row.version or (row.tasked and reckoned.given):
            raise Conflict(
                "This plan has become tasks already.", remedy="Change the plan and keep it, or work on its tasks.",
                field="id",
            )  # fmt: skip
        fresh, down = reckoned.news if row.tasked else (_posts(reckoned).posts, [])
        if not down:
            _posts(reckoned)  # nobody to tell anything, and no posts either
        await repository.tasked(unit, id)
        unit.audit("evacuation.tasked", id, about=about, posts=len(fresh) + len(down))
    texts = [brief.task(post, locale, again=row.tasked > 0) for post in fresh]
    texts += [brief.stand_down(post, locale) for post in down]
    for text in texts:
        await tasks.add(caller, keys, about, TaskIn(text=text))
    return about, len(texts)


async def newest_about(caller: Caller, incident: str) -> PlanRow | None:
    """The newest plan with posts that is kept on an incident."""
    return next((row for row in await library(caller, incident) if row.posts), None)
