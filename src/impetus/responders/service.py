"""Sharing an alert with responders: making links, opening them, what comes back, ending them."""

from datetime import timedelta
from typing import Final

import msgspec

from impetus.agencies import service as agencies
from impetus.alerts import service as alerts
from impetus.alerts.render import Catalogue
from impetus.incidents import service as incidents
from impetus.kit.errors import BadInput, NotFound
from impetus.kit.ids import new_id
from impetus.kit.masking import mask
from impetus.kit.times import as_datetime
from impetus.model.alert import AlertState
from impetus.model.text import Locale, Text
from impetus.people.access import Caller
from impetus.people.passwords import new_token, token_hash
from impetus.responders import picture, repository, words
from impetus.responders.repository import Event, Link, Shown
from impetus.storage.unit import PLATFORM, Unit, UnitOfWork

DEFAULT_MINUTES: Final = 60
MAX_MINUTES: Final = 12 * 60
PURPOSE: Final = "urban_safety"


class Wish(msgspec.Struct, frozen=True, kw_only=True):
    """What somebody wants to share."""

    alert: str
    responder: str
    instruction: str
    phone: str
    locale: Locale
    minutes: int
    place: bool
    why: bool
    picture: bool = True


async def preview(caller: Caller, catalogue: Catalogue, wish: Wish) -> Link:
    """Exactly what the page would show: the order is masked, as every text is. Raise NotFound."""
    if not wish.responder.strip():
        raise BadInput("This is missing.", remedy="Write whom it is for.", field="responder")
    known = {one.id: one for one in await agencies.every(caller.uow)}[caller.agency]
    async with caller.unit() as unit:
        found = await alerts.by_ids(unit, [wish.alert])
        evidence = (await alerts.details(unit, wish.alert)).evidence if found and wish.picture else []
    if not found:
        raise NotFound("There is no such alert.", remedy="It may belong to another agency.", field="alert")
    alert, now = found[0], as_datetime(caller.uow.clock.now_ms())
    names = {locale: catalogue.kind(alert.kind, locale)[0] for locale in ("en", "it", "nb")}
    shown = Shown(
        kind=Text(**names), title=alert.title, why=alert.why if wish.why else None, severity=alert.severity.value,
        seen_at=alert.window_end, confirmed=alert.state is AlertState.CONFIRMED,
        place=alert.place if wish.place else None, time_zone=known.time_zone, desk=known.name,
        picture=picture.chosen(evidence),
    )  # fmt: skip
    return Link(
        agency=caller.agency, id=new_id("rsp", caller.uow.clock), alert=alert.id, responder=wish.responder.strip(),
        instruction=mask(wish.instruction.strip()).text, phone=wish.phone.strip(), locale=wish.locale, shown=shown,
        by_person=caller.person.id, by_name=caller.person.name, made_at=now,
        expires_at=now + timedelta(minutes=wish.minutes), revoked_at=None, status="",
    )  # fmt: skip


async def share(caller: Caller, catalogue: Catalogue, wish: Wish) -> tuple[Link, str]:
    """Make a link; return it and its token, which is shown once and stored nowhere."""
    link, token = await preview(caller, catalogue, wish), new_token()
    async with caller.unit() as unit:
        await repository.add(unit, link, token_hash(token))
        unit.audit("responder.shared", link.alert, link=link.id, responder=link.responder, minutes=wish.minutes)
        await _told(unit, link, "shared", person=caller.person.id)
    return link, token


async def of_alert(caller: Caller, alert: str) -> list[tuple[Link, list[Event]]]:
    """Links of an alert with everything that happened to them."""
    async with caller.unit() as unit:
        links = await repository.of_alert(unit, alert)
        events = await repository.events(unit, [link.id for link in links])
    return [(link, events[link.id]) for link in links]


async def revoke(caller: Caller, id: str) -> None:
    """End a link at once. Raise NotFound where it is none, or has ended."""
    async with caller.unit() as unit:
        link, now = await repository.one(unit, id), as_datetime(unit.clock.now_ms())
        if link is None or not await repository.revoke(unit, id, now):
            raise NotFound("There is no such link.", remedy="It may have ended already.")
        await repository.add_event(unit, id, "revoked", now, "")
        unit.audit("responder.revoked", link.alert, link=id, responder=link.responder)
        await _told(unit, link, "revoked", person=caller.person.id)


async def open_(
    uow: UnitOfWork, token: str, *, address: str, device: str, status: str = ""
) -> tuple[Link | None, bool]:
    """Open a link; with `status`, report back. Return it and whether it can be used; every call is written down."""
    async with uow(agency=PLATFORM, purpose="platform.responder", actor="platform") as unit:
        found = await repository.by_token(unit, token_hash(token))
    if found is None:
        return None, False
    async with uow(agency=found.agency, purpose=PURPOSE, actor=f"responder:{found.id}", address=address) as unit:
        link, now = await repository.one(unit, found.id), as_datetime(unit.clock.now_ms())
        if link is None:
            return None, False
        alive = link.revoked_at is None and now < link.expires_at
        what = (status or "opened") if alive else "opened_after_end"
        first = not any(one.what == "opened" for one in (await repository.events(unit, [link.id]))[link.id])
        await repository.add_event(unit, link.id, what, now, device)
        unit.audit(f"responder.{what}", link.alert, link=link.id, responder=link.responder)
        if alive and status and status != link.status:
            await repository.set_status(unit, link.id, status)
            link = msgspec.structs.replace(link, status=status)
            await _told(unit, link, status)
        elif alive and not status and first:
            await _told(unit, link, "opened")
        unit.emit("responder", {"id": link.id, "alert": link.alert, "what": what})
    return link, alive


async def _told(unit: Unit, link: Link, what: str, person: str | None = None) -> None:
    """Write it into the alert's history, and into the timeline of the incident the alert stands in."""
    said = words.SAID[what]
    await alerts.note(unit, link.alert, f"responder.{what}", person, link=link.id, responder=link.responder)
    incident = await repository.incident_of(unit, link.alert)
    if incident is not None:
        text = Text(**{locale: said.in_(locale).format(who=link.responder) for locale in ("en", "it", "nb")})
        await incidents.note_step(unit, incident, text, link=link.alert, what="responder")
