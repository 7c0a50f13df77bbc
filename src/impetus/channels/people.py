"""Who is meant by a step's receivers at the moment it is due."""

from collections.abc import Sequence

from impetus.channels import repository
from impetus.channels.duty import on_duty
from impetus.channels.records import ChannelRow, Contact
from impetus.channels.rules import NotifyReceiver
from impetus.contracts.channel import Channel, Recipient
from impetus.storage.unit import Unit

Told = tuple[str | None, Recipient]
"""A person's id (None where it is nobody's own) and who is told."""


async def told(
    unit: Unit, channel: ChannelRow, kind: type[Channel], to: Sequence[NotifyReceiver], about: str = ""
) -> list[Told]:
    """Return whom a step tells over a channel, each once; `about` is the kind of alert, which says whose desk.

    A person without an address is among them, without one.
    """
    everybody = [(None, Recipient(name=channel.name, locale=channel.locale))]
    if not kind.needs and channel.type != "console":
        return list(everybody)
    people = {person.person: person for person in await repository.contacts(unit)}
    found: dict[str, Told] = {}
    for receiver in to:
        if receiver.kind == "address" and kind.needs:
            found[receiver.id] = (None, Recipient(address=receiver.id, name=receiver.id, locale=channel.locale))
        if receiver.kind == "everybody" and channel.type == "console":
            return list(everybody)
        for person in await _meant(unit, receiver, people, about):
            address = person.email if kind.needs == "email" else ""
            found[person.person] = (
                person.person,
                Recipient(address=address, name=person.name, locale=person.locale or channel.locale),
            )
    return list(found.values())


async def _meant(unit: Unit, receiver: NotifyReceiver, people: dict[str, Contact], about: str) -> list[Contact]:
    match receiver.kind:
        case "person":
            return [people[receiver.id]] if receiver.id in people else []
        case "role":
            return [person for person in people.values() if person.role == receiver.id]
        case "on_call":
            return [person for person in people.values() if person.on_call]
        case "desk":
            duty = await on_duty(unit, about)
            chosen = [person for person in people.values() if person.person in duty]
            # with nobody on the roster the desk is whoever works at desks: silence helps nobody
            return chosen or [person for person in people.values() if person.role in ("operator", "supervisor")]
        case "everybody":
            return list(people.values())
        case _:
            return []
