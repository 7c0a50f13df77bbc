"""What people were refused is written down: who asked for what, under which purpose and case, and what refused it.

The first refusal of a kind (person, purpose, case, route, reason) is written at once. The same again is counted, and
the count is written as one entry when its minute is over (`again`). Of one person at most `MOST` kinds are told apart
at once; all others are counted together, so that no loop fills the log: at most `MOST` + 1 entries a minute after the
first ones, however fast somebody asks.
"""

import asyncio
import logging
from dataclasses import dataclass
from typing import Any, Final

from fastapi import Request

from impetus.kit.clock import Clock
from impetus.kit.errors import ImpetusError, NotAllowed
from impetus.people.access import Caller
from impetus.policy.engine import Question, engine
from impetus.policy.vocabulary import REACH, Permission
from impetus.storage.unit import UnitOfWork

_log = logging.getLogger(__name__)

ACT: Final = "access.refused"
AGAIN_MS: Final = 60_000
MOST: Final = 20
REMEMBERED: Final = 10_000
"""So many kinds are told apart at once in all; beyond, refusals are counted by person alone."""
OTHERS: Final = "several"
"""The subject of what is counted together."""
_LOOK_S: Final = 5.0


@dataclass
class _Kind:
    """Refusals of one kind since `since` (ms), of which `again` are not written yet. `scope` opens its unit."""

    person: str
    scope: dict[str, str]
    subject: str
    detail: dict[str, Any]
    since: int
    again: int = 0


class Refusals:
    """Writes and counts refusals. One for each process; what is counted at its end is written by `flush`."""

    def __init__(self, uow: UnitOfWork, clock: Clock) -> None:
        self._uow = uow
        self._clock = clock
        self._kinds: dict[tuple[str, ...], _Kind] = {}

    async def note(self, caller: Caller, request: Request, error: NotAllowed) -> None:
        """Write a refusal down or count it. To be asked for a proof or a confirmation is none."""
        if error.asks:
            return
        session, person = caller.session, caller.person.id
        subject = _asked(request)
        detail = _why(caller, error)
        permission = str(detail.get("permission", ""))
        key: tuple[str, ...] = (person, session.purpose, session.case, subject, error.code, permission)
        if key not in self._kinds and not self._room(person):
            key, subject, detail = (person, OTHERS), OTHERS, {}
        known = self._kinds.get(key)
        if known is not None:
            known.again += 1
            return
        if subject != OTHERS:
            detail["path"] = request.url.path[:200]
        scope = {
            "agency": caller.agency, "purpose": session.purpose, "actor": f"person:{person}",
            "address": caller.address, "role": caller.person.role, "case": session.case,
        }  # fmt: skip
        made = _Kind(person, scope, subject, detail, self._clock.now_ms())
        self._kinds[key] = made
        await self._write(made, 0)

    async def flush(self, *, everything: bool = False) -> None:
        """Write the counts whose minute is over, or all; forget what did not come again."""
        now = self._clock.now_ms()
        for key, kind in list(self._kinds.items()):
            if not everything and 0 <= now - kind.since < AGAIN_MS:
                continue
            again, kind.again, kind.since = kind.again, 0, now
            if again:
                await self._write(kind, again)
            else:
                del self._kinds[key]

    async def run(self) -> None:
        """Flush until cancelled."""
        while True:
            await asyncio.sleep(_LOOK_S)
            await self.flush()

    def _room(self, person: str) -> bool:
        if len(self._kinds) >= REMEMBERED:
            return False
        return sum(kind.person == person and kind.subject != OTHERS for kind in self._kinds.values()) < MOST

    async def _write(self, kind: _Kind, again: int) -> None:
        detail = {name: value for name, value in kind.detail.items() if not again or name != "path"}
        try:
            async with self._uow(**kind.scope) as unit:
                unit.audit(ACT, kind.subject, **detail, **({"again": again} if again else {}))
        except ImpetusError as error:  # the refusal stands, whether or not it could be written
            kind.again += again
            _log.error("a refusal could not be written down", exc_info=error)


def _asked(request: Request) -> str:
    """The method and the route as it is declared, so that asking for a thousand things is one kind."""
    path: str = getattr(request.scope.get("route"), "path", "") or request.url.path
    return f"{request.method} /api{path.removeprefix('/api')}"[:200]


def _why(caller: Caller, error: NotAllowed) -> dict[str, Any]:
    """The error's code and, where a policy decided, the permission and the policies that forbid it.

    No policies: none allows it, and what nothing allows is refused.
    """
    told: dict[str, Any] = {"code": error.code, "problem": error.problem}
    permission = error.details.get("permission")
    if permission in set(Permission):
        asked = Permission(permission)
        decided = engine().decide(
            Question(
                caller.person.role, asked, REACH[asked].about, caller.session.purpose, bool(caller.session.case), True
            )
        )
        told |= {"permission": asked.value, "policies": list(decided.policies)}
    return told
