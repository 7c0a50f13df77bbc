"""From steps that are due to messages, and from messages to channels, with back-off and dead letters."""

import asyncio
import logging
from datetime import datetime, timedelta
from typing import Any, Final

from pydantic import ValidationError

from impetus.channels import deliveries_repository as deliveries
from impetus.channels import messages, repository, subjects_repository, words
from impetus.channels.discovery import ChannelKinds
from impetus.channels.follow import PURPOSE, platform
from impetus.channels.people import told
from impetus.channels.records import ChannelRow, DeliveryRow, NoticeRow, RuleRow, Subject
from impetus.channels.rules import About, quiet_until
from impetus.contracts.channel import Channel, Recipient, Refused
from impetus.kit.errors import ImpetusError, NotFound
from impetus.kit.ids import derived_id
from impetus.kit.times import as_datetime
from impetus.model.alert import Severity
from impetus.observations.sources import secrets
from impetus.storage.unit import Unit, UnitOfWork

_log = logging.getLogger(__name__)

BACK_OFF_S: Final = (5, 15, 60, 300, 900, 1800, 3600, 3600)
"""Waits between attempts; after the last the message is a dead letter."""
AT_ONCE: Final = 16
_LOOK_S: Final = 0.2
_LEASE: Final = timedelta(minutes=3)


class Deliverer:
    """Makes and sends messages of all agencies."""

    def __init__(self, uow: UnitOfWork, kinds: ChannelKinds) -> None:
        self._uow, self._kinds = uow, kinds
        self._reclaimed: set[str] = set()
        self._begun = False

    def _now(self) -> datetime:
        return as_datetime(self._uow.clock.now_ms())

    async def look(self) -> int:
        """Do once what is due in every agency; return how much that was."""
        async with platform(self._uow) as unit:
            # what a sender that died had taken is looked for once, before its time
            agencies = await deliveries.busy(unit, self._now() if self._begun else self._now() + _LEASE)
        self._begun = True
        return sum([await self.work(agency) for agency in agencies])

    async def work(self, agency: str) -> int:
        """Do once what is due in one agency."""
        if agency not in self._reclaimed:
            async with self._unit(agency) as unit:
                await deliveries.reclaim(unit, self._now())
            self._reclaimed.add(agency)
        async with self._unit(agency) as unit:
            made = await self._fulfil(unit)
        async with self._unit(agency) as unit:
            now = self._now()
            taken = await deliveries.claim(unit, now, now + _LEASE, AT_ONCE)
        await asyncio.gather(*(self._send(agency, row) for row in taken))
        return made + len(taken)

    def _unit(self, agency: str) -> Any:
        return self._uow(agency=agency, purpose=PURPOSE, actor="platform")

    async def _fulfil(self, unit: Unit) -> int:
        """Turn the agency's due steps into messages, in one transaction."""
        now = self._now()
        due = await deliveries.due(unit, now, 100)
        if not due:
            return 0
        rules = {rule.id: rule for rule in await repository.rules(unit)}
        channels = {channel.id: channel for channel in await repository.channels(unit)}
        known: dict[tuple[str, str], Subject] = {}
        kinds: tuple[About, ...] = ("alert", "incident")
        for about in kinds:
            ids = [notice.subject for notice in due if notice.about == about]
            found = await subjects_repository.subjects(unit, about, ids)
            known.update({(about, id): subject for id, subject in found.items()})
        for notice in due:
            rule, subject = rules.get(notice.rule), known.get((notice.about, notice.subject))
            if rule is None or not rule.enabled or subject is None or notice.step >= len(rule.steps):
                await deliveries.finish(unit, notice.key, "stopped", "rule gone", now)
            elif not subject.fact.open:
                await deliveries.finish(unit, notice.key, "stopped", "acknowledged", now)
            else:
                await self._one(unit, notice, rule, subject, channels.get(rule.steps[notice.step].channel), now)
        return len(due)

    async def _one(
        self, unit: Unit, notice: NoticeRow, rule: RuleRow, subject: Subject, channel: ChannelRow | None, now: datetime
    ) -> None:
        step = rule.steps[notice.step]
        kind = self._kinds.types.get(channel.type) if channel is not None else None
        if channel is None or kind is None or not channel.enabled:
            await deliveries.finish(unit, notice.key, "stopped", "channel off", now)
            await self._note(unit, notice, "notify_failed", {"rule": rule.name, "note": rule.name}, now)
            return
        recipients = await told(unit, channel, kind, step.to, subject.fact.kind)
        for person, recipient in recipients:
            await self._deliver(unit, notice, rule, subject, channel, kind, person, recipient, now)
        if channel.type == "console" and recipients:
            await repository.set_state(unit, channel.id, "fresh", words.SENT, now)
        await deliveries.finish(unit, notice.key, "done", "" if recipients else "nobody", now)
        names = [recipient.name for _, recipient in recipients]
        note = f"{channel.name} → {', '.join(names[:5])}" + (f" +{len(names) - 5}" if len(names) > 5 else "")
        detail = {"rule": rule.name, "channel": channel.name, "to": names, "step": notice.step + 1, "note": note}
        await self._note(unit, notice, "notified" if names else "notify_failed", detail, now)
        unit.emit("delivery", {"channel": channel.id})

    async def _deliver(
        self, unit: Unit, notice: NoticeRow, rule: RuleRow, subject: Subject, channel: ChannelRow,
        kind: type[Channel], person: str | None, recipient: Recipient, now: datetime,
    ) -> None:  # fmt: skip
        key = derived_id("dlv", unit.agency, notice.key, channel.id, person or "", recipient.address)
        shown = channel.type == "console"
        lacking = bool(kind.needs) and not recipient.address
        wait = None if shown else quiet_until(channel.quiet, Severity(notice.severity), now)
        id = await deliveries.add_delivery(
            unit,
            {
                "key": key,
                "notice": notice.key,
                "channel": channel.id,
                "about": notice.about,
                "subject": notice.subject,
                "severity": notice.severity,
                "step": notice.step,
                "person": person,
                "address": recipient.address,
                "name": recipient.name,
                "locale": recipient.locale,
                "message": messages.of_subject(
                    subject, key=key, agency=unit.agency, address=self._kinds.address, locale=recipient.locale,
                    step=notice.step, rule=rule.name, now=now,
                ),
                "state": "sent" if shown else "dead" if lacking else "waiting",
                "next_at": wait or now,
                "made_at": now,
                "sent_at": now if shown else None,
                "answer": "shown" if shown else words.NO_ADDRESS if lacking else "",
            },
        )  # fmt: skip
        if shown and id is not None:
            unit.emit("notice", {"id": id, "person": person})

    async def _note(self, unit: Unit, notice: NoticeRow, what: str, detail: dict[str, Any], now: datetime) -> None:
        if notice.about == "alert":
            await subjects_repository.note(unit, notice.subject, what, detail, now)
            unit.emit("alert", {"id": notice.subject})

    async def _send(self, agency: str, row: DeliveryRow) -> None:
        """Send one message that was claimed, and note what became of it."""
        async with self._unit(agency) as unit:
            channel = await repository.channel(unit, row.channel)
            if channel is None or not channel.enabled:
                await self._settle(unit, row, "dead", "The channel is switched off.")
                return
            put_off = await self._put_off(unit, channel, row)
            if put_off is not None:
                await deliveries.settle(unit, row.key, "waiting", "", next_at=put_off, sent_at=None, undo=True)
                return
        state, answer = await attempt(self._kinds, channel, row)
        async with self._unit(agency) as unit:
            if state == "waiting" and row.attempts > len(BACK_OFF_S):
                state = "dead"
            await self._settle(unit, row, state, answer)
            ok = state == "sent"
            reason = words.SENT if ok else words.filled(words.FAILED, why=answer)
            await repository.set_state(unit, channel.id, "fresh" if ok else "blind", reason, self._now())

    async def _put_off(self, unit: Unit, channel: ChannelRow, row: DeliveryRow) -> datetime | None:
        """Until when a message waits for quiet hours or for its turn; None where it may go."""
        now = self._now()
        wait = quiet_until(channel.quiet, Severity(row.severity), now)
        if wait is not None or row.severity == "critical":
            return wait
        sent = await deliveries.sent_since(unit, channel.id, now - timedelta(hours=1))
        return now + timedelta(seconds=60) if sent >= channel.most_per_hour else None

    async def _settle(self, unit: Unit, row: DeliveryRow, state: str, answer: str) -> None:
        now = self._now()
        wait = timedelta(seconds=BACK_OFF_S[min(row.attempts, len(BACK_OFF_S)) - 1])
        await deliveries.settle(
            unit, row.key, state, answer, next_at=now + wait, sent_at=now if state == "sent" else None
        )
        if state == "dead" and row.about == "alert":
            detail = {"to": [row.name], "note": f"{row.name}: {answer}", "step": row.step + 1}
            await subjects_repository.note(unit, row.subject, "notify_failed", detail, now)
        unit.emit("delivery", {"channel": row.channel})


async def attempt(kinds: ChannelKinds, channel: ChannelRow, row: DeliveryRow) -> tuple[str, str]:
    """Send a message once; return the state it is in now (sent, waiting or dead) and the answer in words."""
    try:
        ready = opened(kinds, channel)
        recipient = Recipient(address=row.address, name=row.name, locale=row.locale)
        return "sent", await ready.send(messages.message(row), recipient)
    except Refused as fault:
        return "dead", str(fault)
    except (ImpetusError, ValidationError) as fault:
        return "dead", fault.problem if isinstance(fault, ImpetusError) else "The settings are not complete."
    except Exception as fault:  # whatever a channel does, the others go on
        _log.info("the channel %s of %s: %r", channel.id, channel.agency, fault)
        return "waiting", (str(fault) or type(fault).__name__)[:300]


def opened(kinds: ChannelKinds, channel: ChannelRow) -> Channel:
    """Return a channel ready to send. Raise NotFound, Unavailable or ValidationError where it cannot be used."""
    kind = kinds.types.get(channel.type)
    if kind is None:
        raise NotFound(f"There is no type of channel {channel.type!r}.", remedy="Install its package again.")
    plain = secrets.opened(channel.settings, kinds.seal, for_=f"{channel.agency}/{channel.id}")
    return kind(kind.Settings.model_validate(plain), kinds.guard)


async def run(deliverer: Deliverer) -> None:
    """Deliver until cancelled."""
    while True:
        try:
            done = await deliverer.look()
        except ImpetusError as fault:
            _log.debug("deliveries wait: %r", fault)
            done = 0
        await asyncio.sleep(0 if done else _LOOK_S)
