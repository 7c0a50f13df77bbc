"""Alerts in the database: what tools write."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Final

import msgspec
from sqlalchemy import text

from impetus.alerts.veil import veiled
from impetus.kit.errors import NotFound
from impetus.kit.times import as_datetime
from impetus.model.alert import AlertDraft
from impetus.model.text import LOCALES
from impetus.storage.jsonb import dump
from impetus.storage.unit import Unit


class Known(msgspec.Struct, frozen=True, kw_only=True):
    """What is there already of an alert."""

    revision: int
    severity: str
    over: bool
    number: int


Row = dict[str, Any]
"""The values of an alert by column."""

_INSERT: Final = text(
    "INSERT INTO alert (agency_id, id, number, tool, tool_version, kind, subject, clock, window_start, window_end,"
    " severity, severity_rank, confidence, title, why, place, evidence, parts, sensors, attributes, signature, search,"
    " over, revision, created_at, updated_at) VALUES (:agency, :id, :number, :tool, :tool_version, :kind, :subject,"
    " :clock, :window_start, :window_end, :severity, :severity_rank, :confidence, CAST(:title AS jsonb),"
    " CAST(:why AS jsonb), CAST(:place AS jsonb), CAST(:evidence AS jsonb), CAST(:parts AS jsonb),"
    " CAST(:sensors AS jsonb), CAST(:attributes AS jsonb), :signature, :search, :over, :revision, :at, :at)"
)
_UPDATE: Final = text(
    "UPDATE alert SET tool_version = :tool_version, window_end = :window_end, severity = :severity,"
    " severity_rank = :severity_rank, confidence = :confidence, title = CAST(:title AS jsonb),"
    " why = CAST(:why AS jsonb), place = CAST(:place AS jsonb), evidence = CAST(:evidence AS jsonb),"
    " parts = CAST(:parts AS jsonb), sensors = CAST(:sensors AS jsonb), attributes = CAST(:attributes AS jsonb),"
    " signature = :signature, search = :search, over = :over, revision = :revision, version = version + 1,"
    " updated_at = :at WHERE id = :id AND revision < :revision"
)
_CHANGED: Final = tuple(_UPDATE.compile().params)


async def lock(unit: Unit, ids: Sequence[str]) -> tuple[int, dict[str, Known]]:
    """Let one intake of the agency run at a time; return the last number given and what exists of `ids`."""
    last = await unit.session.execute(
        text("SELECT last_number FROM agency WHERE agency_id = :agency FOR UPDATE"), {"agency": unit.agency}
    )
    number = last.scalar_one_or_none()
    if number is None:
        raise NotFound(f"There is no agency {unit.agency!r}.", remedy="Set up the platform first.")
    rows = await unit.session.execute(
        text("SELECT id, revision, severity, over, number FROM alert WHERE id = ANY(:ids) FOR UPDATE"),
        {"ids": list(ids)},
    )
    return int(number), {
        row.id: Known(revision=row.revision, severity=row.severity, over=row.over, number=row.number) for row in rows
    }


async def set_last_number(unit: Unit, number: int) -> None:
    """Remember the last number given to an alert of the agency."""
    await unit.session.execute(
        text("UPDATE agency SET last_number = :number WHERE agency_id = :agency"),
        {"number": number, "agency": unit.agency},
    )


def row(unit: Unit, id: str, tool: str, tool_version: str, draft: AlertDraft, at: datetime) -> Row:
    """Return what is written of an alert; a new one needs its `number` besides."""
    draft = veiled(draft)
    return {
        "agency": unit.agency, "id": id, "tool": tool, "tool_version": tool_version,
        "kind": draft.kind, "subject": draft.subject, "clock": draft.clock,
        "window_start": as_datetime(draft.window_start), "window_end": as_datetime(draft.window_end),
        "severity": draft.severity.value, "severity_rank": draft.severity.rank, "confidence": draft.confidence,
        "title": _json(draft.title), "why": _json(draft.why), "place": _json(draft.where),
        "evidence": _json(draft.evidence),
        "parts": _json(draft.parts), "sensors": _json(draft.sensors),
        "attributes": _json(draft.attributes), "signature": draft.signature, "search": _plain(_search(draft)),
        "over": draft.over, "revision": draft.revision, "at": at,
    }  # fmt: skip


async def write(unit: Unit, added: Sequence[Row], changed: Sequence[Row]) -> None:
    """Insert new alerts and update known ones to a higher revision, each kind in one go."""
    if added:
        await unit.session.execute(_INSERT, list(added))
    if changed:
        await unit.session.execute(_UPDATE, [{key: one[key] for key in _CHANGED} for one in changed])


def _json(value: object) -> str:
    """JSON without NUL, which PostgreSQL cannot keep: one odd text must not hold up an alert."""
    return dump(value).replace("\\u0000", " ")


def _plain(text: str) -> str:
    return text.replace("\x00", " ")


def _search(draft: AlertDraft) -> str:
    words = {draft.kind, draft.subject, draft.where.name, *draft.sensors}
    for locale in LOCALES:
        words |= {draft.title.in_(locale), draft.why.in_(locale)}
    return " ".join(sorted(words)).casefold()
