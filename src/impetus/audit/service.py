"""Reading the audit log, which is itself written down."""

from datetime import datetime

import msgspec

from impetus.audit import repository
from impetus.audit.repository import Entry
from impetus.kit.paging import decode_cursor, encode_cursor
from impetus.people import service as people
from impetus.people.access import Caller


class Page(msgspec.Struct, frozen=True, kw_only=True):
    """Entries, newest first; `names` are those of the people among the actors; `next` is None at the end."""

    entries: list[Entry]
    names: dict[str, str]
    next: str | None


async def page(
    caller: Caller, *, cursor: str, what: str, actor: str, since: datetime | None, until: datetime | None, limit: int
) -> Page:
    """Return a page of the caller's agency. Reading it is an entry of its own: a page that no cursor hides."""
    before = decode_cursor(cursor, 1)[0] if cursor else None
    async with caller.unit() as unit:
        entries = await repository.page(
            unit, before=before, what=what, actor=actor, since=since, until=until, limit=limit + 1
        )
        unit.audit("audit.read", what=what, actor=actor, before=before)
        ids = {entry.actor.removeprefix("person:") for entry in entries if entry.actor.startswith("person:")}
        known = await people.names(unit, sorted(ids))
    more = len(entries) > limit
    shown = entries[:limit]
    return Page(
        entries=shown,
        names={f"person:{id}": name for id, (name, _) in known.items()},
        next=encode_cursor(shown[-1].id) if more else None,
    )
