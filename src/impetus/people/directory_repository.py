"""The people of an agency with their sessions and invitations, for administrators and for each person."""

from datetime import datetime

import msgspec
from sqlalchemy import text

from impetus.storage.unit import Unit


class Member(msgspec.Struct, frozen=True, kw_only=True):
    """Somebody of the agency, as an administrator sees them: what they may, never what they did."""

    id: str
    login: str
    name: str
    initials: str
    role: str
    active: bool
    created_at: datetime
    sessions: int
    factors: list[str]
    provider: str | None


class Invitation(msgspec.Struct, frozen=True, kw_only=True):
    """A one-time link that nobody has used yet."""

    id: str
    name: str
    role: str
    created_at: datetime
    expires_at: datetime


class Waiting(msgspec.Struct, frozen=True, kw_only=True):
    """A link that waits for an officer: who is to become what (invite) or to get a new password (reset)."""

    id: str
    kind: str
    role: str
    name: str
    asked_by: str
    created_at: datetime
    expires_at: datetime


class OpenSession(msgspec.Struct, frozen=True, kw_only=True):
    """A signed-in browser of a person."""

    id: str
    device: str
    address: str
    how: str
    created_at: datetime
    seen_at: datetime


async def members(unit: Unit, seen_since: datetime, at: datetime) -> list[Member]:
    """Everybody of the unit's agency, by name."""
    rows = await unit.session.execute(
        text(
            "SELECT p.id, p.login, p.name, p.initials, p.role, p.active, p.created_at,"
            " (SELECT count(*) FROM session s WHERE s.person = p.id AND s.expires_at > :at AND s.seen_at > :since)"
            " AS sessions,"
            " ARRAY(SELECT DISTINCT f.kind FROM person_factor f WHERE f.person = p.id AND f.confirmed_at IS NOT NULL"
            " ORDER BY f.kind) AS factors,"
            " (SELECT o.name FROM oidc_account a"
            " JOIN oidc_provider o ON o.agency_id = a.agency_id AND o.id = a.provider"
            " WHERE a.person = p.id LIMIT 1) AS provider"
            " FROM person p ORDER BY NOT p.active, lower(p.name), p.id"
        ),
        {"since": seen_since, "at": at},
    )
    return [Member(**{**row, "factors": list(row["factors"])}) for row in rows.mappings()]


async def hold(unit: Unit) -> dict[str, tuple[str, bool]]:
    """(role, active) of everybody by id; nobody else changes them until the commit."""
    rows = await unit.session.execute(text("SELECT id, role, active FROM person ORDER BY id FOR UPDATE"))
    return {row.id: (row.role, row.active) for row in rows}


async def invitations(unit: Unit, at: datetime) -> list[Invitation]:
    """Invitations that can still be used, newest first."""
    rows = await unit.session.execute(
        text(
            "SELECT id, name, role, created_at, expires_at FROM setup_link"
            " WHERE kind = 'invite' AND used_at IS NULL AND expires_at > :at ORDER BY created_at DESC, id"
        ),
        {"at": at},
    )
    return [Invitation(**row) for row in rows.mappings()]


async def withdraw(unit: Unit, id: str) -> bool:
    """Forget an unused invitation; False where there is none."""
    done = await unit.session.execute(
        text("DELETE FROM setup_link WHERE id = :id AND kind = 'invite' AND used_at IS NULL"), {"id": id}
    )
    return done.rowcount == 1


async def sessions(unit: Unit, person: str, seen_since: datetime, at: datetime) -> list[OpenSession]:
    """A person's sessions that have not ended, the latest used first."""
    rows = await unit.session.execute(
        text(
            "SELECT id, device, address, how, created_at, seen_at FROM session"
            " WHERE person = :person AND expires_at > :at AND seen_at > :since ORDER BY seen_at DESC, id"
        ),
        {"person": person, "at": at, "since": seen_since},
    )
    return [OpenSession(**row) for row in rows.mappings()]


async def end_session(unit: Unit, person: str, id: str) -> bool:
    """Forget one session of a person; False where there is none."""
    done = await unit.session.execute(
        text("DELETE FROM session WHERE person = :person AND id = :id"), {"person": person, "id": id}
    )
    return done.rowcount == 1


async def end_others(unit: Unit, person: str, keep: str) -> int:
    """Forget a person's sessions but one; return how many there were."""
    done = await unit.session.execute(
        text("DELETE FROM session WHERE person = :person AND id <> :keep"), {"person": person, "keep": keep}
    )
    return done.rowcount


async def waiting(unit: Unit, at: datetime) -> list[Waiting]:
    """Links that can be used once an officer approves them."""
    rows = await unit.session.execute(
        text(
            "SELECT l.id, l.kind, COALESCE(NULLIF(l.role, ''), p.role, '') AS role,"
            " COALESCE(NULLIF(l.name, ''), p.name, '') AS name,"
            " COALESCE((SELECT name FROM person WHERE id = l.asked_by), '') AS asked_by, l.created_at, l.expires_at"
            " FROM setup_link l LEFT JOIN person p ON p.id = l.person"
            " WHERE l.needs_officer AND l.approved_by IS NULL AND l.used_at IS NULL AND l.expires_at > :at"
            " ORDER BY l.created_at, l.id"
        ),
        {"at": at},
    )
    return [Waiting(**row) for row in rows.mappings()]


async def approve(unit: Unit, id: str, by: str, at: datetime) -> None:
    """Let a waiting link be used."""
    await unit.session.execute(
        text("UPDATE setup_link SET approved_by = :by, approved_at = :at WHERE id = :id AND approved_by IS NULL"),
        {"id": id, "by": by, "at": at},
    )


async def refuse(unit: Unit, id: str) -> bool:
    """Forget a link that waits; False where there is none."""
    done = await unit.session.execute(
        text("DELETE FROM setup_link WHERE id = :id AND needs_officer AND approved_by IS NULL AND used_at IS NULL"),
        {"id": id},
    )
    return done.rowcount == 1
