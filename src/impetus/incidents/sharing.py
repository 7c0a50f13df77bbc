"""Who else sees an incident: by hand, by the agency's rules, and other installations."""

from collections.abc import Iterable, Sequence

from impetus.agencies import service as agencies
from impetus.alerts.records import Summary
from impetus.incidents import federation_repository, goals, parts_repository, repository
from impetus.incidents.desk import Desk, must_be_home, working
from impetus.incidents.records import Share
from impetus.incidents.sentences import PART_NAMES, listed, said
from impetus.incidents.words import PARTS, Part
from impetus.kit.errors import BadInput, Conflict, NotFound
from impetus.kit.masking import mask
from impetus.people.access import Caller
from impetus.storage.unit import Unit


def ordered(parts: Iterable[Part]) -> list[Part]:
    """Return parts in their order, with the summary that the others hang on."""
    wanted = {*parts, "summary"}
    return [part for part in PARTS if part in wanted]


async def share(caller: Caller, incident: str, agency: str, parts: Sequence[Part], reason: str) -> None:
    """Let an agency of this installation see an incident of one's own, in these parts from now on.

    Raise NotFound, BadInput for an agency that is not there, Conflict where another agency has the incident.
    """
    known = {one.id: one.name for one in await agencies.every(caller.uow)}
    async with caller.unit() as unit:
        desk = await working(caller, unit, incident)
        must_be_home(desk)
        if agency == unit.agency or agency not in known:
            raise BadInput("There is no such other agency.", remedy="Pick one from the list.", field="agency")
        before = {one.guest: one for one in await parts_repository.shares(unit, [incident])}.get(agency)
        if before and before.revoked_at is None and before.parts == ordered(parts):
            return
        await _give(desk, agency, known[agency], ordered(parts), None, mask(reason).text)


async def _give(desk: Desk, agency: str, name: str, parts: list[Part], rule: str | None, reason: str) -> None:
    unit, id = desk.unit, desk.incident.id
    await parts_repository.share(
        unit, incident=id, guest=agency, guest_name=name, parts=parts, rule=rule, reason=reason,
        by=desk.person.id if desk.person and rule is None else None, at=desk.now,
    )  # fmt: skip
    await repository.add_sub(
        unit, agency=agency, home=unit.agency, incident=id, name=name, at=desk.now, started=desk.now,
        acknowledged=None, owner=None,
    )  # fmt: skip
    words = listed([PART_NAMES[part] for part in parts])
    sentence = (
        said("share.rule", agency=name, parts=words, rule=rule) if rule else said("share", agency=name, parts=words)
    )
    after = await desk.again()
    await after.tell("shared", "share", sentence, agency=agency, parts=parts, rule=rule, reason=reason)
    if desk._touched:  # the consoles of the others were told before this agency took part
        unit.emit("incident", {"id": id, "root": desk.incident.root}, agency=agency)


async def unshare(caller: Caller, incident: str, agency: str) -> None:
    """End a share; the agency sees nothing of the incident from then on. Raise NotFound, Conflict."""
    async with caller.unit() as unit:
        desk = await working(caller, unit, incident)
        must_be_home(desk)
        name = desk.name_of(agency)
        if not any(one.guest == agency and one.revoked_at is None for one in await _shares(desk)):
            raise NotFound("The incident is not shared with that agency.", remedy="Look at it again.")
        await desk.tell("unshared", "share", said("share.ended", agency=name), agency=agency)
        await unit.flush()  # told while it still takes part: its consoles fetch anew, and find nothing
        await parts_repository.revoke(unit, incident, agency, desk.now)
        await repository.change_sub(unit, agency, incident, {"active": False})
        after = await desk.again()
        if after.incident.closed_at is not None and desk.incident.closed_at is None:
            await after.tell("closed_by_all", "stage", said("closed.all"))


async def _shares(desk: Desk) -> list[Share]:
    return await parts_repository.shares(desk.unit, [desk.incident.id])


async def by_rule(desk: Desk, alerts: Sequence[Summary]) -> None:
    """Share an incident at home here as the agency's rules say. What a person ended stays ended."""
    if not desk.home:
        return
    settings = await goals.current(desk.unit)
    rules = goals.matching(settings.sharing, desk.incident.severity, desk.incident.place, alerts)
    known = {one.guest: one for one in await _shares(desk)}
    for rule in rules:
        if rule.agency == desk.unit.agency or rule.agency in known:
            continue
        await _give(desk, rule.agency, rule.agency_name or rule.agency, ordered(rule.parts), rule.name, "")
        known = {one.guest: one for one in await _shares(desk)}


async def copy(unit: Unit, of: str, to: Desk) -> None:
    """Share an incident as another one is shared, where it is not yet."""
    known = {one.guest for one in await _shares(to) if one.revoked_at is None}
    for one in await parts_repository.shares(unit, [of]):
        if one.revoked_at is None and one.guest not in known:
            await _give(await to.again(), one.guest, one.guest_name, ordered(one.parts), one.rule, one.reason)


async def own_name(unit: Unit) -> str:
    """The name of the unit's agency."""
    return await federation_repository.own_name(unit)


async def partner_names(unit: Unit) -> dict[str, str]:
    """Names of the agency's partner installations by id."""
    return {one.id: one.name for one in await federation_repository.partners(unit)}


async def federated(unit: Unit, incident: str) -> list[str]:
    """Names of the installations that an incident is shared with."""
    names = await partner_names(unit)
    return [names[id] for id in await federation_repository.shared_with(unit, incident) if id in names]


async def federate(caller: Caller, incident: str, partner: str) -> None:
    """Share an incident of one's own with another installation. Raise NotFound, Conflict."""
    async with caller.unit() as unit:
        desk = await working(caller, unit, incident)
        must_be_home(desk)
        found = await federation_repository.partner(unit, partner)
        if found is None:
            raise NotFound("There is no such installation.", remedy="Pick one from the list.", field="partner")
        if desk.incident.partner == partner:
            raise Conflict("The incident came from there.", remedy="What you write here is sent back already.")
        await federation_repository.begin(unit, incident, partner, desk.now)
        await desk.tell("federated", "share", said("partner", partner=found.name), partner=partner)


async def unfederate(caller: Caller, incident: str, partner: str) -> None:
    """Stop sharing with another installation; it is told so. Raise NotFound."""
    async with caller.unit() as unit:
        desk = await working(caller, unit, incident)
        must_be_home(desk)
        name = (await partner_names(unit)).get(partner, partner)
        if not await federation_repository.end(unit, incident, partner, desk.now):
            raise NotFound("The incident is not shared with that installation.", remedy="Look at it again.")
        await desk.tell("unfederated", "share", said("partner.ended", partner=name), partner=partner)
