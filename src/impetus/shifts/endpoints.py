"""Desks, roster, duty, handover and figures under /api; and the look at owners who have left."""

import asyncio
import contextlib
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from typing import Annotated

from fastapi import APIRouter, Depends, FastAPI, Path, Query, Request

from impetus.keys.store import KeyStore
from impetus.kit import problems
from impetus.kit.errors import BadInput
from impetus.kit.times import as_datetime, parse_iso
from impetus.people.access import Caller, permitted
from impetus.people.permissions import Permission
from impetus.shifts import away, handover, roster, service
from impetus.shifts.figures.endpoints import router as figures
from impetus.shifts.presence import ShiftSettings
from impetus.shifts.render import board_out, handover_out, note_out, offer_out, shift_out
from impetus.shifts.schemas import (
    DeskIn,
    DeskOut,
    DutyBoardOut,
    HandoverDecideIn,
    HandoverFinishIn,
    HandoverOut,
    HandoverStartIn,
    RosterCopyIn,
    RosterCopyOut,
    RosterImportIn,
    RosterImportOut,
    RosterUnmappedOut,
    ShiftIn,
    ShiftNoteIn,
    ShiftNoteOut,
    ShiftOpenOut,
    ShiftOut,
    ShiftSettingsIn,
    ShiftSettingsOut,
    ShiftTakeIn,
    SomebodyOut,
)
from impetus.storage.lease import while_holding
from impetus.storage.unit import UnitOfWork

router = APIRouter()
shifts = APIRouter(prefix="/shifts", tags=["shifts"])


def _keys(request: Request) -> KeyStore:
    found: KeyStore = request.app.state.keys
    return found


Keys = Annotated[KeyStore, Depends(_keys)]
Viewer = Annotated[Caller, Depends(permitted(Permission.SEE_SHIFTS))]
Worker = Annotated[Caller, Depends(permitted(Permission.JUDGE_ALERTS))]
Manager = Annotated[Caller, Depends(permitted(Permission.MANAGE_SHIFTS))]
Id = Annotated[str, Path(max_length=64)]
DeskQuery = Annotated[str, Query(max_length=64)]
MOST_DAYS = 100


@asynccontextmanager
async def lifespan(app: FastAPI) -> AsyncIterator[None]:
    """Look after what belongs to people who have left, in one server at a time."""
    uow: UnitOfWork = app.state.uow
    task = asyncio.create_task(while_holding(uow, away.LEASE, lambda: away.watch(uow)))
    yield
    task.cancel()
    with contextlib.suppress(asyncio.CancelledError):
        await task


@shifts.get("/board")
async def board(caller: Viewer) -> DutyBoardOut:
    """The desks, who is on duty, who comes."""
    return board_out(await service.board(caller), caller.person.id)


@shifts.get("/team")
async def team(caller: Viewer) -> list[SomebodyOut]:
    """People of the agency who can be on a roster."""
    async with caller.unit() as unit:
        found = await service.team(unit)
    return [SomebodyOut(id=one.id, name=one.name, initials=one.initials, role=one.role) for one in found.values()]


@shifts.post("/desks")
async def add_desk(body: DeskIn, caller: Manager) -> DeskOut:
    """Make a desk for some kinds of alerts."""
    made = await service.add_desk(caller, body.name, body.kinds)
    return DeskOut(id=made.id, name=made.name, kinds=made.kinds, on_duty=[], coming=[])


@shifts.put("/desks/{desk}")
async def change_desk(desk: Id, body: DeskIn, caller: Manager) -> DeskOut:
    """Rename a desk, or give it other kinds."""
    made = await service.change_desk(caller, desk, body.name, body.kinds)
    return DeskOut(id=made.id, name=made.name, kinds=made.kinds, on_duty=[], coming=[])


@shifts.delete("/desks/{desk}", status_code=204)
async def close_desk(desk: Id, caller: Manager) -> None:
    """Close a desk that nobody sits at."""
    await service.close_desk(caller, desk)


@shifts.post("/desks/{desk}/check-in")
async def check_in(desk: Id, caller: Worker) -> DutyBoardOut:
    """Come on duty at a desk."""
    await service.check_in(caller, desk)
    return board_out(await service.board(caller), caller.person.id)


@shifts.post("/check-out")
async def check_out(caller: Worker) -> DutyBoardOut:
    """Go off duty; what one holds goes on after the stated time."""
    await service.check_out(caller)
    return board_out(await service.board(caller), caller.person.id)


@shifts.get("/settings")
async def settings(caller: Viewer) -> ShiftSettingsOut:
    """When somebody counts as gone, and when what they held goes on."""
    async with caller.unit() as unit:
        version, values = await service.settings(unit)
    return ShiftSettingsOut(form=ShiftSettings.model_json_schema(), values=values.model_dump(), version=version)


@shifts.put("/settings")
async def change_settings(body: ShiftSettingsIn, caller: Manager) -> ShiftSettingsOut:
    """Change them; a version that is not the present one is answered with 409."""
    version, values = await service.change_settings(caller, body.values, body.version)
    return ShiftSettingsOut(form=ShiftSettings.model_json_schema(), values=values.model_dump(), version=version)


@shifts.get("/roster")
async def lines(
    caller: Viewer,
    since: Annotated[str, Query(alias="from", max_length=40)] = "",
    until: Annotated[str, Query(alias="to", max_length=40)] = "",
    desk: DeskQuery = "",
) -> list[ShiftOut]:
    """The roster; this week's seven days by default."""
    now = as_datetime(caller.uow.clock.now_ms())
    first = parse_iso(since, field="from") if since else now
    last = parse_iso(until, field="to") if until else min(first, now + timedelta(days=36500)) + timedelta(days=7)
    if last - first > timedelta(days=MOST_DAYS):
        raise BadInput(f"At most {MOST_DAYS} days are shown.", remedy="Choose fewer.", field="to")
    found = await roster.lines(caller, first, last, desk)
    async with caller.unit() as unit:
        known = await service.team(unit)
    return [shift_out(line, known) for line in found]


@shifts.post("/roster")
async def add_shift(body: ShiftIn, caller: Manager) -> ShiftOut:
    """Add a line."""
    made = await roster.add(caller, body.desk, body.person, body.starts_at, body.ends_at)
    async with caller.unit() as unit:
        return shift_out(made, await service.team(unit))


@shifts.put("/roster/{shift}")
async def change_shift(shift: Id, body: ShiftIn, caller: Manager) -> ShiftOut:
    """Change a line."""
    made = await roster.change(caller, shift, body.desk, body.person, body.starts_at, body.ends_at)
    async with caller.unit() as unit:
        return shift_out(made, await service.team(unit))


@shifts.delete("/roster/{shift}", status_code=204)
async def drop_shift(shift: Id, caller: Manager) -> None:
    """Take a line out."""
    await roster.drop(caller, shift)


@shifts.post("/roster/copy")
async def copy(body: RosterCopyIn, caller: Manager) -> RosterCopyOut:
    """Copy a week forward; lines that are there already stay as they are."""
    return RosterCopyOut(added=await roster.copy(caller, body.week, body.weeks, body.desk))


@shifts.post("/roster/import")
async def take_in(body: RosterImportIn, caller: Manager) -> RosterImportOut:
    """Take in a calendar (iCalendar) or a table (CSV: person, from, to); says what could not be mapped."""
    done = await roster.take_in(caller, body.text, body.form, body.desk, dry=body.dry_run)
    return RosterImportOut(
        added=done.added, same=done.same,
        unmapped=[
            RosterUnmappedOut(
                line=o.line, problem=problems.either(o.problem, caller.locale),
                remedy=problems.either(o.remedy, caller.locale), text=o.text,
            )
            for o in done.unmapped
        ],
    )  # fmt: skip


@shifts.get("/open")
async def offer(caller: Viewer, desk: DeskQuery = "") -> ShiftOpenOut:
    """Everything open at a desk, and from whom the caller would take over."""
    found = await handover.offer(caller, desk)
    async with caller.unit() as unit:
        _, values = await service.settings(unit)
    return offer_out(found, values, caller.locale)


@shifts.post("/take")
async def take_unowned(body: ShiftTakeIn, caller: Worker) -> ShiftOpenOut:
    """Take what nobody has, all of it or some; nobody has to be on duty to take it over from."""
    await handover.take_unowned(caller, body.desk, _which(body), body.note)
    return await offer(caller, body.desk)


@shifts.get("/handovers")
async def handovers(caller: Viewer, limit: Annotated[int, Query(ge=1, le=200)] = 20) -> list[HandoverOut]:
    """The last handovers."""
    return [handover_out(one, caller.locale) for one in await handover.page(caller, limit)]


@shifts.post("/handovers")
async def start(body: HandoverStartIn, caller: Worker) -> HandoverOut:
    """Begin to take a desk over."""
    return handover_out(await handover.start(caller, body.desk, body.leaver), caller.locale)


@shifts.get("/handovers/{id}")
async def record(id: Id, caller: Viewer) -> HandoverOut:
    """A handover as it was, for reading and printing."""
    return handover_out(await handover.record(caller, id), caller.locale)


def _which(body: HandoverDecideIn) -> list[tuple[str, str]] | None:
    return None if body.items is None else [(one.kind, one.id) for one in body.items]


@shifts.post("/handovers/{id}/take")
async def take(id: Id, body: HandoverDecideIn, caller: Worker) -> HandoverOut:
    """Take items, or everything that is not decided; the leaver's become the caller's."""
    return handover_out(await handover.decide(caller, id, _which(body), take=True, note=body.note), caller.locale)


@shifts.post("/handovers/{id}/leave")
async def leave(id: Id, body: HandoverDecideIn, caller: Worker) -> HandoverOut:
    """Leave items with whom they are."""
    return handover_out(await handover.decide(caller, id, _which(body), take=False, note=body.note), caller.locale)


@shifts.post("/handovers/{id}/finish")
async def finish(id: Id, body: HandoverFinishIn, caller: Worker, keys: Keys) -> HandoverOut:
    """The desk is the caller's; the leaver goes off duty."""
    return handover_out(await handover.finish(caller, keys, id, body.note), caller.locale)


@shifts.post("/handovers/{id}/drop")
async def drop(id: Id, caller: Worker) -> HandoverOut:
    """Stop; what was taken stays taken."""
    return handover_out(await handover.drop(caller, id), caller.locale)


@shifts.post("/notes")
async def add_note(body: ShiftNoteIn, caller: Worker, keys: Keys) -> ShiftNoteOut:
    """Tell the next shift something."""
    made = await handover.add_note(caller, keys, body.desk, body.text, body.due_at)
    async with caller.unit() as unit:
        return note_out(made, await service.team(unit), caller.locale)


@shifts.post("/notes/{note}/done", status_code=204)
async def finish_note(note: Id, caller: Worker) -> None:
    """A note is done with."""
    await handover.finish_note(caller, note)


router.include_router(shifts)
router.include_router(figures)
