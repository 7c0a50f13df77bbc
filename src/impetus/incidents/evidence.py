"""Evidence of incidents: files and what tools showed; who keeps it. What nobody keeps goes (`retained`).

Whatever is in a file may show a person: a picture is seen in large blocks, other files by name and size. The file
itself is opened under a grant, as is the name that it came with.
"""

import hashlib
from collections.abc import AsyncIterator
from pathlib import Path

import msgspec

from impetus.alerts import service as alerts
from impetus.incidents import evidence_repository, files, goals, parts_repository, repository
from impetus.incidents.desk import Desk, sit, working
from impetus.incidents.records import Evidence, Incident, Lock, Names
from impetus.incidents.sentences import plain, said
from impetus.keys import blind
from impetus.keys.store import KeyStore
from impetus.kit.errors import Conflict, NotAllowed, NotFound
from impetus.kit.ids import new_id
from impetus.kit.masking import mask
from impetus.law.grants import originals
from impetus.law.grants import service as grants
from impetus.law.grants.originals import Veiled
from impetus.model.text import Text
from impetus.people.access import Caller
from impetus.people.permissions import Permission

KIND = "incident_evidence"
"""The kind of a masked file."""


class Listed(msgspec.Struct, frozen=True, kw_only=True):
    """Evidence of an incident with what showing it needs; `masked` are files that one's agency may ask to see."""

    incident: Incident
    names: Names
    pieces: list[Evidence]
    locks: dict[str, list[Lock]]
    days: int
    masked: set[str] = set()


async def every(caller: Caller, incident: str) -> Listed:
    """Return the evidence that the caller's agency sees, attachments of entries left out. Raise NotFound."""
    async with caller.unit() as unit:
        desk = await sit(unit, incident, caller.person)
        unit.audit("incident.evidence_listed", incident)
        return await all_evidence(desk)


async def all_evidence(desk: Desk, only: str | None = None) -> Listed:
    """The evidence that the unit's agency sees."""
    found = await evidence_repository.listed(desk.unit, desk.family)
    pieces = [one for one in found if (one.kind != "attachment" if only is None else one.id == only)]
    return Listed(
        incident=desk.incident,
        names=await repository.people(desk.unit, desk.family),
        pieces=pieces,
        locks=await evidence_repository.locks(desk.unit, [one.id for one in pieces]),
        days=(await goals.current(desk.unit)).evidence_days,
        masked=await originals.which_masked(desk.unit, KIND, [one.id for one in pieces if one.deleted_at is None]),
    )


async def add_file(
    caller: Caller, objects: Path, keys: KeyStore, incident: str, *, name: str, title: str, attachment: bool,
    audience: str, chunks: AsyncIterator[bytes],
) -> Listed:  # fmt: skip
    """Take a file in as it comes: as evidence, or to hang on an entry that is written next. Return it.

    Raise NotFound, and BadInput or TooLarge for a file that is not taken.
    """
    files.ending(name)
    async with caller.unit() as unit:  # whoever may not write here sends nothing
        await sit(unit, incident, caller.person)
    id = new_id("evd", caller.uow.clock)
    key = await keys.data_key(caller.agency, files.KEYS, id)
    taken = await files.take(caller.uow, objects, key, name, chunks)
    said_of_it = title or name
    shows = "picture" if taken.media_type in files.PICTURES else "file"
    original = f"{name}\n{said_of_it}"
    index = await blind.made(keys, caller.agency, files.KEYS, originals.named(original, mask(original)))
    veiled = Veiled(masked=files.veil(name), original=original, key=key, also=(shows,), index=index)
    try:
        async with caller.unit() as unit:
            desk = await working(caller, unit, incident)
            piece = Evidence(
                id=id, agency=unit.agency, home=desk.incident.home, incident=incident,
                part="timeline" if attachment else "evidence", kind="attachment" if attachment else "file",
                title=plain(mask(title).text if title else veiled.text), name=veiled.text,
                media_type=taken.media_type, size=taken.size, sha256=taken.sha256, path=taken.path, alert=None,
                content=None, entry=None, by_person=caller.person.id, at=desk.now,
                audience="own" if attachment else audience, deleted_at=None,
            )  # fmt: skip
            await _written(desk, piece)
            await originals.keep(
                unit, veiled, kind=KIND, item=id, parent=incident, about=f"I-{desk.incident.number}",
                person=caller.person.id,
            )  # fmt: skip
            return await all_evidence(await desk.again(), piece.id)
    except BaseException:
        files.drop(objects, taken.path)
        raise


async def _written(desk: Desk, piece: Evidence) -> None:
    await evidence_repository.add(desk.unit, piece)
    if piece.kind == "attachment":  # told with its entry
        await desk.sign()
        desk.unit.audit("incident.file_added", desk.incident.id, evidence=piece.id, sha256=piece.sha256)
        return
    words = said("evidence.in", title=piece.title)
    await desk.tell(
        "evidence_added", "evidence", words, link=piece.id, audience=piece.audience, sha256=piece.sha256, of=piece.kind
    )


async def add_from_alert(caller: Caller, incident: str, alert: str, index: int, audience: str) -> Listed:
    """Keep what a tool showed with an alert of one's own agency that stands in the incident; return it.

    Raise NotFound where there is no such piece, Conflict where it is kept already.
    """
    async with caller.unit() as unit:
        desk = await working(caller, unit, incident)
        held = await parts_repository.held(unit, desk.family)
        if not any(one.alert == alert and one.agency == unit.agency for one in held):
            raise NotFound("There is no such alert of yours here.", remedy="Put it into the incident first.")
        shown = (await alerts.details(unit, alert)).evidence
        if index >= len(shown):
            raise NotFound("The alert has no such evidence.", remedy="Look at the alert again.", field="index")
        raw = msgspec.json.encode(shown[index], order="sorted")
        sha256 = hashlib.sha256(raw).hexdigest()
        known = await evidence_repository.listed(unit, desk.family)
        if any(one.alert == alert and one.sha256 == sha256 and one.deleted_at is None for one in known):
            raise Conflict("This is among the evidence already.", remedy="Look at the list.", field="index")
        title = shown[index].get("title")
        piece = Evidence(
            id=new_id("evd", unit.clock), agency=unit.agency, home=desk.incident.home, incident=incident,
            part="evidence", kind="alert", name="", size=len(raw), sha256=sha256, path="", alert=alert,
            title=msgspec.convert(title, Text) if isinstance(title, dict) else plain(str(title or alert)),
            media_type="application/json", content=shown[index], entry=None, by_person=caller.person.id, at=desk.now,
            audience=audience, deleted_at=None,
        )  # fmt: skip
        await _written(desk, piece)
        return await all_evidence(await desk.again(), piece.id)


async def _piece(desk: Desk, evidence: str) -> Evidence:
    found = await evidence_repository.one(desk.unit, evidence)
    if found is None or found.incident not in desk.family:
        raise NotFound("There is no such evidence.", remedy="Look at the incident again.", evidence=evidence[:80])
    return found


async def lock(caller: Caller, incident: str, evidence: str, reason: str) -> Listed:
    """Keep a piece from deletion for one's agency. Raise NotFound, Conflict where it is gone or kept by it already."""
    reason = mask(reason).text
    async with caller.unit() as unit:
        desk = await working(caller, unit, incident)
        piece = await _piece(desk, evidence)
        if piece.deleted_at is not None:
            raise Conflict("It was deleted.", remedy="It cannot be brought back.")
        mine = (await evidence_repository.locks(unit, [evidence])).get(evidence, [])
        if any(one.agency == unit.agency for one in mine):
            raise Conflict("Your agency keeps it already.", remedy="Look at the incident again.")
        lock_id = new_id("lck", unit.clock)
        await evidence_repository.lock(unit, piece, id=lock_id, reason=reason, by=caller.person.id, at=desk.now)
        words = said("evidence.kept", title=piece.title, reason=reason)
        await desk.tell("evidence_kept", "evidence", words, link=evidence, audience=piece.audience, reason=reason)
        return await all_evidence(await desk.again(), evidence)


async def unlock(caller: Caller, incident: str, evidence: str, reason: str) -> Listed:
    """No longer keep a piece for one's agency; locks of others stay.

    Raise NotFound, Conflict, and NotAllowed where a colleague keeps it and the caller may not act on what others hold.
    """
    reason = mask(reason).text
    async with caller.unit() as unit:
        desk = await working(caller, unit, incident)
        piece = await _piece(desk, evidence)
        for one in (await evidence_repository.locks(unit, [evidence])).get(evidence, []):
            colleagues = one.agency == unit.agency and one.by_person != caller.person.id
            if colleagues and not caller.may(Permission.OVERRULE):
                raise NotAllowed("A colleague keeps it.", remedy="Ask them, or a supervisor.", reason="holder")
        if not await evidence_repository.unlock(unit, evidence, reason=reason, by=caller.person.id, at=desk.now):
            raise Conflict("Your agency does not keep it.", remedy="Ask the agency that does.")
        words = said("evidence.released", title=piece.title, reason=reason)
        await desk.tell("evidence_released", "evidence", words, link=evidence, audience=piece.audience, reason=reason)
        return await all_evidence(await desk.again(), evidence)


async def open_masked(caller: Caller, incident: str, evidence: str) -> Evidence:
    """Return the record of a picture whose masked copy is to be shown; that is written down.

    Raise NotFound, and NotAllowed for a file that is no picture.
    """
    async with caller.unit() as unit:
        piece = await _file(await sit(unit, incident, caller.person), evidence)
        if piece.media_type not in files.PICTURES:
            raise NotAllowed("What is in a file is seen under a grant.", remedy="Ask to see it.", reason="grant")
        unit.audit("incident.file_seen", incident, evidence=evidence, sha256=piece.sha256)
    return piece


async def open_original(caller: Caller, keys: KeyStore, incident: str, evidence: str) -> tuple[Evidence, str]:
    """Return the record of a file to be read under a grant in force, and the name it came with; both are written down.

    Raise NotFound, NotAllowed without such a grant, WrongPurpose under another purpose, KeyGone once it is deleted.
    """
    async with caller.unit() as unit:
        piece = await _file(await sit(unit, incident, caller.person), evidence)
    opened = await grants.open_(caller, keys, KIND, evidence)
    async with caller.unit() as unit:
        unit.audit("incident.file_read", incident, evidence=evidence, sha256=piece.sha256)
    return piece, opened.text.partition("\n")[0]


async def _file(desk: Desk, evidence: str) -> Evidence:
    piece = await _piece(desk, evidence)
    if not piece.path or piece.deleted_at is not None:
        raise NotFound("There is no such file.", remedy="It was deleted, or is no file.", evidence=evidence[:80])
    return piece
