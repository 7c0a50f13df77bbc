"""What is open now: the one list that a handover passes on."""

from datetime import datetime

import msgspec

from impetus.alerts import ownership as alerts
from impetus.alerts.triage import service as triage
from impetus.incidents import ownership as incidents
from impetus.incidents.sentences import STAGE_NAMES, STATE_NAMES
from impetus.kit.masking import shown
from impetus.kit.times import as_datetime, iso, parse_iso
from impetus.model.text import LOCALES, Text
from impetus.people.repository import Person
from impetus.shifts import handover_repository as repository
from impetus.shifts.records import Item
from impetus.storage.unit import Unit

UNSEEN_SHOWN = 12
"""Blind sensors beyond these are one line with their number."""


class Open(msgspec.Struct, frozen=True, kw_only=True):
    """Items, and since when the owner of some has been gone, by (kind, subject)."""

    items: list[Item]
    left: dict[tuple[str, str], datetime]


def _read(text: str) -> Text:
    """A masked text, with its marks in every language."""
    return Text(**{locale: shown(text, locale) for locale in LOCALES})


async def owned(unit: Unit, owner: str | None = None) -> list[Item]:
    """Alerts in hand, incidents, tasks and notes that are open: all of them, also those of nobody, or one owner's."""
    made = [
        Item(
            kind="incident", subject=one.id, title=_read(one.title), line=STAGE_NAMES[one.stage],
            severity=one.severity, owner=one.owner, since=one.since, address=f"/incidents?incident={one.id}",
        )
        for one in await incidents.led(unit, owner)
    ]  # fmt: skip
    made += [
        Item(
            kind="task", subject=one.id, title=_read(one.text), line=STATE_NAMES[one.state], owner=one.owner,
            due_at=one.due_at, address=f"/incidents?incident={one.incident}",
        )
        for one in await incidents.given(unit, owner)
    ]  # fmt: skip
    made += [
        Item(
            kind="alert", subject=one.id, title=one.title, line=one.why, severity=one.severity, owner=one.owner,
            since=one.acknowledged_at or one.created_at, address=f"/operations?alert={one.id}",
        )
        for one in await alerts.owned(unit, owner)
    ]  # fmt: skip
    made += await _notes(unit, "", owner)
    return made


async def _notes(unit: Unit, desk: str, owner: str | None = None) -> list[Item]:
    return [
        Item(kind="note", subject=one.id, title=_read(one.text), owner=one.owner, due_at=one.due_at, since=one.made_at)
        for one in await repository.notes(unit, desk, owner)
    ]


async def _silences(unit: Unit) -> list[Item]:
    by_locale = {locale: await triage.running(unit, locale) for locale in LOCALES}
    words = {locale: {silence.id: silence.text for silence in found} for locale, found in by_locale.items()}
    return [
        Item(
            kind="silence", subject=one.id, severity=one.kind, line=Text(en=one.reason),
            title=Text(en=one.text, it=words["it"].get(one.id, ""), nb=words["nb"].get(one.id, "")),
            owner=one.author.id if one.author else None, due_at=parse_iso(one.ends_at, field="ends_at"),
            since=parse_iso(one.starts_at, field="starts_at"),
        )
        for one in by_locale["en"]
    ]  # fmt: skip


async def _unseen(unit: Unit) -> list[Item]:
    found, total = await repository.unseen(unit, UNSEEN_SHOWN)
    if total > len(found):
        more = total - len(found)
        found.append(
            Item(
                kind="sensor", subject="more", severity="blind", address="/sources",
                title=Text(
                    en=f"{more} more sensors that are blind, late or stuck",
                    it=f"Altri {more} sensori ciechi, in ritardo o bloccati",
                    nb=f"{more} sensorer til som er blinde, sene eller fastlåst",
                ),
            )
        )  # fmt: skip
    return found


async def everything(unit: Unit, desk: str) -> Open:
    """All that a desk passes on: what people work on, notes of the desk, silences that run, what cannot see."""
    items = [item for item in await owned(unit) if item.kind != "note"]
    items += await _notes(unit, desk)
    items += await repository.runs(unit)
    items += await _silences(unit)
    items += await _unseen(unit)
    left = {(one.kind, one.subject): one.since for one in await repository.left(unit)}
    return Open(items=items, left=left)


async def pass_on(unit: Unit, item: Item, *, to: str | None, by: Person | None, note: str = "") -> bool:
    """Give an item to `to`, or to nobody; False where it is no longer its owner's, or no longer nobody's."""
    owner = item.owner
    if owner == to:
        return False
    if item.kind == "alert":
        return await alerts.pass_on(unit, item.subject, owner=owner, to=to, by=by.id if by else None, note=note)
    if item.kind == "incident":
        return await incidents.lead_on(unit, item.subject, owner=owner, to=to, by=by)
    if item.kind == "task":
        incident = item.address.removeprefix("/incidents?incident=")
        return await incidents.give_on(unit, incident, item.subject, owner=owner, to=to, by=by)
    if item.kind == "note":
        if not await repository.give_note(unit, item.subject, owner, to):
            return False
        unit.audit("shift_note.passed", item.subject, owner=owner, to=to)
        return True
    return False


def when(moment: datetime | None) -> str | None:
    """A time for the API."""
    return iso(moment) if moment else None


def now_of(unit: Unit) -> datetime:
    """The unit's time."""
    return as_datetime(unit.clock.now_ms())
