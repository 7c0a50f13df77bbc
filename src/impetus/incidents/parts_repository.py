"""What stands in incidents, in the database: alerts, entries of the timelines, tasks, shares."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Final

from sqlalchemy import text

from impetus.incidents.records import Entry, Held, Share, Task
from impetus.incidents.words import PART_OF, EntryKind, Part, Side
from impetus.model.text import Text
from impetus.storage.jsonb import dump, load
from impetus.storage.unit import Unit

_HELD: Final = "agency_id AS agency, home, incident, alert, shown, added_at, added_agency, added_by"
_ENTRY: Final = (
    "id, seq, agency_id AS agency, home, incident, part, side, at, written_at, kind, text, person, by_name, audience,"
    " mentions, link, system"
)
_TASK: Final = (
    "id, agency_id AS agency, home, incident, text, for_agency, owner, state, due_at, audience, reason, made_at,"
    " made_by, changed_at, version"
)
_SHARE: Final = "incident, agency_id AS home, guest, guest_name, parts, rule, reason, by_person, at, revoked_at"


async def held(unit: Unit, ids: Sequence[str]) -> list[Held]:
    """Alerts in incidents, oldest first."""
    rows = await unit.session.execute(
        text(f"SELECT {_HELD} FROM incident_alert WHERE incident = ANY(:ids) ORDER BY added_at, agency_id, alert"),  # noqa: S608
        {"ids": list(ids)},
    )
    return [Held(**{**row, "shown": load(row["shown"])}) for row in rows.mappings()]


async def where_held(unit: Unit, alerts: Sequence[str]) -> dict[str, str]:
    """The incident of each of the agency's own alerts that stands in one."""
    rows = await unit.session.execute(
        text("SELECT alert, incident FROM incident_alert WHERE agency_id = :agency AND alert = ANY(:alerts)"),
        {"agency": unit.agency, "alerts": list(alerts)},
    )
    return {row.alert: row.incident for row in rows}


async def queued(unit: Unit, ids: Sequence[str], limit: int = 200) -> list[str]:
    """The agency's own alerts of incidents that stand in the queue, the most severe first."""
    rows = await unit.session.execute(
        text(
            "SELECT a.id FROM incident_alert h JOIN alert a ON a.agency_id = h.agency_id AND a.id = h.alert"
            " WHERE h.agency_id = :agency AND h.incident = ANY(:ids) AND a.shown IS NOT FALSE"
            " AND a.state IN ('new', 'acknowledged', 'confirmed') ORDER BY a.severity_rank DESC, a.number LIMIT :limit"
        ),
        {"agency": unit.agency, "ids": list(ids), "limit": limit},
    )
    return list(rows.scalars())


async def put(unit: Unit, *, home: str, incident: str, alerts: Sequence[str], by: str | None, at: datetime) -> None:
    """Put alerts of the unit's agency into an incident; those that stand in another one move."""
    await unit.session.execute(
        text(
            "INSERT INTO incident_alert (agency_id, home, incident, alert, shown, added_at, added_agency, added_by)"
            " SELECT a.agency_id, :home, :incident, a.id, incident_alert_shown(a), :at, :agency, :by FROM alert a"
            " WHERE a.agency_id = :agency AND a.id = ANY(:alerts) ON CONFLICT (agency_id, alert) DO UPDATE"
            " SET home = :home, incident = :incident, added_at = :at, added_agency = :agency, added_by = :by"
        ),
        {"agency": unit.agency, "home": home, "incident": incident, "alerts": list(alerts), "by": by, "at": at},
    )


async def move(unit: Unit, *, incident: str, to: str, alerts: Sequence[str], entries: Sequence[str]) -> None:
    """Move alerts and entries from one incident to another, both at home here, and the files of the entries."""
    values = {"incident": incident, "to": to, "alerts": list(alerts), "entries": list(entries)}
    for statement in (
        "UPDATE incident_alert SET incident = :to WHERE incident = :incident AND alert = ANY(:alerts)",
        "UPDATE incident_entry SET incident = :to WHERE incident = :incident AND id = ANY(:entries)",
        "UPDATE incident_evidence SET incident = :to WHERE incident = :incident AND entry = ANY(:entries)",
    ):
        await unit.session.execute(text(statement), values)


async def take_out(unit: Unit, incidents: Sequence[str], alerts: Sequence[str]) -> None:
    """Take alerts out of incidents."""
    await unit.session.execute(
        text("DELETE FROM incident_alert WHERE incident = ANY(:incidents) AND alert = ANY(:alerts)"),
        {"incidents": list(incidents), "alerts": list(alerts)},
    )


async def add_entry(
    unit: Unit, *, id: str, home: str, incident: str, kind: EntryKind, side: Side, words: Text, at: datetime,
    written: datetime, person: str | None, by_name: str | None = None, audience: str = "all",
    mentions: Sequence[dict[str, str]] = (), link: str | None = None, system: bool = False,
) -> bool:  # fmt: skip
    """Write a line into a timeline; False where one of that id stands there. Lines are never changed."""
    done = await unit.session.execute(
        text(
            "INSERT INTO incident_entry (agency_id, home, incident, id, part, side, at, written_at, kind, text, person,"
            " by_name, audience, mentions, link, system) VALUES (:agency, :home, :incident, :id, :part, :side, :at,"
            " :written, :kind, CAST(:text AS jsonb), :person, :by_name, :audience, CAST(:mentions AS jsonb), :link,"
            " :system) ON CONFLICT DO NOTHING"
        ),
        {
            "agency": unit.agency, "home": home, "incident": incident, "id": id, "kind": kind, "side": side,
            "part": PART_OF.get(kind, "timeline"), "at": at, "written": written, "text": dump(words),
            "person": person, "by_name": by_name, "audience": audience, "mentions": dump(list(mentions)),
            "link": link, "system": system,
        },
    )  # fmt: skip
    return done.rowcount == 1


async def entries(
    unit: Unit, ids: Sequence[str], *, side: str = "all", before: tuple[datetime, int] | None = None,
    limit: int = 10_000, only: Sequence[str] | None = None,
) -> list[Entry]:  # fmt: skip
    """Entries of incidents, newest first, before the (at, seq) of one."""
    where, values = "incident = ANY(:ids)", {"ids": list(ids), "limit": limit}  # type: tuple[str, dict[str, Any]]
    if side != "all":
        where += " AND side = :side"
        values["side"] = side
    if only is not None:
        where += " AND id = ANY(:only)"
        values["only"] = list(only)
    if before is not None:
        where += " AND (at, seq) < (:before_at, :before_seq)"
        values |= {"before_at": before[0], "before_seq": before[1]}
    rows = await unit.session.execute(
        text(
            f"SELECT {_ENTRY} FROM incident_entry WHERE {where}"  # noqa: S608
            " ORDER BY at DESC, seq DESC LIMIT :limit"
        ),
        values,
    )
    return [
        Entry(**{**row, "text": load(row["text"], Text), "mentions": load(row["mentions"])}) for row in rows.mappings()
    ]


async def tasks(unit: Unit, ids: Sequence[str]) -> list[Task]:
    """Tasks of incidents, oldest first."""
    rows = await unit.session.execute(
        text(f"SELECT {_TASK} FROM incident_task WHERE incident = ANY(:ids) ORDER BY made_at, id"),  # noqa: S608
        {"ids": list(ids)},
    )
    return [Task(**row) for row in rows.mappings()]


async def add_task(unit: Unit, task: Task) -> None:
    """Write a new task down."""
    await unit.session.execute(
        text(
            "INSERT INTO incident_task (agency_id, home, incident, id, text, for_agency, owner, state, due_at,"
            " audience, made_at, made_by, changed_at) VALUES (:agency, :home, :incident, :id, :text, :for_agency,"
            " :owner, :state, :due_at, :audience, :made_at, :made_by, :changed_at)"
        ),
        {key: getattr(task, key) for key in task.__struct_fields__ if key not in ("reason", "version")},
    )


async def change_task(unit: Unit, task: str, at: datetime, changes: dict[str, Any]) -> bool:
    """Set columns of a task; False where the unit's agency may not change it."""
    if not changes.keys() <= {"text", "for_agency", "owner", "state", "due_at", "reason"}:
        raise ValueError(f"not columns to change: {sorted(changes)}")
    columns = "".join(f"{column} = :{column}, " for column in changes)
    done = await unit.session.execute(
        text(f"UPDATE incident_task SET {columns}version = version + 1, changed_at = :at WHERE id = :id"),  # noqa: S608
        {**changes, "id": task, "at": at},
    )
    return done.rowcount == 1


async def shares(unit: Unit, ids: Sequence[str]) -> list[Share]:
    """Shares of incidents, in force or revoked: all at home, a guest's own elsewhere."""
    rows = await unit.session.execute(
        text(f"SELECT {_SHARE} FROM incident_share WHERE incident = ANY(:ids) ORDER BY at, guest"),  # noqa: S608
        {"ids": list(ids)},
    )
    return [Share(**row) for row in rows.mappings()]


async def share(
    unit: Unit, *, incident: str, guest: str, guest_name: str, parts: Sequence[Part], rule: str | None, reason: str,
    by: str | None, at: datetime,
) -> None:  # fmt: skip
    """Let a guest see these parts from now on, instead of what it saw."""
    await unit.session.execute(
        text(
            "INSERT INTO incident_share (agency_id, incident, guest, guest_name, parts, rule, reason, by_person, at)"
            " VALUES (:agency, :incident, :guest, :name, :parts, :rule, :reason, :by, :at)"
            " ON CONFLICT (agency_id, incident, guest) DO UPDATE SET guest_name = :name, parts = :parts, rule = :rule,"
            " reason = :reason, by_person = :by, at = :at, revoked_at = NULL"
        ),
        {
            "agency": unit.agency, "incident": incident, "guest": guest, "name": guest_name, "parts": list(parts),
            "rule": rule, "reason": reason, "by": by, "at": at,
        },
    )  # fmt: skip


async def revoke(unit: Unit, incident: str, guest: str, at: datetime) -> bool:
    """End a share; False where there is none in force."""
    done = await unit.session.execute(
        text(
            "UPDATE incident_share SET revoked_at = :at WHERE agency_id = :agency AND incident = :incident"
            " AND guest = :guest AND revoked_at IS NULL"
        ),
        {"agency": unit.agency, "incident": incident, "guest": guest, "at": at},
    )
    return done.rowcount == 1
