"""Accounts, sessions, one-time links and login attempts in the database."""

import hashlib
from datetime import datetime
from typing import Any

import msgspec
from sqlalchemy import text

from impetus.kit.times import as_datetime
from impetus.storage.unit import PLATFORM, Unit


class Person(msgspec.Struct, frozen=True, kw_only=True):
    """Somebody with an account."""

    agency: str
    id: str
    login: str
    name: str
    initials: str
    role: str
    locale: str
    theme: str
    sound: bool


class SessionCase(msgspec.Struct, frozen=True, kw_only=True):
    """The case that a session declared; `standing` is false once it is closed or has ended."""

    id: str
    reference: str
    title: str
    standing: bool = True


class Session(msgspec.Struct, frozen=True, kw_only=True):
    """A signed-in browser."""

    person: Person
    id: str
    csrf: str
    purpose: str
    seen_at: datetime
    expires_at: datetime
    agency_name: str
    proven_at: datetime | None
    declared: SessionCase | None = None

    @property
    def case(self) -> str:
        """The id of the session's case while that stands, else nothing."""
        return self.declared.id if self.declared is not None and self.declared.standing else ""


class Link(msgspec.Struct, frozen=True, kw_only=True):
    """A one-time link.

    `kind` setup makes the first administrator, reset gives `person` a new password,
    invite makes an account of `name` with `role` in the agency.
    """

    agency: str
    kind: str
    person: str | None
    role: str
    name: str
    agency_name: str
    waits: bool
    """For an officer, without whom it cannot be used."""


_PERSON = "p.agency_id AS agency, p.id, p.login, p.name, p.initials, p.role, p.locale, p.theme, p.sound"


async def anybody(unit: Unit) -> bool:
    """Whether any account exists at all (needs the purpose `platform.login`)."""
    return bool((await unit.session.execute(text("SELECT EXISTS (SELECT 1 FROM person)"))).scalar_one())


async def add_person(
    unit: Unit, *, id: str, login: str, name: str, initials: str, password_hash: str, role: str, locale: str,
    at: datetime,
) -> None:  # fmt: skip
    """Make an account in the unit's agency; a taken login raises Conflict."""
    await unit.session.execute(
        text(
            "INSERT INTO person (agency_id, id, login, name, initials, password_hash, role, locale, created_at)"
            " VALUES (:agency, :id, :login, :name, :initials, :hash, :role, :locale, :at)"
        ),
        {
            "agency": unit.agency, "id": id, "login": login, "name": name, "initials": initials,
            "hash": password_hash, "role": role, "locale": locale, "at": at,
        },
    )  # fmt: skip


async def by_login(unit: Unit, login: str) -> tuple[Person, str] | None:
    """The active person of that login in any agency and the hash of the password (purpose `platform.login`)."""
    rows = await unit.session.execute(
        text(f"SELECT {_PERSON}, p.password_hash FROM person p WHERE lower(p.login) = lower(:login) AND p.active"),  # noqa: S608
        {"login": login},
    )
    row = rows.mappings().first()
    if row is None:
        return None
    columns = dict(row)
    password_hash = columns.pop("password_hash")
    return Person(**columns), password_hash


async def by_id(unit: Unit, person: str) -> Person | None:
    """An active person by id, of any agency with the purpose `platform.login`, else of the unit's."""
    rows = await unit.session.execute(
        text(f"SELECT {_PERSON} FROM person p WHERE p.id = :id AND p.active"),  # noqa: S608
        {"id": person},
    )
    row = rows.mappings().first()
    return Person(**row) if row else None


async def names(unit: Unit, ids: list[str]) -> dict[str, tuple[str, str]]:
    """(name, initials) of people of the unit's agency by id."""
    if not ids:
        return {}
    rows = await unit.session.execute(text("SELECT id, name, initials FROM person WHERE id = ANY(:ids)"), {"ids": ids})
    return {row.id: (row.name, row.initials) for row in rows}


async def change_person(unit: Unit, person: str, changes: dict[str, Any]) -> None:
    """Set columns of a person in the unit's agency; the keys are columns named by this program, never input."""
    allowed = {"locale", "theme", "sound", "password_hash", "active", "role", "name", "initials"}
    if not changes.keys() <= allowed:
        raise ValueError(f"not columns to change: {changes.keys() - allowed}")
    if changes:
        columns = ", ".join(f"{column} = :{column}" for column in changes)
        await unit.session.execute(text(f"UPDATE person SET {columns} WHERE id = :id"), {**changes, "id": person})  # noqa: S608


async def add_session(
    unit: Unit, *, token_hash: bytes, person: str, csrf: str, purpose: str, at: datetime, expires: datetime,
    id: str, device: str = "", how: str = "", proven_at: datetime | None = None,
) -> None:  # fmt: skip
    """Remember a signed-in browser of the unit's agency."""
    await unit.session.execute(
        text(
            "INSERT INTO session"
            " (agency_id, token_hash, person, csrf, purpose, created_at, seen_at, expires_at, address, id, device, how,"
            " proven_at) VALUES (:agency, :hash, :person, :csrf, :purpose, :at, :at, :expires, :address, :id, :device,"
            " :how, :proven)"
        ),
        {
            "agency": unit.agency, "hash": token_hash, "person": person, "csrf": csrf, "purpose": purpose,
            "at": at, "expires": expires, "address": unit.address, "id": id, "device": device, "how": how,
            "proven": proven_at,
        },
    )  # fmt: skip


_OF_SESSION = ("csrf", "purpose", "seen_at", "expires_at", "agency_name", "proven_at")


async def session(unit: Unit, token_hash: bytes) -> Session | None:
    """The session with that token, of any agency (purpose `platform.login`), expired or not."""
    rows = await unit.session.execute(
        text(
            f"SELECT {_PERSON}, s.id AS s_id, s.csrf, s.purpose, s.seen_at, s.expires_at, s.proven_at,"  # noqa: S608
            " a.name AS agency_name, c.id AS c_id, c.reference AS c_reference, c.title AS c_title,"
            " c.closed_at IS NULL AND c.ends_at > :at AS c_standing FROM session s"
            " JOIN person p ON p.agency_id = s.agency_id AND p.id = s.person AND p.active"
            " JOIN agency a ON a.agency_id = s.agency_id"
            " LEFT JOIN case_file c ON c.agency_id = s.agency_id AND c.id = s.case_file WHERE s.token_hash = :hash"
        ),
        {"hash": token_hash, "at": as_datetime(unit.clock.now_ms())},
    )
    row = rows.mappings().first()
    if row is None:
        return None
    columns = dict(row)
    own = {key: columns.pop(key) for key in _OF_SESSION}
    case = {key: columns.pop(f"c_{key}") for key in ("id", "reference", "title", "standing")}
    declared = SessionCase(**case) if case["id"] is not None else None
    return Session(id=columns.pop("s_id"), person=Person(**columns), declared=declared, **own)


async def set_purpose(unit: Unit, token_hash: bytes, *, purpose: str, case: str | None, reason: str) -> None:
    """The session acts for another purpose, with or without a case, from now on."""
    await unit.session.execute(
        text(
            "UPDATE session SET purpose = :purpose, case_file = :case, purpose_reason = :reason"
            " WHERE token_hash = :hash"
        ),
        {"purpose": purpose, "case": case, "reason": reason, "hash": token_hash},
    )


async def how_session(unit: Unit, id: str) -> str:
    """How the person of a session signed in: password, oidc, setup…; "" where it is gone."""
    found = await unit.session.execute(text("SELECT how FROM session WHERE id = :id"), {"id": id})
    return str(found.scalar_one_or_none() or "")


async def touch_session(unit: Unit, token_hash: bytes, at: datetime) -> None:
    """The session was used just now."""
    await unit.session.execute(
        text("UPDATE session SET seen_at = :at WHERE token_hash = :hash"), {"at": at, "hash": token_hash}
    )


async def prove_session(unit: Unit, token_hash: bytes, at: datetime) -> None:
    """The person just proved to be themselves again."""
    await unit.session.execute(
        text("UPDATE session SET proven_at = :at WHERE token_hash = :hash"), {"at": at, "hash": token_hash}
    )


async def end_session(unit: Unit, token_hash: bytes) -> None:
    """Forget a session."""
    await unit.session.execute(text("DELETE FROM session WHERE token_hash = :hash"), {"hash": token_hash})


async def end_sessions_of(unit: Unit, person: str) -> None:
    """Forget all sessions of a person."""
    await unit.session.execute(text("DELETE FROM session WHERE person = :person"), {"person": person})


async def add_link(
    unit: Unit, *, token_hash: bytes, kind: str, person: str | None, at: datetime, expires: datetime,
    role: str = "", name: str = "", asked_by: str = "", needs_officer: bool = False,
) -> None:  # fmt: skip
    """Remember a one-time link in the unit's agency; earlier unused ones of the same kind and person end.

    Invitations stand beside one another.
    """
    await unit.session.execute(
        text(
            "DELETE FROM setup_link WHERE kind = :kind AND person IS NOT DISTINCT FROM CAST(:person AS text)"
            " AND used_at IS NULL AND kind <> 'invite'"
        ),
        {"kind": kind, "person": person},
    )
    await unit.session.execute(
        text(
            "INSERT INTO setup_link (agency_id, token_hash, kind, person, created_at, expires_at, role, name,"
            " asked_by, needs_officer) VALUES (:agency, :hash, :kind, :person, :at, :expires, :role, :name,"
            " :asked_by, :needs_officer)"
        ),
        {
            "agency": unit.agency, "hash": token_hash, "kind": kind, "person": person, "at": at, "expires": expires,
            "role": role, "name": name, "asked_by": asked_by, "needs_officer": needs_officer,
        },
    )  # fmt: skip


async def link(unit: Unit, token_hash: bytes, at: datetime) -> Link | None:
    """The unused, unexpired link with that token, of any agency (purpose `platform.login`)."""
    rows = await unit.session.execute(
        text(
            "SELECT l.agency_id AS agency, l.kind, l.person, l.role, l.name, COALESCE(a.name, '') AS agency_name,"
            " l.needs_officer AND l.approved_by IS NULL AS waits"
            " FROM setup_link l LEFT JOIN agency a ON a.agency_id = l.agency_id"
            " WHERE l.token_hash = :hash AND l.used_at IS NULL AND l.expires_at > :at"
        ),
        {"hash": token_hash, "at": at},
    )
    row = rows.mappings().first()
    return Link(**row) if row else None


async def use_link(unit: Unit, token_hash: bytes, at: datetime) -> bool:
    """Use up a link of the unit's agency; False where somebody else just did."""
    done = await unit.session.execute(
        text("UPDATE setup_link SET used_at = :at WHERE token_hash = :hash AND used_at IS NULL AND expires_at > :at"),
        {"hash": token_hash, "at": at},
    )
    return done.rowcount == 1


async def attempt(unit: Unit, key: str, at: datetime, since: datetime, limit: int) -> datetime | None:
    """Count one attempt under `key`; return None, or the first attempt that still counts where `limit` is reached.

    Attempts until `since` are forgotten; refused ones do not count. A lock on the key makes the count exact
    however many come at once; the unit is the platform's. Only a digest of the key is stored: people type passwords
    and other people's names into the wrong field.
    """
    key = _digest(key)
    await unit.session.execute(text("SELECT pg_advisory_xact_lock(hashtextextended(:key, 0))"), {"key": key})
    await unit.session.execute(
        text("DELETE FROM login_attempt WHERE key = :key AND at <= :since"), {"key": key, "since": since}
    )
    row = (
        await unit.session.execute(
            text("SELECT count(*) AS n, min(at) AS first FROM login_attempt WHERE key = :key"), {"key": key}
        )
    ).one()
    if row.n >= limit:
        first: datetime = row.first
        return first
    await unit.session.execute(
        text("INSERT INTO login_attempt (agency_id, key, at) VALUES (:agency, :key, :at)"),
        {"agency": PLATFORM, "key": key, "at": at},
    )
    return None


async def forget_attempts(unit: Unit, key: str) -> None:
    """The login went well: start counting anew."""
    await unit.session.execute(text("DELETE FROM login_attempt WHERE key = :key"), {"key": _digest(key)})


def _digest(key: str) -> str:
    return hashlib.sha256(key.encode("utf-8", "replace")).hexdigest()
