"""People of two agencies at incidents, for tests."""

from dataclasses import dataclass
from typing import Any

import httpx
from sqlalchemy import text
from tests.alerts.drafts import draft
from tests.law.confirm import send_out

from impetus.alerts.intake import alert_id, intake
from impetus.storage.unit import UnitOfWork

ALL_PARTS = ["summary", "timeline", "alerts", "tasks", "evidence", "chat", "people"]


@dataclass
class Browser:
    """Somebody at the API: `json` of an answer with the expected status."""

    client: httpx.AsyncClient

    async def ask(self, method: str, path: str, status: int = 200, **more: Any) -> Any:
        """Send a request under /api/incidents."""
        answer = await self.client.request(method, f"/api/incidents{path}", **more)
        assert answer.status_code == status, answer.text
        return answer.json() if answer.content else None

    async def get(self, path: str, status: int = 200, **params: Any) -> Any:
        """GET."""
        return await self.ask("GET", path, status, params=params)

    async def post(self, path: str, status: int = 200, **body: Any) -> Any:
        """POST a JSON body; what goes out is confirmed."""
        answer = await send_out(self.client, f"/api/incidents{path}", body)
        assert answer.status_code == status, answer.text
        return answer.json() if answer.content else None

    async def patch(self, path: str, status: int = 200, **body: Any) -> Any:
        """PATCH with a JSON body."""
        return await self.ask("PATCH", path, status, json=body)

    async def delete(self, path: str, status: int = 200) -> Any:
        """DELETE."""
        return await self.ask("DELETE", path, status)


async def raised(uow: UnitOfWork, *numbers: int, agency: str = "helsinki", **changes: Any) -> list[str]:
    """Alerts of an agency, one for each number."""
    drafts = [draft(number, **changes) for number in numbers]
    await intake(uow, agency, "anomaly", "1.0.0", drafts)
    return [alert_id(agency, "anomaly", one) for one in drafts]


async def events(uow: UnitOfWork, agency: str, topic: str = "incident") -> list[dict[str, Any]]:
    """What consoles of an agency were told under a topic."""
    async with uow(agency=agency, purpose="test", actor="platform") as unit:
        found = await unit.session.execute(
            text("SELECT payload FROM outbox WHERE topic = :topic AND agency_id = :agency ORDER BY id"),
            {"topic": topic, "agency": agency},
        )
        return [dict(row.payload) for row in found]
