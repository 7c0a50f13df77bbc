"""Making and changing channels, rules and contacts; tests; previews."""

import asyncio
from collections.abc import Mapping
from datetime import datetime
from itertools import pairwise
from typing import Any
from zoneinfo import ZoneInfo

from pydantic import BaseModel, ValidationError

from impetus.channels import deliver, messages, repository, sentences, words
from impetus.channels import deliveries_repository as deliveries
from impetus.channels.discovery import ChannelKinds
from impetus.channels.people import told
from impetus.channels.records import ChannelRow, DeliveryRow, RuleRow
from impetus.channels.rules import Fact, NotifyConditions, NotifyStep, QuietHours, matches, quiet_until
from impetus.channels.sentences import Would
from impetus.kit.errors import BadInput, Conflict, NotFound
from impetus.kit.ids import new_id
from impetus.kit.times import as_datetime
from impetus.model.alert import Severity
from impetus.observations.sources import secrets
from impetus.people.access import Caller
from impetus.storage.unit import Unit


async def get(unit: Unit, id: str) -> ChannelRow:
    """Return a channel of the agency; raise NotFound."""
    found = await repository.channel(unit, id)
    if found is None:
        raise NotFound("There is no such channel.", remedy="Load the list of channels anew.", field="id")
    return found


async def save(
    unit: Unit, kinds: ChannelKinds, id: str | None, values: Mapping[str, Any], quiet: QuietHours
) -> ChannelRow:
    """Make a channel (`id` None) or change one. Raise BadInput naming the field, Conflict where the type changes."""
    before = await get(unit, id) if id is not None else None
    made = id or new_id("chn", unit.clock)
    kind = kinds.types.get(values["type"])
    if kind is None:
        known = ", ".join(sorted(kinds.types))
        raise BadInput("There is no such type of channel.", remedy=f"Choose one of {known}.", field="type")
    if before is not None and before.type != kind.id:
        raise Conflict("The type of a channel cannot change.", remedy="Make a new channel.", field="type")
    for_ = f"{unit.agency}/{made}"
    given: Mapping[str, Any] = values["settings"]
    if before is not None:
        given = secrets.merged(given, before.settings, kind.Settings, kinds.seal, for_=for_)
    checked = await asyncio.to_thread(checked_settings, kind.Settings, given)  # some load a large library
    stored = {**values, "settings": secrets.sealed(checked, kinds.seal, for_=for_), "quiet": quiet.model_dump()}
    await repository.put_channel(unit, made, stored, as_datetime(unit.clock.now_ms()))
    unit.emit("delivery", {"channel": made})
    unit.audit(f"channel.{'changed' if before else 'made'}", made, name=values["name"], type=kind.id)
    return await get(unit, made)


def checked_settings(model: type[BaseModel], given: Mapping[str, Any]) -> BaseModel:
    """Return checked settings of a type; raise BadInput naming the field."""
    try:
        return model.model_validate(dict(given))
    except ValidationError as fault:
        first = fault.errors()[0]
        where = ".".join(["settings", *(str(part) for part in first["loc"])])
        problem = str(first["msg"]).removeprefix("Value error, ")
        raise BadInput(
            f"{problem[:1].upper()}{problem[1:300]}.", remedy="Correct the field.", field=where[:200]
        ) from fault


async def remove(unit: Unit, id: str) -> None:
    """Take a channel away; raise NotFound, or Conflict while a rule uses it."""
    await get(unit, id)
    using = [rule.name for rule in await repository.rules(unit) if any(step.channel == id for step in rule.steps)]
    if using:
        raise Conflict(f"The rule “{using[0]}” uses this channel.", remedy="Change the rule first.", field="id")
    await repository.remove_channel(unit, id, as_datetime(unit.clock.now_ms()))
    unit.emit("delivery", {"channel": id})
    unit.audit("channel.removed", id)


async def test(caller: Caller, kinds: ChannelKinds, id: str, address: str) -> tuple[bool, str]:
    """Send a test now; return whether it left, and the answer in words. The test is kept among the messages."""
    async with caller.unit() as unit:
        channel = await get(unit, id)
        kind = kinds.types.get(channel.type)
        own = next((one for one in await repository.contacts(unit) if one.person == caller.person.id), None)
    if kind is None:
        raise NotFound("There is no such type of channel.", remedy="Install its package again.", field="type")
    if kind.needs == "email" and not address:
        address = own.email if own else ""
        if not address:
            raise BadInput("There is no address to test with.", remedy="Enter an e-mail address.", field="address")
    now = as_datetime(caller.uow.clock.now_ms())
    key = new_id("dlv", caller.uow.clock)
    row = DeliveryRow(
        id=0, key=key, notice=None, channel=id, about="test", subject="", severity="info", step=0,
        person=caller.person.id if channel.type == "console" else None, address=address,
        name=address or channel.name, locale=caller.locale,
        message=messages.of_test(
            channel.name, key=key, agency=caller.agency, address=kinds.address, locale=caller.locale, now=now
        ),
        state="sending", attempts=1, next_at=now, made_at=now, sent_at=None, seen_at=None, answer="",
    )  # fmt: skip
    state, answer = await deliver.attempt(kinds, channel, row)
    sent = state == "sent"
    async with caller.unit() as unit:
        values = {name: getattr(row, name) for name in row.__struct_fields__ if name not in ("id", "attempts")}
        values |= {"state": "sent" if sent else "dead", "answer": answer[:500], "sent_at": now if sent else None}
        made = await deliveries.add_delivery(unit, values)
        reason = words.SENT if sent else words.filled(words.FAILED, why=answer)
        await repository.set_state(unit, id, "fresh" if sent else "blind", reason, now)
        if channel.type == "console":
            unit.emit("notice", {"id": made, "person": caller.person.id})
        unit.emit("delivery", {"channel": id})
        unit.audit("channel.tested", id, sent=sent)
    return sent, answer


async def save_rule(
    unit: Unit, id: str | None, *, name: str, enabled: bool, conditions: NotifyConditions, steps: list[NotifyStep]
) -> RuleRow:
    """Make a rule (`id` None) or change one. Raise NotFound, BadInput where a step's channel is not there."""
    if id is not None and await repository.rule(unit, id) is None:
        raise NotFound("There is no such rule.", remedy="Load the list of rules anew.", field="id")
    channels = {channel.id for channel in await repository.channels(unit)}
    people = {contact.person for contact in await repository.contacts(unit)}
    for number, step in enumerate(steps):
        if step.channel not in channels:
            raise BadInput(
                "There is no such channel.", remedy="Choose one of the list.", field=f"steps.{number}.channel"
            )
        if any(receiver.kind == "person" and receiver.id not in people for receiver in step.to):
            raise BadInput("There is no such person.", remedy="Choose one of the list.", field=f"steps.{number}.to")
    if any(after.after_s < before.after_s for before, after in pairwise(steps)):
        raise BadInput("A step is earlier than the one before.", remedy="Put them in order.", field="steps")
    made = id or new_id("rul", unit.clock)
    values = {
        "name": name,
        "enabled": enabled,
        "conditions": conditions.model_dump(mode="json"),
        "steps": [step.model_dump(mode="json") for step in steps],
    }
    await repository.put_rule(unit, made, values, as_datetime(unit.clock.now_ms()))
    unit.emit("delivery", {"rule": made})
    unit.audit(f"notify_rule.{'changed' if id else 'made'}", made, name=name)
    found = await repository.rule(unit, made)
    assert found is not None
    return found


async def remove_rule(unit: Unit, id: str) -> None:
    """Take a rule away; steps that wait are stopped when they are due. Raise NotFound."""
    if not await repository.remove_rule(unit, id, as_datetime(unit.clock.now_ms())):
        raise NotFound("There is no such rule.", remedy="Load the list of rules anew.", field="id")
    unit.emit("delivery", {"rule": id})
    unit.audit("notify_rule.removed", id)


async def would(
    unit: Unit, kinds: ChannelKinds, fact: Fact, at: datetime, locale: str, rules: list[RuleRow] | None = None
) -> list[Would]:
    """Who would be told of something that happens at a time, step by step."""
    channels = {channel.id: channel for channel in await repository.channels(unit)}
    found: list[Would] = []
    for rule in rules if rules is not None else await repository.rules(unit):
        if not (rule.enabled and matches(rule.conditions, fact)):
            continue
        for step in rule.steps:
            channel = channels.get(step.channel)
            kind = kinds.types.get(channel.type) if channel is not None else None
            if channel is None or kind is None or not channel.enabled:
                said = channel.name if channel else step.channel
                problem = sentences.NO_CHANNEL.in_(locale)
                found.append(Would(rule=rule.name, after_s=step.after_s, channel=said, to=[], problem=problem))
                continue
            people = [recipient for _, recipient in await told(unit, channel, kind, step.to, fact.kind)]
            without = [one.name for one in people if kind.needs and not one.address]
            problem = "" if people else sentences.NO_PEOPLE.in_(locale)
            if without:
                problem = sentences.NO_ADDRESSES.in_(locale).format(names=sentences.people_in(without, locale))
            due = as_datetime(int(at.timestamp() * 1000) + step.after_s * 1000)
            held = None if channel.type == "console" else quiet_until(channel.quiet, fact.severity, due)
            zone = ZoneInfo(channel.quiet.zone)
            found.append(
                Would(
                    rule=rule.name,
                    after_s=step.after_s,
                    channel=channel.name,
                    to=[one.name for one in people],
                    held_until=held.astimezone(zone).strftime("%H:%M") if held else "",
                    problem=problem,
                )
            )
    return sorted(found, key=lambda step: step.after_s)


async def said(unit: Unit, kinds: ChannelKinds, rule: RuleRow, locale: str) -> str:
    """What a rule does, in one sentence, whatever its area and however it is switched."""
    severity = rule.conditions.minimum
    about = rule.conditions.about[0]
    any_place = rule.conditions.model_copy(update={"area": [], "kinds": [], "tools": []})
    fact = sample(about, severity)
    copy = RuleRow(
        id=rule.id, name=rule.name, enabled=True, conditions=any_place, steps=rule.steps,
        changed_at=rule.changed_at, changed_by=rule.changed_by,
    )  # fmt: skip
    steps = await would(unit, kinds, fact, as_datetime(unit.clock.now_ms()), locale, [copy])
    return sentences.sentence(about, severity, steps, locale)


def sample(about: Any, severity: Severity, kind: str = "", tool: str = "") -> Fact:
    """Something that could happen."""
    return Fact(about=about, id="", severity=severity, kind=kind, tool=tool, shown=True, open=True)
