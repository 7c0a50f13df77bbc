"""Channels, rules, deliveries and contacts; with public warnings, exports and imports beside them."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from typing import Annotated, Literal
from zoneinfo import ZoneInfo

from fastapi import APIRouter, Depends, FastAPI, Path, Query, Request

from impetus.agencies import service as agencies
from impetus.channels import deliveries_repository as deliveries
from impetus.channels import repository, sentences, service
from impetus.channels.discovery import ChannelKinds
from impetus.channels.schemas import (
    ChannelIn,
    ChannelOut,
    ChannelTestIn,
    ChannelTestOut,
    ChannelTypeOut,
    ContactIn,
    ContactOut,
    DeliveryOut,
    DeliveryPage,
    NoticeOut,
    NotifyRuleIn,
    NotifyRuleOut,
    RulePreviewIn,
    RulePreviewOut,
    RulePreviewStepOut,
    SeenIn,
    channel_out,
    contact_out,
    delivery_out,
    notice_out,
    rule_out,
    type_out,
)
from impetus.channels.transfers.endpoints import router as transfers
from impetus.channels.warnings.endpoints import router as warnings
from impetus.kit.errors import Conflict, NotFound
from impetus.kit.fields import MAX_INT
from impetus.kit.paging import LIMIT, MAX_LIMIT, decode_cursor, encode_cursor
from impetus.kit.times import as_datetime, parse_iso
from impetus.people.access import Caller, SignedIn, permitted
from impetus.people.permissions import Permission

router = APIRouter()
channels = APIRouter(tags=["channels"])

Viewer = Annotated[Caller, Depends(permitted(Permission.SEE_CHANNELS))]
Manager = Annotated[Caller, Depends(permitted(Permission.MANAGE_CHANNELS))]
Id = Annotated[str, Path(max_length=64)]
DeliveryId = Annotated[int, Path(ge=0, le=MAX_INT)]


@asynccontextmanager
async def lifespan(app: FastAPI) -> AsyncIterator[None]:
    """Find the types of channels when the server starts."""
    app.state.channel_kinds = ChannelKinds.load(app.state.settings, app.state.clock)
    yield


def channel_kinds(request: Request) -> ChannelKinds:
    """The process's types of channels."""
    found: ChannelKinds = request.app.state.channel_kinds
    return found


Kinds = Annotated[ChannelKinds, Depends(channel_kinds)]


@channels.get("/channel-types")
async def channel_types(caller: Viewer, kinds: Kinds) -> list[ChannelTypeOut]:
    """The types of channels with the schemas of their settings."""
    return [type_out(kind, caller.locale) for kind in kinds.types.values()]


@channels.get("/channels")
async def every_channel(caller: Viewer) -> list[ChannelOut]:
    """Every channel with its state and how many messages left, wait or are dead."""
    async with caller.unit() as unit:
        day = as_datetime(unit.clock.now_ms()) - timedelta(hours=24)
        counts = await deliveries.counts(unit, day)
        return [channel_out(row, counts.get(row.id, {}), caller.locale) for row in await repository.channels(unit)]


@channels.post("/channels", status_code=201)
async def make_channel(body: ChannelIn, caller: Manager, kinds: Kinds) -> ChannelOut:
    """Make a channel."""
    async with caller.unit() as unit:
        row = await service.save(unit, kinds, None, body.model_dump(exclude={"quiet"}), body.quiet)
    return channel_out(row, {}, caller.locale)


@channels.post("/channels/preview")
async def preview(body: RulePreviewIn, caller: Viewer, kinds: Kinds) -> RulePreviewOut:
    """Who would be told of something, now or at a time."""
    async with caller.unit() as unit:
        now = as_datetime(unit.clock.now_ms())
        at = parse_iso(body.at, field="at") if body.at else now
        fact = service.sample(body.about, body.severity, body.kind or "", body.tool or "")
        found = await service.would(unit, kinds, fact, at, caller.locale)
    zones = {agency.id: agency.time_zone for agency in await agencies.every(caller.uow)}
    local = at.astimezone(ZoneInfo(zones.get(caller.agency, "UTC"))).strftime("%H:%M") if body.at else ""
    return RulePreviewOut(
        sentence=sentences.sentence(body.about, body.severity, found, caller.locale, time=local),
        steps=[
            RulePreviewStepOut(
                rule=step.rule,
                after_s=step.after_s,
                channel=step.channel,
                to=step.to,
                held_until=step.held_until or None,
                problem=step.problem,
            )
            for step in found
        ],
    )


@channels.get("/channels/rules")
async def rules(caller: Viewer, kinds: Kinds) -> list[NotifyRuleOut]:
    """Every rule of notification, each with what it says in a sentence."""
    async with caller.unit() as unit:
        found = await repository.rules(unit)
        return [rule_out(row, await service.said(unit, kinds, row, caller.locale)) for row in found]


@channels.post("/channels/rules", status_code=201)
async def make_rule(body: NotifyRuleIn, caller: Manager, kinds: Kinds) -> NotifyRuleOut:
    """Make a rule; it holds for what happens from now on."""
    async with caller.unit() as unit:
        row = await service.save_rule(
            unit, None, name=body.name, enabled=body.enabled, conditions=body.conditions, steps=body.steps
        )
        return rule_out(row, await service.said(unit, kinds, row, caller.locale))


@channels.put("/channels/rules/{id}")
async def change_rule(id: Id, body: NotifyRuleIn, caller: Manager, kinds: Kinds) -> NotifyRuleOut:
    """Change a rule."""
    async with caller.unit() as unit:
        row = await service.save_rule(
            unit, id, name=body.name, enabled=body.enabled, conditions=body.conditions, steps=body.steps
        )
        return rule_out(row, await service.said(unit, kinds, row, caller.locale))


@channels.delete("/channels/rules/{id}", status_code=204)
async def remove_rule(id: Id, caller: Manager) -> None:
    """Take a rule away."""
    async with caller.unit() as unit:
        await service.remove_rule(unit, id)


@channels.get("/channels/contacts")
async def contacts(caller: Manager) -> list[ContactOut]:
    """The agency's people and how they are reached. Who looks is written down."""
    async with caller.unit() as unit:
        found = await repository.contacts(unit)
        unit.audit("contacts.read", count=len(found))
        return [contact_out(row) for row in found]


@channels.put("/channels/contacts/{id}")
async def change_contact(id: Id, body: ContactIn, caller: Manager) -> ContactOut:
    """Change how a person is reached."""
    async with caller.unit() as unit:
        now = as_datetime(unit.clock.now_ms())
        if not await repository.put_contact(unit, id, body.email, body.on_call, now):
            raise NotFound("There is no such person.", remedy="Load the list anew.", field="id")
        unit.audit("contact.changed", id, on_call=body.on_call)
        found = next((row for row in await repository.contacts(unit) if row.person == id), None)
    if found is None:
        raise NotFound("This person's account is closed.", remedy="Choose another.", field="id")
    return contact_out(found)


@channels.get("/channels/deliveries")
async def list_deliveries(
    caller: Viewer,
    channel: Annotated[str, Query(max_length=64)] = "",
    subject: Annotated[str, Query(max_length=64)] = "",
    state: Literal["", "waiting", "sending", "sent", "dead", "stopped"] = "",
    cursor: Annotated[str, Query(max_length=100)] = "",
    limit: Annotated[int, Query(ge=1, le=MAX_LIMIT)] = LIMIT,
) -> DeliveryPage:
    """Messages and what became of them, newest first; `state=dead` lists the dead letters."""
    before = decode_cursor(cursor, 1)[0] if cursor else MAX_INT
    async with caller.unit() as unit:
        rows = await deliveries.page(
            unit, channel=channel, state=state, before=before, limit=limit + 1, subject=subject
        )
    more = len(rows) > limit
    rows = rows[:limit]
    return DeliveryPage(items=[delivery_out(row) for row in rows], next=encode_cursor(rows[-1].id) if more else None)


@channels.post("/channels/deliveries/{id}/again")
async def send_again(id: DeliveryId, caller: Manager) -> DeliveryOut:
    """Send a dead letter again, under its own key."""
    async with caller.unit() as unit:
        if await deliveries.one(unit, id) is None:
            raise NotFound("There is no such message.", remedy="Load the list anew.", field="id")
        if not await deliveries.again(unit, id, as_datetime(unit.clock.now_ms())):
            raise Conflict("This message is no dead letter.", remedy="Load the list anew.", field="id")
        found = await deliveries.one(unit, id)
        assert found is not None
        unit.emit("delivery", {"channel": found.channel})
        unit.audit("delivery.again", found.key, channel=found.channel)
        return delivery_out(found)


@channels.put("/channels/{id}")
async def change_channel(id: Id, body: ChannelIn, caller: Manager, kinds: Kinds) -> ChannelOut:
    """Change a channel."""
    async with caller.unit() as unit:
        row = await service.save(unit, kinds, id, body.model_dump(exclude={"quiet"}), body.quiet)
        day = as_datetime(unit.clock.now_ms()) - timedelta(hours=24)
        counts = await deliveries.counts(unit, day)
    return channel_out(row, counts.get(id, {}), caller.locale)


@channels.delete("/channels/{id}", status_code=204)
async def remove_channel(id: Id, caller: Manager) -> None:
    """Take a channel away; what was sent through it stays."""
    async with caller.unit() as unit:
        await service.remove(unit, id)


@channels.post("/channels/{id}/test")
async def test_channel(id: Id, body: ChannelTestIn, caller: Manager, kinds: Kinds) -> ChannelTestOut:
    """Send a test now and say what the other side answered."""
    ok, answer = await service.test(caller, kinds, id, body.address)
    return ChannelTestOut(ok=ok, answer=answer)


@channels.get("/notices")
async def notices(caller: SignedIn, limit: Annotated[int, Query(ge=1, le=200)] = 50) -> list[NoticeOut]:
    """Notices in the console for the caller, newest first."""
    async with caller.unit() as unit:
        return [notice_out(row) for row in await deliveries.mine(unit, caller.person.id, limit)]


@channels.post("/notices/seen", status_code=204)
async def see_notices(body: SeenIn, caller: SignedIn) -> None:
    """The caller has seen their notices up to one, or some; or has them as unread again."""
    async with caller.unit() as unit:
        at = as_datetime(unit.clock.now_ms()) if body.seen else None
        await deliveries.see(unit, caller.person.id, body.up_to, body.ids, at)


router.include_router(channels)
router.include_router(warnings)
router.include_router(transfers)
