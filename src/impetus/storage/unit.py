"""The unit of work: one transaction under one agency, one purpose and one actor. Nobody else commits."""

import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from types import TracebackType
from typing import Any, Final, Self

import msgspec
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from impetus.kit.clock import Clock
from impetus.kit.masking import Category, mask
from impetus.kit.times import as_datetime
from impetus.model.acts import operation_of
from impetus.model.observation import Control
from impetus.storage.engine import make_engine, translated
from impetus.storage.jsonb import dump

PLATFORM: Final = "platform"
"""The reserved agency of rows that belong to the installation (see the first migration)."""

WAKE: Final = "impetus_outbox"
"""The channel of NOTIFY that wakes the relay."""

_HOSTS: Final[tuple[Category, ...]] = ("ip",)
_PLAIN: Final = re.compile(r"[a-z][a-z._]*(?:_[0-9A-Za-z]+)?|[0-9]{4}-[0-9]{2}-[0-9]{2}[T ][0-9:.Z+-]*")
"""Words of the program, ids and times: nothing to mask."""

_SCOPE = text(
    "SELECT set_config('impetus.agency', :agency, true), set_config('impetus.purpose', :purpose, true),"
    " set_config('impetus.actor', :actor, true), set_config('impetus.role', :role, true),"
    " set_config('impetus.case', :case, true), set_config('impetus.now', :now, true)"
)
_EMIT = text(
    "INSERT INTO outbox (agency_id, topic, payload, control_subject, control, created_at)"
    " VALUES (:agency, :topic, CAST(:payload AS jsonb), :subject, :control, :at)"
)
_WAKE = text(f"SELECT pg_notify('{WAKE}', '')")
_AUDIT = text(
    "INSERT INTO audit_entry (agency_id, at, actor, role, what, operation, subject, purpose, case_file, reason,"
    " recipient, address, detail) VALUES (:agency, :at, :actor, :role, :what, :operation, :subject, :purpose, :case,"
    " :reason, :recipient, :address, CAST(:detail AS jsonb))"
)


@dataclass
class Unit:
    """What a transaction offers: `session` runs SQL (a SQLAlchemy connection; use `text` with parameters)."""

    session: AsyncConnection
    agency: str
    purpose: str
    actor: str
    address: str
    clock: Clock
    role: str = ""
    case: str = ""
    _events: list[dict[str, Any]] = field(default_factory=list)
    _entries: list[dict[str, Any]] = field(default_factory=list)

    def emit(
        self,
        topic: str,
        payload: object,
        *,
        tool: str = "",
        what: str = "",
        control: Control | None = None,
        agency: str | None = None,
    ) -> None:
        """Publish with the commit: `payload` (a dict or struct) under `topic` to every console of the agency.

        With `control`, the relay also puts it into the ordered stream as `ctl.<agency>.<tool>.<what>`;
        `tool` may be `all`. Without a topic ("") consoles are not told. Order of calls is kept.
        """
        subject = f"ctl.{agency or self.agency}.{tool}.{what}" if control is not None else None
        self._events.append(
            {
                "agency": agency or self.agency,
                "topic": topic,
                "payload": dump(payload),
                "subject": subject,
                "control": None if control is None else msgspec.msgpack.encode(control),
                "at": as_datetime(self.clock.now_ms()),
            }
        )

    def audit(self, what: str, subject: str = "", /, **detail: Any) -> None:
        """Write one line of the audit log with the commit: who did `what` to `subject`, under which purpose and case.

        `what` is an act of `model.acts`, which also says which operation it is in the sense of the Law Enforcement
        Directive, Article 25. Of the details, `reason` is the person's own, and `recipient` (which stands in a
        column of its own alone) is who was given data. What names or reaches a person is masked in the details: an
        entry is kept for years, and cannot be taken back.
        """
        detail = _veiled(detail)
        recipient = str(detail.pop("recipient", ""))
        self._entries.append(
            {
                "agency": self.agency,
                "at": as_datetime(self.clock.now_ms()),
                "actor": self.actor,
                "role": self.role,
                "what": what,
                "operation": operation_of(what),
                "subject": subject,
                "purpose": self.purpose,
                "case": self.case,
                "reason": str(detail.get("reason") or ""),
                "recipient": recipient,
                "address": self.address,
                "detail": dump(detail),
            }
        )

    async def flush(self) -> None:
        """Write what `emit` and `audit` collected; called before the commit."""
        if self._entries:
            await self.session.execute(_AUDIT, self._entries)
        if self._events:
            await self.session.execute(_EMIT, self._events)
            await self.session.execute(_WAKE)
        self._entries, self._events = [], []


def _veiled(value: Any) -> Any:
    """A detail of an audit entry without identifiers. Hosts' addresses stay; ids and words of the program are quick."""
    if isinstance(value, str):
        return value if _PLAIN.fullmatch(value) else mask(value, but=_HOSTS).text
    if isinstance(value, dict):
        return {key: _veiled(one) for key, one in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        return [_veiled(one) for one in value]
    return value


class UnitOfWork:
    """Opens units. One for each process; it owns the pool.

    >>> async with uow(agency="helsinki", purpose="urban_safety", actor="tool:anomaly") as unit:
    ...     await unit.session.execute(text("SELECT 1"))
    """

    def __init__(self, engine: AsyncEngine, clock: Clock) -> None:
        self.engine = engine
        self.clock = clock

    @classmethod
    def connect(cls, dsn: str, clock: Clock, *, name: str, pool_size: int = 8) -> Self:
        """Return a unit of work on a pool of its own; `name` is shown in the server's list of connections."""
        return cls(make_engine(dsn, name=name, pool_size=pool_size), clock)

    @asynccontextmanager
    async def __call__(
        self, *, agency: str, purpose: str, actor: str, address: str = "", role: str = "", case: str = ""
    ) -> AsyncIterator[Unit]:
        """Begin a transaction; it commits at the end and rolls back when anything raises.

        `actor` is `person:<id>`, `tool:<id>`, `source:<id>` or `platform`; `role` is a person's role, for others
        what stands before the colon of the actor; `case` is the id of the case that the session declared. The wall
        in the database (migration 0010) reads purpose, role and case, and `impetus.now` is the unit's time in
        milliseconds. Raise ValueError without agency, purpose or
        actor; Unavailable, Conflict or BadInput for what the database says.
        """
        if not (agency and purpose and actor):
            raise ValueError("a unit of work needs an agency, a purpose and an actor")
        with translated():
            async with self.engine.begin() as connection:
                role = role or actor.partition(":")[0]
                scope = {"agency": agency, "purpose": purpose, "actor": actor, "role": role, "case": case}
                await connection.execute(_SCOPE, scope | {"now": str(self.clock.now_ms())})
                unit = Unit(connection, agency, purpose, actor, address, self.clock, role, case)
                yield unit
                await unit.flush()

    async def alive(self) -> bool:
        """Whether the database answers."""
        try:
            async with self.engine.connect() as connection:
                await connection.execute(text("SELECT 1"))
        except Exception:  # whatever it is, it does not answer
            return False
        return True

    async def close(self) -> None:
        """Close the pool."""
        await self.engine.dispose()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.close()
