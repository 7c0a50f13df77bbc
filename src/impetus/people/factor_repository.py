"""Second factors, recovery codes and the steps of a login under way, in the database."""

from datetime import datetime
from typing import Any

import msgspec
from sqlalchemy import text

from impetus.storage.jsonb import dump, load
from impetus.storage.unit import PLATFORM, Unit


class Factor(msgspec.Struct, frozen=True, kw_only=True):
    """What a person proves to be themselves with: `kind` is totp or passkey."""

    agency: str
    id: str
    person: str
    kind: str
    name: str
    sealed: str
    last_step: int
    credential: bytes | None
    public_key: bytes | None
    sign_count: int
    created_at: datetime
    confirmed_at: datetime | None
    used_at: datetime | None


class Step(msgspec.Struct, frozen=True, kw_only=True):
    """A login under way: what its next request needs to know."""

    kind: str
    person: str
    detail: dict[str, Any]


_FACTOR = (
    "agency_id AS agency, id, person, kind, name, sealed, last_step, credential, public_key, sign_count,"
    " created_at, confirmed_at, used_at"
)


async def factors(unit: Unit, person: str) -> list[Factor]:
    """A person's confirmed factors, oldest first."""
    rows = await unit.session.execute(
        text(
            f"SELECT {_FACTOR} FROM person_factor WHERE person = :person AND confirmed_at IS NOT NULL"  # noqa: S608
            " ORDER BY created_at, id"
        ),
        {"person": person},
    )
    return [Factor(**row) for row in rows.mappings()]


async def factor(unit: Unit, id: str) -> Factor | None:
    """One factor of the unit's agency, confirmed or not."""
    rows = await unit.session.execute(text(f"SELECT {_FACTOR} FROM person_factor WHERE id = :id"), {"id": id})  # noqa: S608
    row = rows.mappings().first()
    return Factor(**row) if row else None


async def by_credential(unit: Unit, credential: bytes) -> Factor | None:
    """The passkey with that credential, of any agency (purpose `platform.login`)."""
    rows = await unit.session.execute(
        text(f"SELECT {_FACTOR} FROM person_factor WHERE credential = :credential"),  # noqa: S608
        {"credential": credential},
    )
    row = rows.mappings().first()
    return Factor(**row) if row else None


async def add_totp(unit: Unit, *, id: str, person: str, name: str, sealed: str, at: datetime) -> None:
    """Remember a secret that is not confirmed yet; earlier unconfirmed ones go."""
    await unit.session.execute(
        text("DELETE FROM person_factor WHERE person = :person AND kind = 'totp' AND confirmed_at IS NULL"),
        {"person": person},
    )
    await unit.session.execute(
        text(
            "INSERT INTO person_factor (agency_id, id, person, kind, name, sealed, created_at)"
            " VALUES (:agency, :id, :person, 'totp', :name, :sealed, :at)"
        ),
        {"agency": unit.agency, "id": id, "person": person, "name": name, "sealed": sealed, "at": at},
    )


async def add_passkey(
    unit: Unit, *, id: str, person: str, name: str, credential: bytes, public_key: bytes, sign_count: int, at: datetime
) -> None:
    """Remember a passkey; one that is known already raises Conflict."""
    await unit.session.execute(
        text(
            "INSERT INTO person_factor (agency_id, id, person, kind, name, credential, public_key, sign_count,"
            " created_at, confirmed_at)"
            " VALUES (:agency, :id, :person, 'passkey', :name, :credential, :key, :count, :at, :at)"
        ),
        {
            "agency": unit.agency, "id": id, "person": person, "name": name, "credential": credential,
            "key": public_key, "count": sign_count, "at": at,
        },
    )  # fmt: skip


async def use_totp(unit: Unit, id: str, step: int, at: datetime) -> bool:
    """Use up the code of a time step, also confirming; False where it or a later one was used already."""
    done = await unit.session.execute(
        text(
            "UPDATE person_factor SET last_step = :step, used_at = :at, confirmed_at = COALESCE(confirmed_at, :at)"
            " WHERE id = :id AND last_step < :step"
        ),
        {"id": id, "step": step, "at": at},
    )
    return done.rowcount == 1


async def use_passkey(unit: Unit, id: str, sign_count: int, at: datetime) -> None:
    """Remember the authenticator's count."""
    await unit.session.execute(
        text("UPDATE person_factor SET sign_count = :count, used_at = :at WHERE id = :id"),
        {"id": id, "count": sign_count, "at": at},
    )


async def rename(unit: Unit, id: str, person: str, name: str) -> bool:
    """Give one's own factor another name; False where there is none."""
    done = await unit.session.execute(
        text("UPDATE person_factor SET name = :name WHERE id = :id AND person = :person"),
        {"id": id, "person": person, "name": name},
    )
    return done.rowcount == 1


async def remove(unit: Unit, id: str, person: str) -> bool:
    """Forget one's own factor; False where there is none."""
    done = await unit.session.execute(
        text("DELETE FROM person_factor WHERE id = :id AND person = :person"), {"id": id, "person": person}
    )
    return done.rowcount == 1


async def remove_all(unit: Unit, person: str) -> None:
    """Forget a person's factors and recovery codes."""
    await unit.session.execute(text("DELETE FROM person_factor WHERE person = :person"), {"person": person})
    await unit.session.execute(text("DELETE FROM recovery_code WHERE person = :person"), {"person": person})


async def set_codes(unit: Unit, person: str, hashes: list[bytes]) -> None:
    """Replace a person's recovery codes."""
    await unit.session.execute(text("DELETE FROM recovery_code WHERE person = :person"), {"person": person})
    if hashes:
        await unit.session.execute(
            text("INSERT INTO recovery_code (agency_id, person, code_hash) VALUES (:agency, :person, :hash)"),
            [{"agency": unit.agency, "person": person, "hash": one} for one in hashes],
        )


async def use_code(unit: Unit, person: str, code_hash: bytes, at: datetime) -> bool:
    """Use up a recovery code; False where there is none, or it was used."""
    done = await unit.session.execute(
        text("UPDATE recovery_code SET used_at = :at WHERE person = :person AND code_hash = :hash AND used_at IS NULL"),
        {"person": person, "hash": code_hash, "at": at},
    )
    return done.rowcount == 1


async def codes_left(unit: Unit, person: str) -> int:
    """How many recovery codes a person has left."""
    rows = await unit.session.execute(
        text("SELECT count(*) FROM recovery_code WHERE person = :person AND used_at IS NULL"), {"person": person}
    )
    return int(rows.scalar_one())


async def add_step(
    unit: Unit, token_hash: bytes, *, kind: str, person: str, detail: dict[str, Any], at: datetime, expires: datetime
) -> None:
    """Remember a login under way (a unit of the platform); those that ended are forgotten."""
    await unit.session.execute(text("DELETE FROM login_step WHERE expires_at <= :at"), {"at": at})
    await unit.session.execute(
        text(
            "INSERT INTO login_step (agency_id, token_hash, kind, person, detail, expires_at)"
            " VALUES (:agency, :hash, :kind, :person, CAST(:detail AS jsonb), :expires)"
        ),
        {
            "agency": PLATFORM, "hash": token_hash, "kind": kind, "person": person, "detail": dump(detail),
            "expires": expires,
        },
    )  # fmt: skip


async def step(unit: Unit, token_hash: bytes, kind: str, at: datetime) -> Step | None:
    """A login under way that has not ended."""
    rows = await unit.session.execute(
        text(
            "SELECT kind, person, detail FROM login_step WHERE token_hash = :hash AND kind = :kind AND expires_at > :at"
        ),
        {"hash": token_hash, "kind": kind, "at": at},
    )
    row = rows.mappings().first()
    return Step(kind=row["kind"], person=row["person"], detail=load(row["detail"])) if row else None


async def take_step(unit: Unit, token_hash: bytes, kind: str, at: datetime) -> Step | None:
    """Use up a step: only one of two that come at once gets it."""
    rows = await unit.session.execute(
        text(
            "DELETE FROM login_step WHERE token_hash = :hash AND kind = :kind AND expires_at > :at"
            " RETURNING kind, person, detail"
        ),
        {"hash": token_hash, "kind": kind, "at": at},
    )
    row = rows.mappings().first()
    return Step(kind=row["kind"], person=row["person"], detail=load(row["detail"])) if row else None
