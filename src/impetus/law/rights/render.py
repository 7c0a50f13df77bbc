"""Requests of persons as the API says them."""

from datetime import datetime
from typing import Any, Literal

from impetus.contracts.personal import personal
from impetus.kit.times import iso
from impetus.law.rights.deadlines import days_left
from impetus.law.rights.records import Request
from impetus.law.rights.schemas import (
    IdentifierIn,
    PersonHitOut,
    RequestDetailOut,
    RequestEventOut,
    RequestItemOut,
    SubjectRequestOut,
)
from impetus.law.rights.search import Hit
from impetus.law.rights.service import Whole


def request_out(found: Request, now: datetime) -> SubjectRequestOut:
    """A request without who asks."""
    return SubjectRequestOut(**_fields(found, now))


def detail_out(whole: Whole, locale: str) -> RequestDetailOut:
    """A request with everything."""
    found, asked, kinds = whole.request, whole.asked, personal()
    return RequestDetailOut(
        **_fields(found, whole.now),
        name=asked.name,
        contact=asked.contact,
        text=asked.text,
        identifiers=[IdentifierIn(kind=one.kind, value=one.value) for one in asked.identifiers],
        since=iso(asked.since) if asked.since else "",
        until=iso(asked.until) if asked.until else "",
        place=asked.place,
        identity=found.identity,
        extension_reason=found.extension_reason,
        outcome_reason=found.outcome_reason,
        items=[
            RequestItemOut(
                domain=item.domain,
                kind=item.kind,
                name=kinds[item.domain, item.kind].names[locale] if (item.domain, item.kind) in kinds else item.kind,
                item=item.item,
                done=item.done,
                reason=item.reason,
                by=whole.names.get(item.person, ""),
                at=iso(item.at),
                lifted_at=iso(item.lifted_at) if item.lifted_at else None,
            )
            for item in whole.items
        ],
        log=[
            RequestEventOut(
                at=iso(event.at), by=whole.names.get(event.person, ""), what=event.what, detail=event.detail
            )
            for event in whole.events
        ],
        next=_next(whole),
    )


def hit_out(hit: Hit) -> PersonHitOut:
    """Something that is held of a person."""
    found = hit.found
    return PersonHitOut(
        domain=hit.domain,
        kind=found.kind,
        name=hit.name,
        item=found.item,
        at=iso(found.at),
        about=found.about,
        text=found.text,
        place=found.place,
        sealed=found.sealed,
    )


def _next(whole: Whole) -> Literal["identify", "search", "decide", "answer", "none"]:
    found = whole.request
    if found.state == "closed":
        return "none"
    if not found.identity:
        return "identify"
    if found.searched_at is None:
        return "search"
    return "answer" if whole.items else "decide"


def _fields(found: Request, now: datetime) -> dict[str, Any]:
    end = found.closed_at or now
    return {
        "id": found.id,
        "number": f"R-{found.number}",
        "kind": found.kind,
        "state": found.state,
        "received_at": iso(found.received_at),
        "way": found.way,
        "locale": found.locale,
        "due_at": iso(found.due_at),
        "days_left": days_left(end, found.due_at),
        "late": end >= found.due_at,
        "extended": found.extended_at is not None,
        "identified": bool(found.identity),
        "searched": found.searched_at is not None,
        "outcome": found.outcome or None,
        "closed_at": iso(found.closed_at) if found.closed_at else None,
        "version": found.version,
    }
