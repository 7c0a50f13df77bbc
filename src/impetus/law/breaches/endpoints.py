"""The breach workbook: 72 hours, facts, risk, decisions, notices."""

from datetime import datetime
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Path, Response

from impetus.kit.times import as_datetime, iso, parse_iso
from impetus.law import letters as typeset
from impetus.law.breaches import letters, service
from impetus.law.breaches.records import FACTS, Breach
from impetus.law.breaches.schemas import (
    BreachChange,
    BreachDetailOut,
    BreachEventOut,
    BreachFacts,
    BreachIn,
    BreachOut,
    DecideIn,
    Told,
    ToldIn,
)
from impetus.model.text import Locale
from impetus.people.access import Caller, permitted
from impetus.people.permissions import Permission

router = APIRouter(prefix="/breaches", tags=["breaches"])

Viewer = Annotated[Caller, Depends(permitted(Permission.SEE_OVERSIGHT))]
Officer = Annotated[Caller, Depends(permitted(Permission.MANAGE_BREACHES))]
Id = Annotated[str, Path(max_length=64)]
_PDF: dict[int | str, dict[str, Any]] = {
    200: {"content": {"application/pdf": {"schema": {"type": "string", "format": "binary"}}}}
}


def _fields(found: Breach, now: datetime) -> dict[str, Any]:
    done = found.authority_told_at is not None or found.tell_authority is False or found.state == "closed"
    named = {name: getattr(found, name) for name in (
        "id", "state", "title", "risk", "tell_authority", "authority_reason", "authority_reference", "tell_persons",
        "persons_reason", "persons_how", "late_reason", "version",
    )}  # fmt: skip
    times = (
        "aware_at",
        "due_at",
        "happened_from",
        "happened_until",
        "authority_told_at",
        "persons_told_at",
        "closed_at",
    )
    return {
        **named,
        **{name: iso(at) if (at := getattr(found, name)) is not None else None for name in times},
        "number": f"B-{found.number}",
        "hours_left": None if done else round((found.due_at - now).total_seconds() / 3600, 2),
        "late": (found.authority_told_at or now) > found.due_at and found.tell_authority is not False,
        "facts": BreachFacts(**{name: found.facts[name] for name in FACTS if name in found.facts}),
        "missing": found.missing(),
    }


async def _one(caller: Caller, id: str) -> BreachDetailOut:
    whole = await service.look(caller, id)
    return BreachDetailOut(
        **_fields(whole.breach, whole.now),
        log=[
            BreachEventOut(at=iso(event.at), by=whole.names.get(event.person, ""), what=event.what, detail=event.detail)
            for event in whole.events
        ],
    )


@router.get("")
async def breaches(caller: Viewer) -> list[BreachOut]:
    """Breaches: open ones by when their 72 hours run out, then closed ones."""
    now = as_datetime(caller.uow.clock.now_ms())
    return [BreachOut(**_fields(one, now)) for one in await service.listed(caller)]


@router.post("", status_code=201)
async def open_breach(body: BreachIn, caller: Officer) -> BreachDetailOut:
    """Begin a breach; its 72 hours run from when somebody became aware."""
    aware = parse_iso(body.aware_at, field="aware_at") if body.aware_at else None
    return await _one(caller, await service.open_(caller, body.title, aware, body.facts.known()))


@router.get("/{id}")
async def breach(id: Id, caller: Viewer) -> BreachDetailOut:
    """One breach with its log."""
    return await _one(caller, id)


@router.patch("/{id}")
async def change_breach(id: Id, body: BreachChange, caller: Officer) -> BreachDetailOut:
    """Write what is known by now."""
    changes: dict[str, Any] = {}
    if body.title is not None:
        changes["title"] = body.title
    if body.risk is not None:
        changes["risk"] = body.risk
    for name in ("happened_from", "happened_until"):
        given = getattr(body, name)
        if given is not None:
            changes[name] = parse_iso(given, field=name) if given else None
    if body.facts is not None:
        changes["facts"] = body.facts.known()
    await service.change(caller, id, changes, body.version)
    return await _one(caller, id)


@router.post("/{id}/decide")
async def decide_breach(id: Id, body: DecideIn, caller: Officer) -> BreachDetailOut:
    """Decide whether the authority, or the persons, are told."""
    await service.decide(caller, id, body.to, body.tell, body.reason)
    return await _one(caller, id)


@router.post("/{id}/told")
async def breach_told(id: Id, body: ToldIn, caller: Officer) -> BreachDetailOut:
    """Note that they were told."""
    at = parse_iso(body.at, field="at") if body.at else None
    await service.told(caller, id, body.to, at, body.how, body.late_reason)
    return await _one(caller, id)


@router.post("/{id}/close")
async def close_breach(id: Id, caller: Officer) -> BreachDetailOut:
    """Close a breach: everything is decided, and everybody who is to be told was told."""
    await service.close(caller, id)
    return await _one(caller, id)


@router.get("/{id}/letter.pdf", response_class=Response, responses=_PDF)
async def breach_letter(id: Id, caller: Officer, to: Told = "authority", language: Locale = "en") -> Response:
    """The notice to the authority, or to the persons, as far as it can be filled in."""
    whole = await service.look(caller, id)
    made = await letters.letter(caller, whole, to, language)
    await service.note_letter(caller, id, to, language)
    name = f"B-{whole.breach.number}-{to}.pdf"
    return Response(
        await typeset.pdf(made),
        media_type="application/pdf",
        headers={"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "no-store"},
    )
