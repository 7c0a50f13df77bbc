"""What is masked, the originals and grants, in the database, which refuses one's own approval and what has run out."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Final

from sqlalchemy import text

from impetus.law.grants.records import Grant, Item
from impetus.storage.unit import Unit

_GRANT: Final = ", ".join(Grant.__struct_fields__)
_ITEM: Final = ", ".join(Item.__struct_fields__)
_STATES: Final = {
    "all": "true",
    "waiting": "state = 'waiting'",
    "in_force": "state = 'in_force' AND expires_at > :now",
    "ended": "state IN ('refused', 'ended') OR expires_at <= :now",
    "to_review": "override AND reviewed_at IS NULL",
}
_CHANGED: Final = frozenset(("minutes", *Grant.__struct_fields__[Grant.__struct_fields__.index("state") :]))


async def keep(unit: Unit, item: Item, sealed: bytes | None) -> None:
    """Remember that something is masked, and its sealed original where that stands nowhere else."""
    await forget(unit, item.kind, item.item)  # its original goes with it
    values = {"agency": unit.agency, **{name: getattr(item, name) for name in item.__struct_fields__}}
    await unit.session.execute(
        text(
            f"INSERT INTO masked_item (agency_id, {_ITEM}) VALUES (:agency, :kind, :item, :parent, :about,"  # noqa: S608
            " :categories,"
            " :key_id, :written_by, :written_at)"
        ),
        values,
    )
    if sealed is not None:
        await unit.session.execute(
            text("INSERT INTO original (agency_id, kind, item, sealed) VALUES (:agency, :kind, :item, :sealed)"),
            {"agency": unit.agency, "kind": item.kind, "item": item.item, "sealed": sealed},
        )


async def index(unit: Unit, item: Item, key: str, tokens: Sequence[str]) -> None:
    """Remember the tokens by which an item is found; those before went with its row."""
    for token in dict.fromkeys(tokens):
        await unit.session.execute(
            text(
                "INSERT INTO masked_index (agency_id, kind, item, key_id, token)"
                " VALUES (:agency, :kind, :item, :key, :token)"
            ),
            {"agency": unit.agency, "kind": item.kind, "item": item.item, "key": key, "token": token},
        )


async def forget(unit: Unit, kind: str, item: str) -> None:
    """Nothing of an item is masked any more, as it was written anew."""
    await unit.session.execute(
        text("DELETE FROM masked_item WHERE kind = :kind AND item = :item"), {"kind": kind, "item": item}
    )


async def item(unit: Unit, kind: str, id: str) -> Item | None:
    """What is known of something masked."""
    rows = await unit.session.execute(
        text(f"SELECT {_ITEM} FROM masked_item WHERE kind = :kind AND item = :id"),  # noqa: S608
        {"kind": kind, "id": id},
    )
    row = rows.mappings().first()
    return Item(**row) if row else None


async def masked(unit: Unit, kind: str, ids: Sequence[str]) -> set[str]:
    """Those of `ids` that are masked."""
    rows = await unit.session.execute(
        text("SELECT item FROM masked_item WHERE kind = :kind AND item = ANY(:ids)"), {"kind": kind, "ids": list(ids)}
    )
    return set(rows.scalars())


async def original(unit: Unit, kind: str, id: str) -> bytes | None:
    """A sealed original; None where there is none, or the unit may not see it now."""
    rows = await unit.session.execute(
        text("SELECT sealed FROM original WHERE kind = :kind AND item = :id"), {"kind": kind, "id": id}
    )
    found = rows.scalar_one_or_none()
    return None if found is None else bytes(found)


async def own_originals(
    unit: Unit, kind: str, ids: Sequence[str], person: str, since: datetime
) -> list[tuple[str, str, bytes]]:
    """(item, key, sealed) of what the person wrote after `since`."""
    rows = await unit.session.execute(
        text(
            "SELECT m.item, m.key_id, o.sealed FROM masked_item m JOIN original o ON o.agency_id = m.agency_id"
            " AND o.kind = m.kind AND o.item = m.item WHERE m.kind = :kind AND m.item = ANY(:ids)"
            " AND m.written_by = :person AND m.written_at > :since"
        ),
        {"kind": kind, "ids": list(ids), "person": person, "since": since},
    )
    return [(row.item, row.key_id, bytes(row.sealed)) for row in rows]


async def add(unit: Unit, values: dict[str, Any]) -> int:
    """Write a new grant and return its number."""
    await unit.session.execute(
        text("SELECT pg_advisory_xact_lock(hashtext('unmask_grant'), hashtext(:agency))"), {"agency": unit.agency}
    )
    columns = ", ".join(values)
    marks = ", ".join(f":{name}" for name in values)
    rows = await unit.session.execute(
        text(
            f"INSERT INTO unmask_grant (agency_id, number, {columns})"  # noqa: S608
            f" SELECT :agency, 1 + coalesce(max(number), 0), {marks} FROM unmask_grant RETURNING number"
        ),
        {"agency": unit.agency, **values},
    )
    return int(rows.scalar_one())


async def grant(unit: Unit, id: str, *, hold: bool = False) -> Grant | None:
    """A grant; with `hold` nobody else changes it meanwhile."""
    rows = await unit.session.execute(
        text(f"SELECT {_GRANT} FROM unmask_grant WHERE id = :id{' FOR UPDATE' if hold else ''}"),  # noqa: S608
        {"id": id},
    )
    row = rows.mappings().first()
    return Grant(**row) if row else None


async def grants(unit: Unit, state: str, now: datetime, limit: int = 200) -> list[Grant]:
    """Grants in a state, the newest first."""
    rows = await unit.session.execute(
        text(f"SELECT {_GRANT} FROM unmask_grant WHERE {_STATES[state]} ORDER BY asked_at DESC, id LIMIT :limit"),  # noqa: S608
        {"now": now, "limit": limit} if ":now" in _STATES[state] else {"limit": limit},
    )
    return [Grant(**row) for row in rows.mappings()]


async def of_item(unit: Unit, kind: str, item: str, person: str) -> list[Grant]:
    """What a person asked for an item, the newest first."""
    rows = await unit.session.execute(
        text(
            f"SELECT {_GRANT} FROM unmask_grant WHERE kind = :kind AND item = :item AND asked_by = :person"  # noqa: S608
            " ORDER BY asked_at DESC, number DESC LIMIT 50"
        ),
        {"kind": kind, "item": item, "person": person},
    )
    return [Grant(**row) for row in rows.mappings()]


async def change(unit: Unit, id: str, changes: dict[str, Any]) -> None:
    """Set columns of a grant; the database refuses what may not be."""
    if not changes.keys() <= _CHANGED:
        raise ValueError(f"not columns to change: {sorted(changes)}")
    columns = ", ".join(f"{name} = :{name}" for name in changes)
    await unit.session.execute(
        text(f"UPDATE unmask_grant SET {columns} WHERE id = :id"),  # noqa: S608
        {"id": id, **changes},
    )
