"""Providers of accounts (OpenID Connect) and who signed in by them, in the database."""

from datetime import datetime
from typing import Any

import msgspec
from sqlalchemy import text

from impetus.storage.jsonb import dump, load
from impetus.storage.unit import Unit


class Rule(msgspec.Struct, frozen=True, kw_only=True):
    """Whoever is in `group` gets `role`."""

    group: str
    role: str


class Provider(msgspec.Struct, frozen=True, kw_only=True):
    """Where an agency's people have accounts. The first of `roles` that fits counts, else `default_role`."""

    agency: str
    agency_name: str
    id: str
    name: str
    issuer: str
    client_id: str
    sealed: str
    scopes: str
    groups_claim: str
    roles: list[Rule]
    default_role: str | None
    enabled: bool


_FROM = (
    "SELECT o.agency_id AS agency, COALESCE(a.name, '') AS agency_name, o.id, o.name, o.issuer, o.client_id, o.sealed,"
    " o.scopes, o.groups_claim, o.roles, o.default_role, o.enabled"
    " FROM oidc_provider o LEFT JOIN agency a ON a.agency_id = o.agency_id"
)


async def providers(unit: Unit) -> list[Provider]:
    """Providers of the unit's agency, or of all with the purpose `platform.login`."""
    rows = await unit.session.execute(text(f"{_FROM} ORDER BY o.agency_id, lower(o.name), o.id"))
    return [Provider(**{**row, "roles": load(row["roles"], list[Rule])}) for row in rows.mappings()]


async def save(unit: Unit, values: dict[str, Any], at: datetime) -> None:
    """Make or change a provider of the unit's agency."""
    await unit.session.execute(
        text(
            "INSERT INTO oidc_provider (agency_id, id, name, issuer, client_id, sealed, scopes, groups_claim, roles,"
            " default_role, enabled, changed_at) VALUES (:agency, :id, :name, :issuer, :client_id, :sealed, :scopes,"
            " :groups_claim, CAST(:roles AS jsonb), :default_role, :enabled, :at)"
            " ON CONFLICT (agency_id, id) DO UPDATE SET name = excluded.name, issuer = excluded.issuer,"
            " client_id = excluded.client_id, sealed = excluded.sealed, scopes = excluded.scopes,"
            " groups_claim = excluded.groups_claim, roles = excluded.roles, default_role = excluded.default_role,"
            " enabled = excluded.enabled, changed_at = excluded.changed_at"
        ),
        {**values, "roles": dump(values["roles"]), "agency": unit.agency, "at": at},
    )


async def remove(unit: Unit, id: str) -> bool:
    """Forget a provider and its links to accounts; False where there is none."""
    done = await unit.session.execute(text("DELETE FROM oidc_provider WHERE id = :id"), {"id": id})
    return done.rowcount == 1


async def account(unit: Unit, provider: str, subject: str) -> str | None:
    """The person who signs in as `subject`; held until the commit."""
    await unit.session.execute(
        text("SELECT pg_advisory_xact_lock(hashtextextended(:key, 0))"), {"key": f"oidc:{provider}:{subject}"}
    )
    rows = await unit.session.execute(
        text("SELECT person FROM oidc_account WHERE provider = :provider AND subject = :subject"),
        {"provider": provider, "subject": subject},
    )
    found: str | None = rows.scalar_one_or_none()
    return found


async def link(unit: Unit, provider: str, subject: str, person: str, at: datetime) -> None:
    """Remember that `subject` of the provider is the person."""
    await unit.session.execute(
        text(
            "INSERT INTO oidc_account (agency_id, provider, subject, person, linked_at)"
            " VALUES (:agency, :provider, :subject, :person, :at)"
        ),
        {"agency": unit.agency, "provider": provider, "subject": subject, "person": person, "at": at},
    )


async def login_taken(unit: Unit, login: str) -> bool:
    """Whether any account has the login (purpose `platform.login`)."""
    rows = await unit.session.execute(
        text("SELECT EXISTS (SELECT 1 FROM person WHERE lower(login) = lower(:login))"), {"login": login}
    )
    return bool(rows.scalar_one())
