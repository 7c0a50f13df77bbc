"""Links, heads and checkpoints in the database."""

from collections.abc import AsyncIterator, Sequence
from datetime import datetime
from typing import Any, Final

import msgspec
from sqlalchemy import RowMapping, text

from impetus.audit.chain import Head, Link, Row
from impetus.storage.unit import Unit

_HASH: Final = 32
_ENTRY: Final = (
    "e.id, e.txid, e.agency_id AS agency, (extract(epoch FROM e.at) * 1000000)::bigint AS at, e.actor, e.role, e.what,"
    ' e.operation, e.subject, e.purpose, e.case_file AS "case", e.reason, e.recipient, e.address,'
    " e.detail::text AS detail, e.salt"
)


class Signed(msgspec.Struct, frozen=True, kw_only=True):
    """A checkpoint that was signed: `note` is the text that second parties keep."""

    size: int
    root: bytes
    note: str
    at: datetime


class Step(msgspec.Struct, frozen=True, kw_only=True):
    """One link with the entry it is of, None where it is gone. `forgotten`: its contents are, its time was over."""

    link: Link
    row: Row | None
    forgotten: bool = False


async def now(unit: Unit) -> int:
    """The oldest transaction that has not ended: every entry of one before it can be seen."""
    return int(
        (await unit.session.execute(text("SELECT pg_snapshot_xmin(pg_current_snapshot())::text::bigint"))).scalar_one()
    )


async def head(unit: Unit) -> Head:
    """How far the agency's log is linked."""
    found = await unit.session.execute(
        text("SELECT size, chain, peaks, horizon FROM audit_head WHERE agency_id = :agency"), {"agency": unit.agency}
    )
    row = found.mappings().one_or_none()
    if row is None:
        return Head()
    peaks = tuple(row["peaks"][at : at + _HASH] for at in range(0, len(row["peaks"]), _HASH))
    return Head(size=row["size"], chain=row["chain"], peaks=peaks, horizon=row["horizon"])


async def unlinked(unit: Unit, since: int, before: int, limit: int) -> list[Row]:
    """Entries of transactions from `since` to before `before` without a link, in order."""
    found = await unit.session.execute(
        text(
            f"SELECT {_ENTRY} FROM audit_entry e WHERE e.agency_id = :agency"  # noqa: S608 - a constant
            " AND e.txid >= :since AND e.txid < :before AND NOT EXISTS (SELECT 1 FROM audit_link l"
            " WHERE l.agency_id = e.agency_id AND l.entry = e.id) ORDER BY e.txid, e.id LIMIT :limit"
        ),
        {"agency": unit.agency, "since": since, "before": before, "limit": limit},
    )
    return [_row(row) for row in found.mappings()]


async def add(unit: Unit, head: Head, links: Sequence[Link], at: datetime) -> None:
    """Write links, and how far the log is linked now."""
    if links:
        await unit.session.execute(
            text(
                "INSERT INTO audit_link (agency_id, seq, entry, leaf, chain)"
                " SELECT :agency, * FROM unnest(CAST(:seqs AS bigint[]), CAST(:entries AS bigint[]),"
                " CAST(:leaves AS bytea[]), CAST(:chains AS bytea[]))"
            ),
            {
                "agency": unit.agency,
                "seqs": [link.seq for link in links],
                "entries": [link.entry for link in links],
                "leaves": [link.leaf for link in links],
                "chains": [link.chain for link in links],
            },
        )
    await unit.session.execute(
        text(
            "INSERT INTO audit_head (agency_id, size, chain, peaks, horizon, at)"
            " VALUES (:agency, :size, :chain, :peaks, :horizon, :at) ON CONFLICT (agency_id) DO UPDATE"
            " SET size = excluded.size, chain = excluded.chain, peaks = excluded.peaks,"
            " horizon = excluded.horizon, at = excluded.at"
        ),
        {
            "agency": unit.agency, "size": head.size, "chain": head.chain, "peaks": b"".join(head.peaks),
            "horizon": head.horizon, "at": at,
        },
    )  # fmt: skip


async def steps(unit: Unit, after: int = 0, batch: int = 5000) -> AsyncIterator[list[Step]]:
    """Yield the log from behind the place `after`, with the entries as they stand now."""
    while True:
        found = await unit.session.execute(
            text(
                f"SELECT l.seq, l.entry, l.leaf, l.chain, e.forgotten, {_ENTRY} FROM audit_link l"  # noqa: S608
                " LEFT JOIN audit_entry e ON e.id = l.entry AND e.agency_id = l.agency_id"
                " WHERE l.agency_id = :agency AND l.seq > :after ORDER BY l.seq LIMIT :limit"
            ),
            {"agency": unit.agency, "after": after, "limit": batch},
        )
        rows = [
            Step(
                link=Link(seq=row["seq"], entry=row["entry"], leaf=bytes(row["leaf"]), chain=bytes(row["chain"])),
                row=None if row["id"] is None else _row(row),
                forgotten=bool(row["forgotten"]),
            )
            for row in found.mappings()
        ]
        if not rows:
            return
        yield rows
        after = rows[-1].link.seq


async def strangers(unit: Unit, horizon: int) -> list[int]:
    """Entries of transactions before `horizon` that no link names: put in past the program."""
    found = await unit.session.execute(
        text(
            "SELECT e.id FROM audit_entry e WHERE e.agency_id = :agency AND e.txid < :horizon AND NOT EXISTS"
            " (SELECT 1 FROM audit_link l WHERE l.agency_id = e.agency_id AND l.entry = e.id) ORDER BY e.id LIMIT 1"
        ),
        {"agency": unit.agency, "horizon": horizon},
    )
    return [row[0] for row in found]


async def count(unit: Unit) -> int:
    """How many links the agency's log has."""
    found = await unit.session.execute(
        text("SELECT count(*) FROM audit_link WHERE agency_id = :agency"), {"agency": unit.agency}
    )
    return int(found.scalar_one())


async def keep(unit: Unit, signed: Signed) -> None:
    """Write a checkpoint down; one of the same size stays as it was."""
    await unit.session.execute(
        text(
            "INSERT INTO audit_checkpoint (agency_id, size, root, note, at) VALUES (:agency, :size, :root, :note, :at)"
            " ON CONFLICT DO NOTHING"
        ),
        {"agency": unit.agency, "size": signed.size, "root": signed.root, "note": signed.note, "at": signed.at},
    )


async def checkpoints(unit: Unit, limit: int | None = None) -> list[Signed]:
    """Checkpoints, newest first."""
    found = await unit.session.execute(
        text(
            "SELECT size, root, note, at FROM audit_checkpoint WHERE agency_id = :agency"
            " ORDER BY size DESC LIMIT CAST(:limit AS integer)"
        ),
        {"agency": unit.agency, "limit": limit},
    )
    return [Signed(**{**row, "root": bytes(row["root"])}) for row in found.mappings()]


def _row(row: RowMapping) -> Row:
    fields: dict[str, Any] = {name: row[name] for name in Row.__struct_fields__}
    return Row(**fields)
