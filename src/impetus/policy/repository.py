"""Cases and the agency's own words of purposes in the database."""

from datetime import datetime
from typing import Any

import msgspec
from sqlalchemy import text

from impetus.storage.jsonb import dump
from impetus.storage.unit import Unit


class Case(msgspec.Struct, frozen=True, kw_only=True):
    """What is under inquiry: with a purpose, somebody who opened it, and an end."""

    id: str
    reference: str
    title: str
    purpose: str
    opened_by: str
    opened_at: datetime
    ends_at: datetime
    closed_by: str | None
    closed_at: datetime | None
    reason: str

    def open_at(self, at: datetime) -> bool:
        """Whether the case stands at a time: not closed, not past its end."""
        return self.closed_at is None and at < self.ends_at


class Words(msgspec.Struct, frozen=True, kw_only=True):
    """An agency's own words of a purpose: `label` and `legal_basis` by language."""

    purpose: str
    label: dict[str, str]
    legal_basis: dict[str, str]
    changed_by: str
    changed_at: datetime
    version: int


_CASE = "id, reference, title, purpose, opened_by, opened_at, ends_at, closed_by, closed_at, reason"


async def cases(unit: Unit) -> list[Case]:
    """Every case of the agency, those that stand first, then the newest."""
    rows = await unit.session.execute(
        text(f"SELECT {_CASE} FROM case_file ORDER BY closed_at IS NOT NULL, opened_at DESC, id LIMIT 500")  # noqa: S608
    )
    return [Case(**row) for row in rows.mappings()]


async def case(unit: Unit, id: str, agency: str = "") -> Case | None:
    """A case of the unit's agency by id; `agency` says which where the unit's purpose spans several."""
    rows = await unit.session.execute(
        text(f"SELECT {_CASE} FROM case_file WHERE id = :id AND agency_id = :agency"),  # noqa: S608
        {"id": id, "agency": agency or unit.agency},
    )
    row = rows.mappings().first()
    return Case(**row) if row else None


async def count_cases(unit: Unit) -> int:
    """How many cases the agency has had."""
    return int((await unit.session.execute(text("SELECT count(*) FROM case_file"))).scalar_one())


async def add_case(unit: Unit, one: Case) -> None:
    """Write a case; a taken reference raises Conflict."""
    await unit.session.execute(
        text(
            "INSERT INTO case_file (agency_id, id, reference, title, purpose, opened_by, opened_at, ends_at, reason)"
            " VALUES (:agency, :id, :reference, :title, :purpose, :opened_by, :opened_at, :ends_at, :reason)"
        ),
        {"agency": unit.agency, **msgspec.structs.asdict(one)},
    )


async def close_case(unit: Unit, id: str, *, by: str, at: datetime) -> bool:
    """Close a case that is not; return whether it was there and open."""
    done = await unit.session.execute(
        text("UPDATE case_file SET closed_by = :by, closed_at = :at WHERE id = :id AND closed_at IS NULL RETURNING id"),
        {"id": id, "by": by, "at": at},
    )
    return done.first() is not None


async def words(unit: Unit) -> dict[str, Words]:
    """The agency's newest words by purpose."""
    rows = await unit.session.execute(
        text(
            "SELECT DISTINCT ON (purpose) purpose, label, legal_basis, changed_by, changed_at, version"
            " FROM purpose_text WHERE agency_id = :agency ORDER BY purpose, version DESC"
        ),
        {"agency": unit.agency},
    )
    return {row["purpose"]: Words(**row) for row in rows.mappings()}


async def add_words(unit: Unit, purpose: str, content: dict[str, Any], *, by: str, at: datetime) -> None:
    """Write a new version of the agency's words of a purpose; earlier ones are kept."""
    await unit.session.execute(
        text(
            "INSERT INTO purpose_text (agency_id, purpose, label, legal_basis, changed_by, changed_at, version)"
            " SELECT :agency, :purpose, CAST(:label AS jsonb), CAST(:basis AS jsonb), :by, :at,"
            " 1 + coalesce(max(version), 0) FROM purpose_text WHERE agency_id = :agency AND purpose = :purpose"
        ),
        {
            "agency": unit.agency, "purpose": purpose, "label": dump(content["label"]),
            "basis": dump(content["legal_basis"]), "by": by, "at": at,
        },
    )  # fmt: skip
