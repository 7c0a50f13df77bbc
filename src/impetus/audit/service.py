"""Reading the audit log, which is itself written down."""

from contextlib import AbstractAsyncContextManager
from datetime import datetime
from typing import Final

import msgspec

from impetus.audit import names_repository, repository
from impetus.audit.repository import Entry, Wanted, Word
from impetus.kit.paging import decode_cursor, encode_cursor
from impetus.model.acts import ACTS
from impetus.people.access import Caller
from impetus.storage.unit import Unit

MOST_WORDS: Final = 6
MOST_EXPORTED: Final = 100_000


class Asked(msgspec.Struct, frozen=True, kw_only=True):
    """What somebody looks for in the log; `text` are words of sentences, names, numbers and reasons."""

    text: str = ""
    what: str = ""
    actor: str = ""
    operation: str = ""
    subject: str = ""
    case: str = ""
    since: datetime | None = None
    until: datetime | None = None


class Page(msgspec.Struct, frozen=True, kw_only=True):
    """Entries, newest first; `names` are (kind, name) of what their ids are called; `next` is None at the end."""

    entries: list[Entry]
    names: dict[str, tuple[str, str]]
    next: str | None


async def page(caller: Caller, asked: Asked, *, cursor: str, limit: int) -> Page:
    """Return a page of the caller's agency. Reading it is an entry of its own: a page that no cursor hides."""
    before = decode_cursor(cursor, 1)[0] if cursor else None
    entries = await _read(caller, asked, before=before, limit=limit + 1, act="audit.read")
    shown = entries[:limit]
    return Page(
        entries=shown,
        names=await _named(caller, shown),
        next=encode_cursor(shown[-1].id) if len(entries) > limit else None,
    )


async def export(caller: Caller, asked: Asked) -> Page:
    """Return up to `MOST_EXPORTED` entries; taking them out is an entry of its own."""
    entries = await _read(caller, asked, before=None, limit=MOST_EXPORTED, act="audit.exported")
    return Page(entries=entries, names=await _named(caller, entries), next=None)


async def _read(caller: Caller, asked: Asked, *, before: int | None, limit: int, act: str) -> list[Entry]:
    words = await _words(caller, asked.text)
    wanted = Wanted(
        what=asked.what, actor=asked.actor, operation=asked.operation, subject=asked.subject, case=asked.case,
        since=asked.since, until=asked.until, words=words,
    )  # fmt: skip
    async with caller.unit() as unit:
        entries = await repository.page(unit, wanted, before=before, limit=limit)
        conditions = {name: value for name, value in msgspec.to_builtins(asked).items() if value}
        unit.audit(act, **conditions, before=before)
    return entries


async def _words(caller: Caller, asked: str) -> tuple[Word, ...]:
    found = []
    async with _platform(caller) as unit:
        for word in asked.split()[:MOST_WORDS]:
            low = word.lower()
            acts = [id for id, act in ACTS.items() if low in act.sentence.in_(caller.locale).lower()]
            found.append(Word(word=word, acts=acts, ids=await names_repository.called(unit, word)))
    return tuple(found)


async def _named(caller: Caller, entries: list[Entry]) -> dict[str, tuple[str, str]]:
    ids = {bare(entry.actor) for entry in entries} | {entry.subject for entry in entries}
    ids |= {entry.case_file for entry in entries} | {entry.recipient for entry in entries}
    async with _platform(caller) as unit:
        return await names_repository.names(unit, sorted(ids - {""}))


def bare(actor: str) -> str:
    """The id in `person:…`, `source:…`."""
    return actor.partition(":")[2]


def _platform(caller: Caller) -> AbstractAsyncContextManager[Unit]:
    """The log's own look at what ids are called: whoever reads the log sees names, whatever the wall hides else."""
    return caller.uow(agency=caller.agency, purpose="platform.audit_names", actor="platform")
