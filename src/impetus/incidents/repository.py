"""Incidents, sub-incidents, merges and splits in the database. What is visible is decided there, row by row."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Final

from sqlalchemy import RowMapping, text

from impetus.incidents.records import Figures, Incident, Key, Link, Names, Sub
from impetus.model.alert import Severity, Where
from impetus.storage.jsonb import dump, load
from impetus.storage.unit import Unit

_COLUMNS: Final = (
    "i.id, i.agency_id AS home, i.number, i.title, i.severity, i.place, i.opened_at, i.opened_by, i.updated_at,"
    " i.version, i.merged_into, i.root, i.split_from, i.partner, i.remote, i.remote_number"
)
_SUB: Final = (
    "s.agency_id AS agency, s.incident, s.name, s.stage, s.stages, s.owner, s.joined_at, s.started_at,"
    " s.acknowledged_at, s.dispatched_at, s.closed_at, s.close_reason, s.active, s.version"
)
_OPEN: Final = (
    "EXISTS (SELECT 1 FROM sub_incident s WHERE s.home = i.agency_id AND s.incident = i.id AND s.active"
    " AND s.closed_at IS NULL)"
)
_OPENED_MS: Final = "floor(extract(epoch FROM i.opened_at) * 1000)::bigint"


async def hold(unit: Unit, incident: str) -> None:
    """Let nobody else change the incident until the commit; guests cannot lock its row, so the name is locked."""
    lock = text("SELECT pg_advisory_xact_lock(hashtextextended('incident:' || :id, 0))")
    await unit.session.execute(lock, {"id": incident})


def _incident(row: RowMapping, subs: list[Sub]) -> Incident:
    columns = dict(row)
    columns["severity"] = Severity(columns["severity"])
    columns["place"] = load(columns["place"], Where)
    return Incident(**columns, subs=subs)


async def _with_subs(unit: Unit, rows: Sequence[RowMapping]) -> list[Incident]:
    if not rows:
        return []
    found = await unit.session.execute(
        text(f"SELECT {_SUB} FROM sub_incident s WHERE s.incident = ANY(:ids) ORDER BY s.joined_at, s.agency_id"),  # noqa: S608
        {"ids": [row["id"] for row in rows]},
    )
    subs: dict[str, list[Sub]] = {}
    for row in found.mappings():
        subs.setdefault(row["incident"], []).append(Sub(**{**row, "stages": load(row["stages"])}))
    return [
        _incident(row, sorted(subs.get(row["id"], []), key=lambda sub, home=row["home"]: sub.agency != home))  # type: ignore[misc]
        for row in rows
    ]


async def by_ids(unit: Unit, ids: Sequence[str]) -> list[Incident]:
    """Incidents that the unit's agency sees, of these ids."""
    rows = await unit.session.execute(text(f"SELECT {_COLUMNS} FROM incident i WHERE i.id = ANY(:ids)"), {"ids": ids})  # noqa: S608
    return await _with_subs(unit, rows.mappings().all())


async def one(unit: Unit, incident: str) -> Incident | None:
    """One incident, or None where there is none that the unit's agency sees."""
    found = await by_ids(unit, [incident])
    return found[0] if found else None


async def family(unit: Unit, incident: Incident) -> list[str]:
    """Ids of the incident and of those merged into it that the unit's agency sees."""
    rows = await unit.session.execute(
        text("SELECT id FROM incident WHERE agency_id = :home AND root = :root ORDER BY id"),
        {"home": incident.home, "root": incident.id},
    )
    return [incident.id, *(row.id for row in rows if row.id != incident.id)]


async def page(
    unit: Unit, state: str, words: str, alert: str, after: Key | None, limit: int
) -> tuple[list[Incident], int]:
    """Incidents that stand for themselves: open before closed, then severity, then newest; and how many in all.

    One that was merged into an incident that the unit's agency does not see stands for itself, too.
    """
    where = (
        "(i.merged_into IS NULL OR NOT EXISTS (SELECT 1 FROM incident r WHERE r.agency_id = i.agency_id"
        " AND r.id = i.root))"
    )
    values: dict[str, Any] = {}
    if state != "all":
        where += f" AND {'' if state == 'open' else 'NOT '}{_OPEN}"
    if alert:
        where += (
            " AND EXISTS (SELECT 1 FROM incident_alert a JOIN incident m ON m.agency_id = a.home AND m.id = a.incident"
            " WHERE a.alert = :alert AND (m.id = i.id OR (m.agency_id = i.agency_id AND m.root = i.id)))"
        )
        values["alert"] = alert
    for number, word in enumerate(words.casefold().split()[:8]):
        where += (
            f" AND (strpos(lower(i.title), :word{number}) > 0 OR strpos(lower(i.place ->> 'name'), :word{number}) > 0"
            f" OR 'i-' || i.number = :word{number})"
        )
        values[f"word{number}"] = word
    total = await unit.session.execute(text(f"SELECT count(*) FROM incident i WHERE {where}"), values)  # noqa: S608
    if after is not None:
        where += f" AND ({_OPEN}, i.severity_rank, {_OPENED_MS}, i.number) < (:open, :rank, :opened, :number)"
        values |= {"open": bool(after.open), "rank": after.rank, "opened": after.opened, "number": after.number}
    rows = await unit.session.execute(
        text(
            f"SELECT {_COLUMNS} FROM incident i WHERE {where}"  # noqa: S608
            f" ORDER BY {_OPEN} DESC, i.severity_rank DESC, {_OPENED_MS} DESC, i.number DESC, i.id LIMIT :limit"
        ),
        {**values, "limit": limit},
    )
    return await _with_subs(unit, rows.mappings().all()), int(total.scalar_one())


async def add(
    unit: Unit, *, id: str, title: str, severity: Severity, place: Where, at: datetime, by: str | None,
    split_from: str | None = None, partner: str | None = None, remote: str | None = None,
    remote_number: str | None = None,
) -> None:  # fmt: skip
    """Make an incident at home in the unit's agency, with the next number."""
    number = await unit.session.execute(
        text(
            "INSERT INTO incident_number (agency_id, last) VALUES (:agency, 1)"
            " ON CONFLICT (agency_id) DO UPDATE SET last = incident_number.last + 1 RETURNING last"
        ),
        {"agency": unit.agency},
    )
    await unit.session.execute(
        text(
            "INSERT INTO incident (agency_id, id, number, title, severity, severity_rank, place, opened_at, opened_by,"
            " updated_at, root, split_from, partner, remote, remote_number) VALUES (:agency, :id, :number, :title,"
            " :severity, :rank, CAST(:place AS jsonb), :at, :by, :at, :id, :split_from, :partner, :remote,"
            " :remote_number)"
        ),
        {
            "agency": unit.agency, "id": id, "number": number.scalar_one(), "title": title, "severity": severity.value,
            "rank": severity.rank, "place": dump(place), "at": at, "by": by, "split_from": split_from,
            "partner": partner, "remote": remote, "remote_number": remote_number,
        },
    )  # fmt: skip


async def change(unit: Unit, incident: str, at: datetime, changes: dict[str, Any]) -> None:
    """Set columns of an incident at home here (none only counts the version up)."""
    if not changes.keys() <= {"title", "severity", "severity_rank", "place", "merged_into", "root"}:
        raise ValueError(f"not columns to change: {sorted(changes)}")
    columns = "".join(
        f"{column} = {'CAST(:place AS jsonb)' if column == 'place' else f':{column}'}, " for column in changes
    )
    await unit.session.execute(
        text(f"UPDATE incident SET {columns}version = version + 1, updated_at = :at WHERE id = :id"),  # noqa: S608
        {**changes, "at": at, "id": incident},
    )


async def set_roots(unit: Unit, ids: Sequence[str], root: str) -> None:
    """Let incidents at home here stand in `root`."""
    await unit.session.execute(
        text("UPDATE incident SET root = :root, version = version + 1 WHERE id = ANY(:ids)"),
        {"root": root, "ids": list(ids)},
    )


async def descendants(unit: Unit, incident: str) -> list[str]:
    """The incident and all that were merged into it, and into those."""
    rows = await unit.session.execute(
        text(
            "WITH RECURSIVE below (id) AS (SELECT id FROM incident WHERE id = :id UNION"
            " SELECT i.id FROM incident i JOIN below ON i.merged_into = below.id) SELECT id FROM below ORDER BY id"
        ),
        {"id": incident},
    )
    return list(rows.scalars())


async def add_sub(
    unit: Unit, *, agency: str, home: str, incident: str, name: str, at: datetime, started: datetime,
    acknowledged: datetime | None, owner: str | None, stage: str = "collect",
) -> None:  # fmt: skip
    """Let an agency take part; one that took part before does so again, with what it had."""
    await unit.session.execute(
        text(
            "INSERT INTO sub_incident (agency_id, home, incident, name, stage, stages, owner, joined_at, started_at,"
            " acknowledged_at) VALUES (:agency, :home, :incident, :name, :stage, CAST(:stages AS jsonb), :owner, :at,"
            " :started, :acknowledged) ON CONFLICT (agency_id, incident) DO UPDATE SET active = true, name = :name,"
            " version = sub_incident.version + 1"
        ),
        {
            "agency": agency, "home": home, "incident": incident, "name": name, "stage": stage, "at": at,
            "stages": dump([{"stage": stage, "since": at}]), "owner": owner, "started": started,
            "acknowledged": acknowledged,
        },
    )  # fmt: skip


async def change_sub(unit: Unit, agency: str, incident: str, changes: dict[str, Any]) -> None:
    """Set columns of a sub-incident."""
    allowed = {"stage", "stages", "owner", "acknowledged_at", "dispatched_at", "closed_at", "close_reason", "active",
               "started_at"}  # fmt: skip
    if not changes.keys() <= allowed:
        raise ValueError(f"not columns to change: {sorted(changes)}")
    values = {**changes, **({"stages": dump(changes["stages"])} if "stages" in changes else {})}
    columns = "".join(
        f"{column} = {'CAST(:stages AS jsonb)' if column == 'stages' else f':{column}'}, " for column in changes
    )
    await unit.session.execute(
        text(
            f"UPDATE sub_incident SET {columns}version = version + 1"  # noqa: S608
            " WHERE agency_id = :agency AND incident = :incident"
        ),
        {**values, "agency": agency, "incident": incident},
    )


async def figures(unit: Unit, families: dict[str, list[str]], person: str) -> dict[str, Figures]:
    """Counts by incident, of it and of what was merged into it; `unread` of `person`."""
    where = {member: root for root, members in families.items() for member in members}
    found = {root: Figures() for root in families}
    values = {"ids": list(where), "person": person, "agency": unit.agency}
    alerts = await unit.session.execute(
        text("SELECT incident, count(*) AS n FROM incident_alert WHERE incident = ANY(:ids) GROUP BY incident"), values
    )
    for row in alerts:
        found[where[row.incident]].alerts += row.n
    tasks = await unit.session.execute(
        text(
            "SELECT incident, for_agency, count(*) FILTER (WHERE state IN ('open', 'doing')) AS open,"
            " count(*) FILTER (WHERE state = 'done') AS done FROM incident_task WHERE incident = ANY(:ids)"
            " GROUP BY incident, for_agency"
        ),
        values,
    )
    for row in tasks:
        counts = found[where[row.incident]].tasks
        before = counts.get(row.for_agency, (0, 0))
        counts[row.for_agency] = (before[0] + row.open, before[1] + row.done)
    unread = await unit.session.execute(
        text(
            "SELECT e.incident, count(*) AS n FROM incident_entry e LEFT JOIN incident_seen s"
            " ON s.agency_id = :agency AND s.incident = e.incident AND s.person = :person"
            " WHERE e.incident = ANY(:ids) AND (s.at IS NULL OR e.written_at > s.at)"
            " AND NOT (e.agency_id = :agency AND e.person IS NOT DISTINCT FROM CAST(:person AS text))"
            " GROUP BY e.incident"
        ),
        values,
    )
    for row in unread:
        found[where[row.incident]].unread += row.n
    return found


async def mark_seen(unit: Unit, ids: Sequence[str], person: str, at: datetime) -> None:
    """A person looked at incidents."""
    await unit.session.execute(
        text(
            "INSERT INTO incident_seen (agency_id, incident, person, at) SELECT :agency, id, :person, :at"
            " FROM unnest(CAST(:ids AS text[])) AS id"
            " ON CONFLICT (agency_id, incident, person) DO UPDATE SET at = excluded.at"
        ),
        {"agency": unit.agency, "ids": list(ids), "person": person, "at": at},
    )


async def looking(unit: Unit, ids: Sequence[str], since: datetime) -> list[str]:
    """Ids of people of the unit's agency who had one of these incidents open since then, who came first first."""
    rows = await unit.session.execute(
        text(
            "SELECT person FROM incident_seen WHERE agency_id = :agency AND incident = ANY(:ids) AND at > :since"
            " GROUP BY person ORDER BY min(at), person"
        ),
        {"agency": unit.agency, "ids": list(ids), "since": since},
    )
    return list(rows.scalars())


async def families(unit: Unit, incidents: Sequence[Incident]) -> dict[str, list[str]]:
    """`family` of several."""
    rows = await unit.session.execute(
        text("SELECT id, root FROM incident WHERE root = ANY(:ids)"), {"ids": [one.id for one in incidents]}
    )
    found = {one.id: [one.id] for one in incidents}
    for row in rows:
        if row.id != row.root:
            found[row.root].append(row.id)
    return found


async def join(unit: Unit, *, home: str, incident: str, person: str, name: str, initials: str, at: datetime) -> None:
    """Somebody of the unit's agency works on an incident."""
    await unit.session.execute(
        text(
            "INSERT INTO incident_person (agency_id, home, incident, person, name, initials, at)"
            " VALUES (:agency, :home, :incident, :person, :name, :initials, :at)"
            " ON CONFLICT (agency_id, incident, person) DO UPDATE SET name = :name, initials = :initials"
        ),
        {
            "agency": unit.agency, "home": home, "incident": incident, "person": person, "name": name,
            "initials": initials, "at": at,
        },
    )  # fmt: skip


async def people(unit: Unit, ids: Sequence[str]) -> Names:
    """People of incidents that the unit's agency may see, oldest first."""
    rows = await unit.session.execute(
        text(
            "SELECT agency_id, person, name, initials FROM incident_person WHERE incident = ANY(:ids)"
            " ORDER BY at, agency_id, person"
        ),
        {"ids": list(ids)},
    )
    return {(row.agency_id, row.person): (row.name, row.initials) for row in rows}


async def add_link(
    unit: Unit, *, id: str, kind: str, source: str, target: str, reason: str, detail: dict[str, Any], by: str,
    at: datetime,
) -> None:  # fmt: skip
    """Remember a merge (`source` into `target`) or a split (`target` off `source`)."""
    await unit.session.execute(
        text(
            "INSERT INTO incident_link (agency_id, id, kind, source, target, reason, detail, by_person, at)"
            " VALUES (:agency, :id, :kind, :source, :target, :reason, CAST(:detail AS jsonb), :by, :at)"
        ),
        {
            "agency": unit.agency, "id": id, "kind": kind, "source": source, "target": target, "reason": reason,
            "detail": dump(detail), "by": by, "at": at,
        },
    )  # fmt: skip


async def links(unit: Unit, ids: Sequence[str]) -> list[Link]:
    """Merges and splits of incidents at home here, oldest first."""
    rows = await unit.session.execute(
        text(
            "SELECT id, kind, source, target, reason, detail, by_person, at, undone_at FROM incident_link"
            " WHERE source = ANY(:ids) OR target = ANY(:ids) ORDER BY seq"
        ),
        {"ids": list(ids)},
    )
    return [Link(**{**row, "detail": load(row["detail"])}) for row in rows.mappings()]


async def undo_link(unit: Unit, id: str, by: str, at: datetime) -> None:
    """A merge or a split was taken back."""
    await unit.session.execute(
        text("UPDATE incident_link SET undone_at = :at, undone_by = :by WHERE id = :id"), {"id": id, "by": by, "at": at}
    )
