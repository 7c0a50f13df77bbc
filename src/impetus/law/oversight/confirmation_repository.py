"""Confirmations in the database: made once, used once."""

from datetime import datetime

from sqlalchemy import text

from impetus.storage.unit import Unit


async def add(
    unit: Unit, *, id: str, token_hash: bytes, person: str, act: str, subject: str, at: datetime, until: datetime
) -> None:
    """Keep a new confirmation."""
    await unit.session.execute(
        text(
            "INSERT INTO confirmation (agency_id, id, token_hash, person, act, subject, made_at, expires_at)"
            " VALUES (:agency, :id, :hash, :person, :act, :subject, :at, :until)"
        ),
        {
            "agency": unit.agency, "id": id, "hash": token_hash, "person": person, "act": act, "subject": subject,
            "at": at, "until": until,
        },
    )  # fmt: skip


async def use(unit: Unit, *, token_hash: bytes, person: str, act: str, subject: str, at: datetime) -> str | None:
    """Use up the person's confirmation of exactly this; return its id, None where there is none that holds."""
    rows = await unit.session.execute(
        text(
            "UPDATE confirmation SET used_at = :at WHERE token_hash = :hash AND person = :person AND act = :act"
            " AND subject = :subject AND used_at IS NULL AND expires_at > :at RETURNING id"
        ),
        {"hash": token_hash, "person": person, "act": act, "subject": subject, "at": at},
    )
    found: str | None = rows.scalar_one_or_none()
    return found
