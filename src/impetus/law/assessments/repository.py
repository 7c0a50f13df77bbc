"""Assessments in the database, and the configuration that they are about."""

from datetime import datetime
from typing import Any, Final

import msgspec
from sqlalchemy import text

from impetus.law.assessments.records import Assessment, Content, LawSetting, Opinion
from impetus.storage.jsonb import dump, load
from impetus.storage.unit import Unit

_COLUMNS: Final = (
    "id, subject, number, revision, state, demonstration, content, facts, made_by, made_at, changed_by, changed_at,"
    " opinion, decided_by, decided_at, decision, valid_until, stale_at, stops_at"
)


class Feed(msgspec.Struct, frozen=True):
    """Sensors of one kind that one source brings in; an enabled source."""

    kind: str
    source: str
    name: str
    type: str


def _read(row: Any) -> Assessment:
    fields = dict(row)
    fields["content"] = msgspec.convert(load(fields["content"]), Content)
    fields["facts"] = load(fields["facts"])
    opinion = fields["opinion"]
    fields["opinion"] = None if opinion is None else msgspec.convert(load(opinion), Opinion, strict=False)
    return Assessment(**fields)


async def every(unit: Unit, states: tuple[str, ...] = ("draft", "accepted")) -> list[Assessment]:
    """Assessments in these states, newest first."""
    rows = await unit.session.execute(
        text(f"SELECT {_COLUMNS} FROM assessment WHERE state = ANY(:states) ORDER BY number DESC"),  # noqa: S608
        {"states": list(states)},
    )
    return [_read(row) for row in rows.mappings()]


async def accepted(unit: Unit, subjects: list[str]) -> dict[str, Assessment]:
    """The accepted assessment of each of these subjects that has one."""
    rows = await unit.session.execute(
        text(f"SELECT {_COLUMNS} FROM assessment WHERE state = 'accepted' AND subject = ANY(:subjects)"),  # noqa: S608
        {"subjects": subjects},
    )
    return {row["subject"]: _read(row) for row in rows.mappings()}


async def holding(unit: Unit, subjects: list[str], now: datetime) -> set[str]:
    """Which of these have an assessment that holds now."""
    rows = await unit.session.execute(
        text(
            "SELECT subject FROM assessment WHERE state = 'accepted' AND subject = ANY(:subjects)"
            " AND valid_until > :now AND (stops_at IS NULL OR stops_at > :now)"
        ),
        {"subjects": subjects, "now": now},
    )
    return {row.subject for row in rows}


async def get(unit: Unit, id: str, *, lock: bool = False) -> Assessment | None:
    """One assessment."""
    end = " FOR UPDATE" if lock else ""
    rows = await unit.session.execute(
        text(f"SELECT {_COLUMNS} FROM assessment WHERE id = :id{end}"),  # noqa: S608
        {"id": id},
    )
    row = rows.mappings().first()
    return None if row is None else _read(row)


async def past(unit: Unit, subject: str) -> list[Assessment]:
    """Every assessment of a subject, newest first."""
    rows = await unit.session.execute(
        text(f"SELECT {_COLUMNS} FROM assessment WHERE subject = :subject ORDER BY number DESC LIMIT 100"),  # noqa: S608
        {"subject": subject},
    )
    return [_read(row) for row in rows.mappings()]


async def next_number(unit: Unit, subject: str) -> int:
    """The number of a subject's next assessment; the database refuses one that exists."""
    rows = await unit.session.execute(
        text("SELECT COALESCE(max(number), 0) + 1 FROM assessment WHERE subject = :subject"), {"subject": subject}
    )
    return int(rows.scalar_one())


async def add(unit: Unit, new: Assessment) -> None:
    """Keep a new one. The database refuses a second draft of a subject."""
    await unit.session.execute(
        text(
            "INSERT INTO assessment (agency_id, id, subject, number, revision, state, demonstration, content, facts,"
            " made_by, made_at, changed_by, changed_at, opinion, decided_by, decided_at, decision, valid_until)"
            " VALUES (:agency, :id, :subject, :number, :revision, :state, :demonstration, CAST(:content AS jsonb),"
            " CAST(:facts AS jsonb), :made_by, :made_at, :changed_by, :changed_at, CAST(:opinion AS jsonb),"
            " :decided_by, :decided_at, :decision, :valid_until)"
        ),
        _plain(new) | {"agency": unit.agency},
    )
    await _version(unit, new)


async def put(unit: Unit, changed: Assessment) -> None:
    """Write what people changed, as the next revision."""
    changed.revision += 1
    await unit.session.execute(
        text(
            "UPDATE assessment SET revision = :revision, state = :state, content = CAST(:content AS jsonb),"
            " facts = CAST(:facts AS jsonb), changed_by = :changed_by, changed_at = :changed_at,"
            " opinion = CAST(:opinion AS jsonb), decided_by = :decided_by, decided_at = :decided_at,"
            " decision = :decision, valid_until = :valid_until WHERE id = :id"
        ),
        _plain(changed),
    )
    await _version(unit, changed)


async def replace(unit: Unit, subject: str) -> None:
    """Take the accepted assessment of a subject out of force."""
    await unit.session.execute(
        text("UPDATE assessment SET state = 'replaced' WHERE subject = :subject AND state = 'accepted'"),
        {"subject": subject},
    )


async def set_stale(unit: Unit, id: str, stale_at: datetime | None, stops_at: datetime | None) -> None:
    """Note since when it is stale, and when it no longer holds; None where it is as it was assessed."""
    await unit.session.execute(
        text("UPDATE assessment SET stale_at = :stale_at, stops_at = :stops_at WHERE id = :id"),
        {"id": id, "stale_at": stale_at, "stops_at": stops_at},
    )


async def versions(unit: Unit, id: str) -> list[tuple[int, str, datetime]]:
    """Revision, person and time of every version, newest first."""
    rows = await unit.session.execute(
        text("SELECT revision, by_person, at FROM assessment_version WHERE assessment = :id ORDER BY revision DESC"),
        {"id": id},
    )
    return [(row.revision, row.by_person, row.at) for row in rows]


async def feeds(unit: Unit) -> list[Feed]:
    """What enabled sources bring in."""
    rows = await unit.session.execute(
        text(
            "SELECT DISTINCT sensor.kind, source.id AS source, source.name, source.type FROM sensor"
            " JOIN source ON source.id = sensor.source WHERE source.enabled ORDER BY 1, 2"
        )
    )
    return [Feed(**row) for row in rows.mappings()]


async def setting(unit: Unit) -> LawSetting:
    """What the agency says of itself."""
    rows = await unit.session.execute(
        text("SELECT grace_hours, controller, contact, officer, authority, transfers, published FROM law_setting")
    )
    row = rows.mappings().first()
    return LawSetting() if row is None else LawSetting(**row)


async def put_setting(unit: Unit, new: LawSetting, by: str, at: datetime) -> None:
    """Write it."""
    await unit.session.execute(
        text(
            "INSERT INTO law_setting (agency_id, grace_hours, controller, contact, officer, authority, transfers,"
            " published, changed_by, changed_at) VALUES (:agency, :grace_hours, :controller, :contact, :officer,"
            " :authority, :transfers, :published, :by, :at) ON CONFLICT (agency_id) DO UPDATE SET"
            " grace_hours = excluded.grace_hours, controller = excluded.controller, contact = excluded.contact,"
            " officer = excluded.officer, authority = excluded.authority, transfers = excluded.transfers,"
            " published = excluded.published, changed_by = excluded.changed_by, changed_at = excluded.changed_at"
        ),
        {**msgspec.structs.asdict(new), "agency": unit.agency, "by": by, "at": at},
    )


async def open_tables(unit: Unit) -> list[str]:
    """Tables without forced row-level security (none is well), but for the list of migrations."""
    rows = await unit.session.execute(
        text(
            "SELECT c.relname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace"
            " WHERE n.nspname = 'public' AND c.relkind IN ('r', 'p') AND c.relname <> 'alembic_version'"
            " AND NOT (c.relrowsecurity AND c.relforcerowsecurity) ORDER BY 1"
        )
    )
    return [row.relname for row in rows]


async def confined(unit: Unit) -> bool:
    """Whether the role of this connection neither is a superuser nor passes by row-level security."""
    rows = await unit.session.execute(
        text("SELECT NOT (rolsuper OR rolbypassrls) AS well FROM pg_roles WHERE rolname = current_user")
    )
    return bool(rows.scalar_one())


def _plain(one: Assessment) -> dict[str, Any]:
    fields = msgspec.structs.asdict(one)
    fields["content"], fields["facts"] = dump(one.content), dump(one.facts)
    fields["opinion"] = None if one.opinion is None else dump(one.opinion)
    return fields


async def _version(unit: Unit, one: Assessment) -> None:
    await unit.session.execute(
        text(
            "INSERT INTO assessment_version (agency_id, assessment, revision, content, facts, by_person, at)"
            " VALUES (:agency, :id, :revision, CAST(:content AS jsonb), CAST(:facts AS jsonb), :changed_by,"
            " :changed_at)"
        ),
        _plain(one) | {"agency": unit.agency},
    )
