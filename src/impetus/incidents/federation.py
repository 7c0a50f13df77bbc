"""Two installations that share an incident: the public form of it, signed, sent until it arrives.

What is sent is the state, not the change: the form of an incident with its last entries. Sending it twice does no harm,
and a message that was lost is made up for by the next. The receiver keeps an incident of its own beside it (a mirror)
and sends back what its people write for all.

Headers: `X-Impetus-Timestamp` (seconds since 1970), `X-Impetus-Message` (an id used once) and `X-Impetus-Signature`,
`v1=` and the hexadecimal HMAC-SHA256, keyed with the shared secret, of timestamp, `.`, message id, `.` and body.
"""

import hashlib
import hmac
import secrets
from datetime import timedelta
from typing import Any, Final

import httpx
import msgspec

from impetus.incidents import federation_repository, parts_repository, repository, sharing
from impetus.incidents.desk import Desk, sit
from impetus.incidents.federation_repository import Due, Partner
from impetus.incidents.records import Entry, Incident
from impetus.incidents.requests import FederatedEntry, FederatedIn
from impetus.incidents.sentences import said
from impetus.kit.errors import BadInput, Conflict, NotFound, NotSignedIn
from impetus.kit.ids import derived_id, new_id
from impetus.kit.masking import mask
from impetus.kit.sealing import Seal
from impetus.kit.times import as_datetime, iso, parse_iso
from impetus.model.alert import Where
from impetus.model.text import Text
from impetus.storage.unit import PLATFORM, Unit, UnitOfWork

FORM: Final = "impetus.incident/1"
NOTES: Final = "impetus.incident.notes/1"
SKEW_S: Final = 300
"""How far the clocks of two installations may be apart."""
LEASE: Final = timedelta(seconds=60)
FIRST_S: Final = 5
LAST_S: Final = 3600
ENTRIES: Final = 200
_TOLD: Final = frozenset({"note", "dispatch", "stage", "step"})
"""Kinds of entries that leave the installation."""


def signature(secret: str, timestamp: str, message: str, body: bytes) -> str:
    """The value of `X-Impetus-Signature`."""
    signed = f"{timestamp}.{message}.".encode() + body
    return "v1=" + hmac.new(secret.encode(), signed, hashlib.sha256).hexdigest()


def _purpose(partner: str) -> str:
    return f"incidents/partner/{partner}"


def sealed(seal: Seal, partner: str, secret: str) -> str:
    """A partner's secret as it is stored."""
    return seal.seal(secret, for_=_purpose(partner))


def new_secret() -> str:
    """A new shared secret."""
    return secrets.token_urlsafe(32)


def _line(entry: Entry, incident: Incident) -> dict[str, Any]:
    sub = incident.sub(entry.agency)
    return {
        "id": entry.id, "at": iso(entry.at), "side": entry.side, "kind": entry.kind, "text": entry.text,
        "author": sub.name if sub else "",
    }  # fmt: skip


async def form(unit: Unit, incident: Incident, partner: Partner, *, ended: bool) -> dict[str, Any]:
    """What a partner is told of an incident: no alerts, no evidence, no people, nothing that is for the own agency."""
    lines: list[dict[str, Any]] = []
    if partner.notes and not ended:
        for entry in await parts_repository.entries(unit, [incident.id], limit=2 * ENTRIES):
            wanted = entry.kind in _TOLD and entry.audience == "all" and entry.by_name is None
            if wanted and not (incident.partner == partner.id and entry.system) and len(lines) < ENTRIES:
                lines.append(_line(entry, incident))
    if incident.partner == partner.id:
        return {"form": NOTES, "id": incident.remote, "entries": lines}
    return {
        "form": FORM, "id": incident.id, "number": f"I-{incident.number}", "title": incident.title,
        "severity": incident.severity,
        "place": {
            "name": incident.place.name, "latitude": incident.place.latitude, "longitude": incident.place.longitude,
            "area": incident.place.area,
        },
        "opened_at": iso(incident.opened_at),
        "closed_at": iso(incident.closed_at) if incident.closed_at else None,
        "agencies": [
            {"name": sub.name, "stage": sub.stage, "closed": sub.closed_at is not None} for sub in incident.taking_part
        ],
        "ended": ended, "entries": lines,
    }  # fmt: skip


async def send_due(uow: UnitOfWork, seal: Seal, client: httpx.AsyncClient) -> int:
    """Send what is to be sent; return how many messages arrived. What did not is tried again, ever more rarely."""
    async with uow(agency=PLATFORM, purpose="platform.federation", actor="platform") as unit:
        agencies = await federation_repository.agencies(unit)
    arrived = 0
    for agency in agencies:
        now = as_datetime(uow.clock.now_ms())
        until = now + LEASE
        messages: list[tuple[Due, Partner, bytes]] = []
        async with uow(agency=agency, purpose="urban_safety", actor="platform") as unit:
            for due in await federation_repository.due(unit, now, until):
                partner = await federation_repository.partner(unit, due.partner)
                incident = await repository.one(unit, due.incident)
                if partner is not None and incident is not None:
                    body = msgspec.json.encode(await form(unit, incident, partner, ended=due.ended))
                    messages.append((due, partner, body))
        for due, partner, body in messages:
            error = await _send(uow, seal, client, partner, body)
            async with uow(agency=agency, purpose="urban_safety", actor="platform") as unit:
                if error is None:
                    await federation_repository.went(unit, due, now, until)
                    unit.audit("incident.sent", due.incident, partner=partner.id)
                    arrived += 1
                else:
                    wait = timedelta(seconds=min(LAST_S, FIRST_S * 2 ** min(due.attempts, 10)))
                    await federation_repository.failed(unit, due, error[:300], now + wait)
    return arrived


async def _send(uow: UnitOfWork, seal: Seal, client: httpx.AsyncClient, partner: Partner, body: bytes) -> str | None:
    """Send a message; return what went wrong."""
    timestamp, message = str(uow.clock.now_ms() // 1000), new_id("msg", uow.clock)
    secret = seal.open(partner.secret, for_=_purpose(partner.id))
    headers = {
        "Content-Type": "application/json", "X-Impetus-Timestamp": timestamp, "X-Impetus-Message": message,
        "X-Impetus-Signature": signature(secret, timestamp, message, body),
    }  # fmt: skip
    try:
        answer = await client.post(partner.address, content=body, headers=headers, follow_redirects=False, timeout=10)
    except (httpx.HTTPError, httpx.InvalidURL) as fault:
        return f"{type(fault).__name__}: {fault}"
    return None if answer.status_code in (200, 201) else f"The other installation answered {answer.status_code}."


async def receive(
    uow: UnitOfWork, seal: Seal, partner: str, timestamp: str, message: str, given: str, body: bytes
) -> tuple[str, str, bool]:
    """Take a message of a partner; return the incident here, its number, and whether it is new.

    Raise NotSignedIn for one that is not signed by a partner just now, Conflict for one that came before, BadInput
    for one that has another form, NotFound for notes on an incident that is not shared with that partner.
    """
    async with uow(agency=PLATFORM, purpose="platform.federation", actor="platform") as unit:
        known = await federation_repository.partner(unit, partner)
    secret = seal.open(known.secret, for_=_purpose(known.id)) if known and known.enabled else new_secret()
    fits = hmac.compare_digest(signature(secret, timestamp, message, body).encode(), given.encode("utf-8", "replace"))
    now = as_datetime(uow.clock.now_ms())
    fresh = timestamp.isascii() and timestamp.isdigit() and abs(int(timestamp[:15]) - now.timestamp()) <= SKEW_S
    if known is None or not fits or not fresh or not 8 <= len(message) <= 80:
        raise NotSignedIn(
            "The message is not signed by a known installation, or its clock is off.",
            remedy="Compare address, secret and clocks of both installations.",
        )
    try:
        told = FederatedIn.model_validate_json(body)
    except ValueError as fault:
        raise BadInput(
            "The message has another form than is taken here.", remedy="Bring both installations up to date."
        ) from fault
    async with uow(agency=known.agency, purpose="urban_safety", actor=f"partner:{known.id}") as unit:
        since = now - timedelta(seconds=4 * SKEW_S)
        if not await federation_repository.first_time(unit, known.id, message, now, since):
            raise Conflict("This message came before.", remedy="Send a new one.")
        return await (_notes(unit, known, told) if told.form == NOTES else _mirror(unit, known, told))


async def _notes(unit: Unit, partner: Partner, told: FederatedIn) -> tuple[str, str, bool]:
    shared = await federation_repository.shared_with(unit, told.id)
    if partner.id not in shared:
        raise NotFound("There is no such incident.", remedy="It may no longer be shared.", incident=told.id)
    desk = await sit(unit, told.id, None, write=True)
    await _write(desk, partner, told.entries)
    return told.id, f"I-{desk.incident.number}", False


async def _mirror(unit: Unit, partner: Partner, told: FederatedIn) -> tuple[str, str, bool]:
    now = as_datetime(unit.clock.now_ms())
    title = mask(told.title.strip()).text or told.number or "-"
    place = Where(
        name=told.place.name, latitude=told.place.latitude, longitude=told.place.longitude, area=told.place.area
    )
    await repository.hold(unit, f"{partner.id}/{told.id}")
    id = await federation_repository.mirrored(unit, partner.id, told.id)
    new = id is None
    if id is None:
        if told.ended:
            raise NotFound("There is no such incident.", remedy="Nothing is to be ended.", incident=told.id)
        id = new_id("inc", unit.clock)
        await repository.add(
            unit, id=id, title=title, severity=told.severity, place=place, at=now, by=None, partner=partner.id,
            remote=told.id, remote_number=told.number,
        )  # fmt: skip
        await repository.add_sub(
            unit, agency=unit.agency, home=unit.agency, incident=id, name=await sharing.own_name(unit), at=now,
            started=now, acknowledged=None, owner=None,
        )  # fmt: skip
        await federation_repository.begin(unit, id, partner.id, now, dirty=False)
    desk = await sit(unit, id, None, write=True)
    if new:
        opened = said("opened.partner", partner=partner.name, number=told.number or told.id)
        await desk.tell("mirrored", "system", opened, partner=partner.id)
        await sharing.by_rule(desk, [])
    else:
        await _follow(desk, told, title, place)
    await _write(desk, partner, told.entries)
    if told.ended and await federation_repository.end(unit, id, partner.id, now):
        await federation_repository.settled(unit, id, partner.id)
        await desk.tell("mirror_ended", "share", said("partner.left", partner=partner.name), partner=partner.id)
    return id, f"I-{desk.incident.number}", new


async def _follow(desk: Desk, told: FederatedIn, title: str, place: Where) -> None:
    """Take over what changed at the incident's home."""
    before = desk.incident
    changes: dict[str, Any] = {}
    if title != before.title:
        changes["title"] = title
    if told.severity is not before.severity:
        changes |= {"severity": told.severity.value, "severity_rank": told.severity.rank}
    if place != before.place:
        changes["place"] = msgspec.json.encode(place).decode()
    if changes:
        await repository.change(desk.unit, before.id, desk.now, changes)
        await desk.touch()
        if "severity_rank" in changes or "place" in changes:
            await sharing.by_rule(await desk.again(), [])


async def _write(desk: Desk, partner: Partner, entries: list[FederatedEntry]) -> None:
    """Write down a partner's entries that are not there yet, under the names of its agencies."""
    new = 0
    for entry in entries:
        at = min(parse_iso(entry.at, field="entries.at"), desk.now)
        new += await parts_repository.add_entry(
            desk.unit, id=derived_id("ent", partner.id, entry.id), home=desk.incident.home, incident=desk.incident.id,
            kind=entry.kind if entry.kind in _TOLD else "note", side=entry.side, at=at, written=desk.now, person=None,
            words=Text(en=mask(entry.text.en).text, it=mask(entry.text.it).text, nb=mask(entry.text.nb).text),
            by_name=entry.author or partner.name,
        )  # fmt: skip
    if new:
        desk.unit.audit("incident.received", desk.incident.id, partner=partner.id, entries=new)
        await desk.touch(told=False)
