"""Emptying audit entries whose period is over, and what proves that they were emptied by the law's own hand."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import text

from impetus.contracts.retention import Gone
from impetus.storage.unit import Unit

CATEGORY: Final = "audit_entry"
LEAST: Final = timedelta(days=365)
"""However short a city wants the period: what is younger than this is never forgotten, and its absence is a fault."""
PROOF: Final = f"t.what = 'retention.deleted' AND t.actor = 'platform' AND t.detail->>'category' = '{CATEGORY}'"
"""The entry, as `t`, that says which others were forgotten. It is never forgotten itself."""
OVER: Final = (
    f"NOT t.forgotten AND NOT ({PROOF}) AND EXISTS (SELECT FROM audit_link l"  # noqa: S608
    " WHERE l.agency_id = t.agency_id AND l.entry = t.id AND l.seq <="
    " (SELECT max(c.size) FROM audit_checkpoint c WHERE c.agency_id = t.agency_id))"
)
"""Which entries, as `t`, may be forgotten at all: those that a signed checkpoint covers."""


async def forget(unit: Unit, ids: Sequence[str]) -> Gone:
    """Empty entries of everything personal: who, whose, why, for whom, from where, under which case, all details."""
    done = await unit.session.execute(
        text(
            "UPDATE audit_entry SET actor = '', role = '', subject = '', case_file = '', reason = '', recipient = '',"
            " address = '', salt = '', detail = '{}', forgotten = true"
            " WHERE agency_id = :agency AND NOT forgotten AND id = ANY(CAST(:ids AS bigint[]))"
        ),
        {"agency": unit.agency, "ids": [int(id) for id in ids if id.isdigit()]},
    )
    return Gone(rows=int(done.rowcount))


async def forgotten_before(unit: Unit) -> datetime | None:
    """Up to when entries may be forgotten, by the entries that say so and leave `LEAST`; None where none does."""
    found = await unit.session.execute(
        text(
            "SELECT max((t.detail->>'before')::timestamptz) FROM audit_entry t WHERE t.agency_id = :agency"  # noqa: S608
            f" AND {PROOF} AND t.at - (t.detail->>'before')::timestamptz >= :least"
        ),
        {"agency": unit.agency, "least": LEAST},
    )
    until: datetime | None = found.scalar_one()
    return until
