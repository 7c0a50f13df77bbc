"""Three people round one masked text: Hanna asks, Sanna may ask and allow, Minna is the officer."""

from dataclasses import dataclass
from typing import Any

import asyncpg
import httpx
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from impetus.kit.clock import ManualClock
from impetus.kit.errors import ImpetusError
from impetus.kit.times import as_datetime
from impetus.storage.unit import UnitOfWork

KIND = "incident_entry"


@dataclass
class Scene:
    """Their browsers and ids, and the masked entry."""

    uow: UnitOfWork
    clock: ManualClock
    browsers: dict[str, httpx.AsyncClient]
    ids: dict[str, str]
    roles: dict[str, str]
    case: str
    incident: str
    item: str
    original: str
    superuser: str

    async def clear(self) -> None:
        """Begin anew without grants."""
        admin = await asyncpg.connect(self.superuser)
        await admin.execute("DELETE FROM unmask_grant")
        await admin.close()

    async def ask(self, who: str, minutes: int) -> str | None:
        """Ask; the grant's id, or None where that is refused."""
        body = {
            "item": {"kind": KIND, "id": self.item}, "purpose": "urban_safety", "case": self.case,
            "reason": "To find the witness", "minutes": minutes,
        }  # fmt: skip
        return await self._made(who, "/api/grants", body)

    async def override(self, who: str) -> str | None:
        """Override; the grant's id, or None where that is refused."""
        body = {"item": {"kind": KIND, "id": self.item}, "case": self.case, "reason": "Armed person, no time"}
        return await self._made(who, "/api/grants/override", body)

    async def _made(self, who: str, path: str, body: dict[str, Any]) -> str | None:
        answer = await self.browsers[who].post(path, json=body)
        assert answer.status_code in (201, 403, 409), answer.text
        return str(answer.json()["id"]) if answer.status_code == 201 else None

    async def decide(self, who: str, what: str, grant: str) -> bool:
        """Allow, refuse, end or review."""
        bodies: dict[str, Any] = {
            "allow": {}, "refuse": {"reason": "Not needed"}, "review": {"right": True, "note": "It was"}
        }  # fmt: skip
        answer = await self.browsers[who].post(f"/api/grants/{grant}/{what}", json=bodies.get(what))
        assert answer.status_code in (200, 403, 409), answer.text
        return answer.status_code == 200

    async def reads(self, who: str) -> bool:
        """Whether somebody gets the original over the API."""
        answer = await self.browsers[who].get(f"/api/unmasked/{KIND}/{self.item}")
        assert answer.status_code in (200, 403, 409), answer.text
        assert (self.original in answer.text) is (answer.status_code == 200)
        return answer.status_code == 200

    def _unit(self, who: str) -> Any:
        return self.uow(
            agency="helsinki", purpose="urban_safety", actor=f"person:{self.ids[who]}", role=self.roles[who],
            case=self.case,
        )  # fmt: skip

    async def sql_reads(self, who: str) -> bool:
        """Whether the database gives the sealed original to somebody's unit."""
        async with self._unit(who) as unit:
            rows = await unit.session.execute(text("SELECT sealed FROM original WHERE item = :id"), {"id": self.item})
            return len(list(rows)) == 1

    async def _sql(self, who: str, statement: str, **values: Any) -> bool:
        try:
            async with self._unit(who) as unit:
                done = await unit.session.execute(text(statement), {"now": as_datetime(self.clock.now_ms()), **values})
                return bool(done.rowcount)
        except (ImpetusError, DBAPIError):
            return False

    async def sql_allow(self, who: str, grant: str) -> bool:
        """Allow it by hand in the database."""
        return await self._sql(
            who,
            "UPDATE unmask_grant SET state = 'in_force', decided_by = :me, decided_name = 'x', decided_at = :now,"
            " expires_at = CAST(:now AS timestamptz) + minutes * interval '1 minute' WHERE id = :id",
            me=self.ids[who],
            id=grant,
        )

    async def sql_stretch(self, who: str, grant: str) -> bool:
        """Make it last longer by hand in the database, once it was decided."""
        return await self._sql(
            who,
            "UPDATE unmask_grant SET expires_at = expires_at + interval '1 hour', minutes = 60 WHERE id = :id"
            " AND state <> 'waiting' AND expires_at IS NOT NULL",
            id=grant,
        )
