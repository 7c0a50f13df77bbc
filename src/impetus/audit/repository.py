"""Audit entries in the database: read only, here."""

from datetime import datetime
from typing import Any, Final

import msgspec
from sqlalchemy import text

from impetus.storage.jsonb import load
from impetus.storage.unit import Unit

_SELECT: Final = (
    "SELECT e.id, e.at, e.actor, e.role, e.what, e.operation, e.subject, e.purpose, e.case_file, e.reason, e.recipient,"
    " e.address, e.detail, e.forgotten, l.seq, encode(l.leaf, 'hex') AS leaf FROM audit_entry e"
    " LEFT JOIN audit_link l ON l.agency_id = e.agency_id AND l.entry = e.id"
)


class Entry(msgspec.Struct, frozen=True, kw_only=True):
    """One line of the log; `seq` and `leaf` (hex) are its place in the chain, None until it is linked.

    `forgotten`: its period is over, and what was personal in it is empty.
    """

    id: int
    at: datetime
    actor: str
    role: str
    what: str
    operation: str
    subject: str
    purpose: str
    case_file: str
    reason: str
    recipient: str
    address: str
    detail: dict[str, Any]
    seq: int | None
    leaf: str | None
    forgotten: bool = False


class Word(msgspec.Struct, frozen=True, kw_only=True):
    """A word that is looked for: as it is written, the acts whose sentence has it, the ids that are called so."""

    word: str
    acts: list[str]
    ids: list[str]


class Wanted(msgspec.Struct, frozen=True, kw_only=True):
    """Which entries: "" and None are no condition. `what` is an act or its beginning (`login`, `alert.`)."""

    what: str = ""
    actor: str = ""
    operation: str = ""
    subject: str = ""
    case: str = ""
    since: datetime | None = None
    until: datetime | None = None
    words: tuple[Word, ...] = ()


async def page(unit: Unit, wanted: Wanted, *, before: int | None, limit: int) -> list[Entry]:
    """The newest entries before the id `before`."""
    values: dict[str, Any] = {
        "before": before, "limit": limit, "what": wanted.what, "actor": wanted.actor, "operation": wanted.operation,
        "subject": wanted.subject, "case": wanted.case, "since": wanted.since, "until": wanted.until,
    }  # fmt: skip
    conditions = [
        "(CAST(:before AS bigint) IS NULL OR e.id < :before)",
        "(:what = '' OR starts_with(e.what, :what))",
        "(:actor = '' OR e.actor = :actor)",
        "(:operation = '' OR e.operation = :operation)",
        "(:subject = '' OR e.subject = :subject)",
        "(:case = '' OR e.case_file = :case)",
        "(CAST(:since AS timestamptz) IS NULL OR e.at >= :since)",
        "(CAST(:until AS timestamptz) IS NULL OR e.at < :until)",
    ]
    for number, word in enumerate(wanted.words):
        conditions.append(_has(number))
        values |= _given(number, word)
    rows = await unit.session.execute(
        text(f"{_SELECT} WHERE {' AND '.join(conditions)} ORDER BY e.id DESC LIMIT :limit"),
        values,
    )
    return [Entry(**{**row, "detail": load(row["detail"])}) for row in rows.mappings()]


def _has(number: int) -> str:
    """The condition that an entry has the word of that number: in its text, its act, or what its ids are called."""
    return (
        f"(e.what = ANY(:acts{number}) OR e.subject = ANY(:ids{number}) OR e.actor = ANY(:actors{number})"
        f" OR e.case_file = ANY(:ids{number}) OR e.subject ILIKE :like{number} OR e.reason ILIKE :like{number}"
        f" OR e.recipient ILIKE :like{number} OR e.purpose ILIKE :like{number} OR e.address ILIKE :like{number}"
        f" OR e.detail::text ILIKE :like{number})"
    )


def _given(number: int, word: Word) -> dict[str, Any]:
    like = "%" + word.word.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_") + "%"
    return {
        f"acts{number}": word.acts,
        f"ids{number}": word.ids,
        f"actors{number}": [f"{kind}:{id}" for id in word.ids for kind in ("person", "source", "responder")],
        f"like{number}": like,
    }


async def verified(unit: Unit) -> Entry | None:
    """The entry of the newest verification."""
    rows = await unit.session.execute(text(f"{_SELECT} WHERE e.what = 'audit.verified' ORDER BY e.id DESC LIMIT 1"))
    row = rows.mappings().first()
    return Entry(**{**row, "detail": load(row["detail"])}) if row else None
