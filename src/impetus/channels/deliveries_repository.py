"""Notices and deliveries in the database: each exists once, by its key."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, Final

from sqlalchemy import text

from impetus.channels.records import DeliveryRow, NoticeRow
from impetus.storage.jsonb import dump
from impetus.storage.unit import Unit

_NOTICE: Final = "key, rule, step, about, subject, severity, state, due_at, made_at"
_DELIVERY: Final = (
    "id, key, notice, channel, about, subject, severity, step, person, address, name, locale, message, state,"
    " attempts, next_at, made_at, sent_at, seen_at, answer"
)


async def add_notices(unit: Unit, rows: Sequence[NoticeRow]) -> int:
    """Plan steps; those that are planned already stay as they are. Return how many are new."""
    if not rows:
        return 0
    done = await unit.session.execute(
        text(
            "INSERT INTO notice (agency_id, key, rule, step, about, subject, severity, due_at, made_at, changed_at)"
            " SELECT :agency, key, rule, step, about, subject, severity, due_at, made_at, made_at FROM"
            " jsonb_to_recordset(CAST(:rows AS jsonb)) AS given (key text, rule text, step integer, about text,"
            " subject text, severity text, due_at timestamptz, made_at timestamptz)"
            " ON CONFLICT (agency_id, key) DO NOTHING"
        ),
        {"agency": unit.agency, "rows": dump(rows)},
    )
    return int(done.rowcount)


async def stop(unit: Unit, about: str, subjects: Mapping[str, str], reason: str, at: datetime) -> int:
    """Stop what waits on these ids: steps to come, and messages to people. Return how many.

    What is of the severity that an id comes with goes on, a rise replaces what was planned before; with none, all ends.
    """
    if not subjects:
        return 0
    given = " FROM unnest(CAST(:ids AS text[]), CAST(:keeps AS text[])) AS given (subject, keep)"
    values = {"about": about, "ids": list(subjects), "keeps": list(subjects.values()), "reason": reason, "at": at}
    steps = await unit.session.execute(
        text(
            f"UPDATE notice SET state = 'stopped', reason = :reason, changed_at = :at{given}"  # noqa: S608
            " WHERE notice.state = 'waiting' AND notice.about = :about AND notice.subject = given.subject"
            " AND notice.severity <> given.keep"
        ),
        values,
    )
    messages = await unit.session.execute(
        text(
            f"UPDATE delivery SET state = 'stopped', answer = :reason{given}"  # noqa: S608
            " WHERE delivery.state = 'waiting' AND delivery.about = :about AND delivery.subject = given.subject"
            " AND delivery.severity <> given.keep AND (delivery.step > 0 OR delivery.person IS NOT NULL)"
        ),
        {name: value for name, value in values.items() if name != "at"},
    )
    return int(steps.rowcount) + int(messages.rowcount)


async def resume(unit: Unit, about: str, subjects: Mapping[str, str], at: datetime) -> int:
    """Let steps wait again that an acknowledgement stopped which was taken back: as long as they had still to wait.

    `subjects` are ids with the severity they have now; all of them are one statement, as a storm brings thousands.
    """
    if not subjects:
        return 0
    done = await unit.session.execute(
        text(
            "UPDATE notice SET state = 'waiting', reason = '', changed_at = :at,"
            " due_at = greatest(due_at, changed_at) + (:at - changed_at)"
            " FROM unnest(CAST(:ids AS text[]), CAST(:severities AS text[])) AS now (subject, severity)"
            " WHERE notice.state = 'stopped' AND notice.reason = 'acknowledged' AND notice.about = :about"
            " AND notice.subject = now.subject AND notice.severity = now.severity"
        ),
        {"about": about, "ids": list(subjects), "severities": list(subjects.values()), "at": at},
    )
    return int(done.rowcount)


async def busy(unit: Unit, at: datetime) -> list[str]:
    """Agencies with something to do now (purpose `platform.channels`)."""
    rows = await unit.session.execute(
        text(
            "SELECT agency_id FROM notice WHERE state = 'waiting' AND due_at <= :at UNION"
            " SELECT agency_id FROM delivery WHERE state IN ('waiting', 'sending') AND next_at <= :at ORDER BY 1"
        ),
        {"at": at},
    )
    return [row.agency_id for row in rows]


async def due(unit: Unit, at: datetime, limit: int) -> list[NoticeRow]:
    """Steps of the agency that are due, the gravest first; locked until the commit."""
    rows = await unit.session.execute(
        text(
            f"SELECT {_NOTICE} FROM notice WHERE state = 'waiting' AND due_at <= :at"  # noqa: S608
            " ORDER BY (severity = 'critical') DESC, due_at, key LIMIT :limit FOR UPDATE SKIP LOCKED"
        ),
        {"at": at, "limit": limit},
    )
    return [NoticeRow(**row) for row in rows.mappings()]


async def finish(unit: Unit, key: str, state: str, reason: str, at: datetime) -> None:
    """A step is done, or stopped."""
    await unit.session.execute(
        text("UPDATE notice SET state = :state, reason = :reason, changed_at = :at WHERE key = :key"),
        {"key": key, "state": state, "reason": reason, "at": at},
    )


async def add_delivery(unit: Unit, values: dict[str, Any]) -> int | None:
    """Add a message; None where it exists already by its key."""
    rows = await unit.session.execute(
        text(
            "INSERT INTO delivery (agency_id, key, notice, channel, about, subject, severity, step, person, address,"
            " name, locale, message, state, next_at, made_at, sent_at, answer) VALUES (:agency, :key, :notice,"
            " :channel, :about, :subject, :severity, :step, :person, :address, :name, :locale,"
            " CAST(:message AS jsonb), :state, :next_at, :made_at, :sent_at, :answer)"
            " ON CONFLICT (agency_id, key) DO NOTHING RETURNING id"
        ),
        {**values, "agency": unit.agency, "message": dump(values["message"])},
    )
    row = rows.first()
    return None if row is None else int(row.id)


async def claim(unit: Unit, at: datetime, until: datetime, limit: int) -> list[DeliveryRow]:
    """Take messages to send; one whose sender died is free again at `until`."""
    rows = await unit.session.execute(
        text(
            "UPDATE delivery SET state = 'sending', attempts = attempts + 1, next_at = :until WHERE id IN"  # noqa: S608
            " (SELECT id FROM delivery WHERE state IN ('waiting', 'sending') AND next_at <= :at"
            " ORDER BY (severity = 'critical') DESC, next_at, id LIMIT :limit FOR UPDATE SKIP LOCKED)"
            f" RETURNING {_DELIVERY}"
        ),
        {"at": at, "until": until, "limit": limit},
    )
    return [DeliveryRow(**row) for row in rows.mappings()]


async def reclaim(unit: Unit, at: datetime) -> int:
    """Free what a sender that died had taken; only the holder of the lease may ask."""
    done = await unit.session.execute(
        text("UPDATE delivery SET state = 'waiting', next_at = :at WHERE state = 'sending'"), {"at": at}
    )
    return int(done.rowcount)


async def settle(
    unit: Unit, key: str, state: str, answer: str, *, next_at: datetime, sent_at: datetime | None, undo: bool = False
) -> None:
    """Note what became of a message. `undo` takes the attempt back: it was only put off."""
    await unit.session.execute(
        text(
            "UPDATE delivery SET state = :state, answer = :answer, next_at = :next_at, sent_at = :sent_at,"
            " attempts = attempts - :undo WHERE key = :key"
        ),
        {
            "key": key, "state": state, "answer": answer.replace("\x00", " ")[:500], "next_at": next_at,
            "sent_at": sent_at, "undo": int(undo),
        },
    )  # fmt: skip


async def sent_since(unit: Unit, channel: str, since: datetime) -> int:
    """How many messages left a channel since then, critical ones aside."""
    found = await unit.session.execute(
        text(
            "SELECT count(*) FROM delivery WHERE channel = :channel AND state = 'sent' AND sent_at >= :since"
            " AND severity <> 'critical' AND about <> 'test'"
        ),
        {"channel": channel, "since": since},
    )
    return int(found.scalar_one())


async def page(
    unit: Unit, *, channel: str, state: str, before: int, limit: int, subject: str = ""
) -> list[DeliveryRow]:
    """Messages, newest first; empty texts mean any."""
    rows = await unit.session.execute(
        text(
            f"SELECT {_DELIVERY} FROM delivery WHERE id < :before AND (:channel = '' OR channel = :channel)"  # noqa: S608
            " AND (:state = '' OR state = :state) AND (:subject = '' OR subject = :subject)"
            " ORDER BY id DESC LIMIT :limit"
        ),
        {"before": before, "channel": channel, "state": state, "subject": subject, "limit": limit},
    )
    return [DeliveryRow(**row) for row in rows.mappings()]


async def one(unit: Unit, id: int) -> DeliveryRow | None:
    """One message."""
    rows = await unit.session.execute(text(f"SELECT {_DELIVERY} FROM delivery WHERE id = :id"), {"id": id})  # noqa: S608
    row = rows.mappings().first()
    return DeliveryRow(**row) if row else None


async def again(unit: Unit, id: int, at: datetime) -> bool:
    """Let a dead message be sent again, under its own key."""
    done = await unit.session.execute(
        text(
            "UPDATE delivery SET state = 'waiting', attempts = 0, next_at = :at, answer = '' WHERE id = :id"
            " AND state = 'dead'"
        ),
        {"id": id, "at": at},
    )
    return done.rowcount == 1


async def counts(unit: Unit, since: datetime) -> dict[str, dict[str, int]]:
    """How many messages of each channel are waiting or dead, and how many left since then."""
    rows = await unit.session.execute(
        text(
            "SELECT channel, count(*) FILTER (WHERE state IN ('waiting', 'sending')) AS waiting,"
            " count(*) FILTER (WHERE state = 'dead') AS dead,"
            " count(*) FILTER (WHERE state = 'sent' AND sent_at >= :since) AS sent FROM delivery GROUP BY channel"
        ),
        {"since": since},
    )
    return {row.channel: {"waiting": row.waiting, "dead": row.dead, "sent": row.sent} for row in rows}


async def mine(unit: Unit, person: str, limit: int) -> list[DeliveryRow]:
    """Notices in the console for a person, newest first."""
    rows = await unit.session.execute(
        text(
            f"SELECT {_DELIVERY} FROM delivery d WHERE state = 'sent' AND (person = :person OR person IS NULL)"  # noqa: S608
            " AND EXISTS (SELECT 1 FROM channel c WHERE c.id = d.channel AND c.type = 'console')"
            " ORDER BY id DESC LIMIT :limit"
        ),
        {"person": person, "limit": limit},
    )
    return [DeliveryRow(**row) for row in rows.mappings()]


async def see(unit: Unit, person: str, up_to: int, ids: Sequence[int], at: datetime | None) -> None:
    """A person has seen their own notices up to an id, and those of `ids`; without a time they are unread again."""
    await unit.session.execute(
        text(
            "UPDATE delivery SET seen_at = :at WHERE person = :person AND (id <= :up_to OR id = ANY(:ids))"
            " AND (seen_at IS NULL) <> (CAST(:at AS timestamptz) IS NULL)"
        ),
        {"person": person, "up_to": up_to, "ids": list(ids), "at": at},
    )


async def position(unit: Unit) -> int | None:
    """How far events were followed; None at the very first start."""
    found = await unit.session.execute(text("SELECT sequence FROM notify_position"))
    value = found.scalar_one_or_none()
    return None if value is None else int(value)


async def save_position(unit: Unit, sequence: int, at: datetime) -> None:
    """Remember how far events were followed."""
    await unit.session.execute(
        text(
            "INSERT INTO notify_position (agency_id, sequence, at) VALUES (:agency, :sequence, :at)"
            " ON CONFLICT (agency_id) DO UPDATE SET sequence = excluded.sequence, at = excluded.at"
        ),
        {"agency": unit.agency, "sequence": sequence, "at": at},
    )
