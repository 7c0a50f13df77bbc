"""The two timelines: reading them, and what people write in them."""

from collections.abc import Sequence

import msgspec

from impetus.incidents import evidence_repository, parts_repository, repository
from impetus.incidents.desk import Desk, new_entry, sit, working
from impetus.incidents.records import Entry, Evidence, Incident, Names
from impetus.incidents.requests import EntryIn
from impetus.incidents.sentences import plain
from impetus.incidents.sharing import partner_names
from impetus.incidents.words import PART_OF
from impetus.keys.store import KeyStore
from impetus.kit.errors import BadInput, Conflict
from impetus.kit.times import as_datetime, as_ms, parse_iso
from impetus.law.grants import originals
from impetus.people import service as people
from impetus.people.access import Caller

AHEAD_MS = 60_000
"""A clock that goes this much before ours still writes `now`."""


KIND = "incident_entry"
"""The kind of a masked entry."""


class Lines(msgspec.Struct, frozen=True, kw_only=True):
    """Entries of an incident with what showing them needs; `seen` are originals that their author still sees."""

    incident: Incident
    names: Names
    entries: list[Entry]
    attached: dict[str, list[Evidence]]
    partner: str | None
    masked: set[str] = set()
    seen: dict[str, str] = {}
    next: str | None = None


async def page(caller: Caller, keys: KeyStore, incident: str, side: str, cursor: str, limit: int) -> Lines:
    """Return entries that the caller's agency sees, newest first, after the entry `cursor`. Raise NotFound."""
    async with caller.unit() as unit:
        desk = await sit(unit, incident, caller.person)
        before = None
        if cursor:
            last = await parts_repository.entries(unit, desk.family, only=[cursor])
            if not last:
                raise BadInput("This is not a cursor of this list.", remedy="Start again without one.", field="cursor")
            before = (last[0].at, last[0].seq)
        found = await parts_repository.entries(unit, desk.family, side=side, before=before, limit=limit + 1)
        lines = await _lines(desk, found[:limit], keys)
        await repository.mark_seen(unit, desk.family, caller.person.id, desk.now)
    return msgspec.structs.replace(lines, next=found[limit - 1].id if len(found) > limit else None)


async def all_lines(desk: Desk) -> Lines:
    """Every entry that the unit's agency sees, newest first."""
    return await _lines(desk, await parts_repository.entries(desk.unit, desk.family))


async def _lines(desk: Desk, found: list[Entry], keys: KeyStore | None = None) -> Lines:
    attached: dict[str, list[Evidence]] = {}
    for piece in await evidence_repository.listed(desk.unit, desk.family):
        if piece.entry is not None and piece.deleted_at is None:
            attached.setdefault(piece.entry, []).append(piece)
    partner = desk.incident.partner
    own = [one.id for one in found if one.agency == desk.unit.agency and not one.system]
    masked = await originals.which_masked(desk.unit, KIND, own)
    hanging = [piece.id for pieces in attached.values() for piece in pieces]
    files = await originals.which_masked(desk.unit, "incident_evidence", hanging)
    seen: dict[str, str] = {}
    if keys is not None and desk.person is not None:
        seen = await originals.seen_by_author(desk.unit, keys, KIND, sorted(masked), desk.person.id, desk.now)
    return Lines(
        incident=desk.incident,
        names=await repository.people(desk.unit, desk.family),
        entries=found,
        attached=attached,
        partner=(await partner_names(desk.unit)).get(partner, partner) if partner else None,
        masked=masked | files,
        seen=seen,
    )


async def write(caller: Caller, keys: KeyStore, incident: str, wanted: EntryIn) -> Lines:
    """Write an entry; return it alone.

    Whoever it mentions is told with a `mention` event. An entry of the kind `dispatch` stops the agency's second
    timer. Raise NotFound, BadInput for a mention, an attachment or a time that cannot be.
    """
    async with caller.unit() as unit:
        desk = await working(caller, unit, incident)
        at = parse_iso(wanted.at, field="at") if wanted.at else desk.now
        if as_ms(at) > as_ms(desk.now) + AHEAD_MS:
            raise BadInput("This time has not come yet.", remedy="Give the time at which it happened.", field="at")
        mentions = await _mentions(desk, wanted.mentions, wanted.audience)
        await desk.sign()
        colleagues = [name for name, _ in (await people.names(unit, [one["id"] for one in mentions])).values()]
        veiled = await originals.veil(
            keys, unit.agency, wanted.text, category="incident", scope=desk.incident.id, keep=colleagues
        )
        id = await new_entry(
            desk, kind=wanted.kind, side=wanted.side, words=plain(veiled.text), at=min(at, desk.now), link=wanted.link,
            audience=wanted.audience, mentions=mentions,
        )  # fmt: skip
        await originals.keep(
            unit, veiled, kind=KIND, item=id, parent=incident, about=f"I-{desk.incident.number}",
            person=caller.person.id,
        )  # fmt: skip
        if wanted.attachments:
            chosen = sorted(set(wanted.attachments))
            part = PART_OF.get(wanted.kind, "timeline")
            if await evidence_repository.attach(unit, chosen, id, part, wanted.audience) != len(chosen):
                raise BadInput("A file is not there, or hangs elsewhere.", remedy="Add it anew.", field="attachments")
        if wanted.kind == "dispatch":
            if desk.sub is None:
                raise Conflict("Your agency does not take part.", remedy="Ask for the incident to be shared.")
            if desk.sub.dispatched_at is None:
                await repository.change_sub(unit, unit.agency, incident, {"dispatched_at": as_datetime(as_ms(at))})
        unit.audit("incident.written", incident, entry=id, kind=wanted.kind, audience=wanted.audience)
        _call(desk, id, mentions)
        await desk.touch(quiet=wanted.audience == "own")
        return await _lines(await desk.again(), await parts_repository.entries(unit, desk.family, only=[id]), keys)


async def _mentions(desk: Desk, ids: Sequence[str], audience: str) -> list[dict[str, str]]:
    taking_part = {sub.agency for sub in desk.incident.taking_part}
    own = await people.names(desk.unit, sorted(set(ids)))
    known = {person: agency for agency, person in await repository.people(desk.unit, desk.family)}
    found: list[dict[str, str]] = []
    for id in dict.fromkeys(ids):
        agency = desk.unit.agency if id in own else known.get(id, id if id in taking_part else "")
        if not agency or (agency != desk.unit.agency and (audience == "own" or agency not in taking_part)):
            raise BadInput("They do not see this entry.", remedy="Mention somebody who does.", field="mentions")
        found.append({"kind": "agency" if id == agency else "person", "id": id, "agency": agency})
    for one in found:
        if one["kind"] == "person" and one["agency"] == desk.unit.agency:
            name, initials = own[one["id"]]
            await repository.join(
                desk.unit, home=desk.incident.home, incident=desk.incident.id, person=one["id"], name=name,
                initials=initials, at=desk.now,
            )  # fmt: skip
    return found


def _call(desk: Desk, entry: str, mentions: Sequence[dict[str, str]]) -> None:
    """Tell those who were mentioned, each agency of its own people only."""
    for agency in dict.fromkeys(one["agency"] for one in mentions):
        called = [one["id"] for one in mentions if one["agency"] == agency and one["kind"] == "person"]
        everybody = any(one["kind"] == "agency" and one["agency"] == agency for one in mentions)
        payload = {"id": desk.incident.id, "entry": entry, "people": called, "everybody": everybody}
        desk.unit.emit("mention", payload, agency=agency)
