"""Searching in the database: row-level security of each table decides what is found."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Final

import msgspec
from sqlalchemy import text

from impetus.alerts.triage.facts import Reason
from impetus.model.text import Text
from impetus.storage.jsonb import load
from impetus.storage.unit import Unit


class Found(msgspec.Struct, frozen=True, kw_only=True):
    """One row that was found; `within` is the incident of a note or task, `number` of what carries one."""

    kind: str
    id: str
    number: int | None
    title: Text
    body: Text
    at: datetime
    state: str
    severity: str
    place: str
    within: str | None
    rank: float
    held: Reason | None = None
    """Why triage holds an alert back; None where it is shown."""


# kind: (columns in the order id, number, title, body, at, state, severity, place, within; from)
_SOURCES: Final[dict[str, str]] = {
    "alert": "SELECT a.id, a.number, a.title, a.why AS body, a.created_at AS at, a.state, a.severity,"
    " coalesce(a.place ->> 'name', '') AS place, NULL::text AS within,"
    " CASE WHEN NOT a.shown THEN a.held_reason END AS held, a.words FROM alert a"
    " WHERE a.agency_id = :agency",
    "incident": "SELECT i.id, i.number, jsonb_build_object('en', i.title) AS title, '{\"en\": \"\"}'::jsonb AS body,"
    " i.opened_at AS at, CASE WHEN i.merged_into IS NULL THEN '' ELSE 'merged' END AS state, i.severity,"
    " coalesce(i.place ->> 'name', '') AS place, NULL::text AS within, i.words FROM incident i WHERE true",
    "note": "SELECT e.id, i.number, jsonb_build_object('en', i.title) AS title, e.text AS body, e.at, e.kind AS state,"
    " '' AS severity, '' AS place, e.incident AS within, e.words FROM incident_entry e"
    " JOIN incident i ON i.id = e.incident WHERE e.kind IN ('note', 'chat')",
    "task": "SELECT t.id, i.number, jsonb_build_object('en', i.title) AS title,"
    " jsonb_build_object('en', t.text) AS body, t.made_at AS at, t.state, '' AS severity, '' AS place,"
    " t.incident AS within, t.words FROM incident_task t JOIN incident i ON i.id = t.incident WHERE true",
    # few and long: their words are found as they are asked for
    "procedure": "SELECT p.procedure AS id, NULL::bigint AS number, p.title, p.body, p.changed_at AS at, p.state,"
    " '' AS severity, '' AS place, NULL::text AS within, search_vector(p.title, p.body, p.kind) AS words FROM"
    " (SELECT v.procedure, v.changed_at, v.state, v.content -> 'title' AS title,"
    " coalesce(v.content ->> 'kind', '') AS kind, (SELECT jsonb_build_object("
    "'en', coalesce(string_agg(s #>> '{text,en}', ' '), ''), 'it', coalesce(string_agg(s #>> '{text,it}', ' '), ''),"
    " 'nb', coalesce(string_agg(s #>> '{text,nb}', ' '), '')) FROM jsonb_array_elements(v.content -> 'steps') s)"
    " AS body FROM procedure_version v WHERE v.state = 'published') p WHERE true",
}
KINDS: Final = tuple(_SOURCES)
_QUERY: Final = (
    "(websearch_to_tsquery('english', :typed) || websearch_to_tsquery('italian', :typed)"
    " || websearch_to_tsquery('norwegian', :typed) || to_tsquery('simple', :prefixed))"
)


async def find(
    unit: Unit,
    kinds: Sequence[str],
    typed: str,
    prefixed: str,
    *,
    since: datetime | None,
    until: datetime | None,
    limit: int,
) -> tuple[list[Found], dict[str, int]]:
    """The best rows of each kind in one list, and how many there are of each; newer ones win among equals."""
    found: list[Found] = []
    totals: dict[str, int] = {}
    for kind in kinds:
        terms, values = ["s.words @@ q.query"], {"agency": unit.agency, "typed": typed, "prefixed": prefixed}
        for name, sign, at in (("since", ">=", since), ("until", "<", until)):
            if at is not None:
                terms.append(f"s.at {sign} :{name}")
                values[name] = at  # type: ignore[assignment]
        where = " AND ".join(terms)
        held = "s.held" if kind == "alert" else "NULL::jsonb"
        source = f"FROM ({_SOURCES[kind]}) s, (SELECT {_QUERY} AS query) q WHERE {where}"
        if kind != "alert":
            values.pop("agency")
        rows = await unit.session.execute(
            text(
                "SELECT s.id, s.number, s.title, s.body, s.at, s.state, s.severity, s.place, s.within,"
                f" {held} AS held, ts_rank_cd(s.words, q.query) AS rank, count(*) OVER () AS total {source}"
                " ORDER BY rank DESC, s.at DESC LIMIT :limit"
            ),
            {**values, "limit": limit},
        )
        totals[kind] = 0
        for row in rows.mappings():
            totals[kind] = int(row["total"])
            columns: dict[str, Any] = {key: value for key, value in row.items() if key != "total"}
            columns["title"], columns["body"] = load(columns["title"], Text), _text(columns["body"])
            columns["held"] = load(columns["held"], Reason) if columns["held"] is not None else None
            found.append(Found(kind=kind, **columns))
    return found, totals


def _text(raw: Any) -> Text:
    given = {key: str(value) for key, value in (load(raw) or {}).items() if key in ("en", "it", "nb") and value}
    first = next(iter(given.values()), "")
    return Text(**{"en": first, **given})
