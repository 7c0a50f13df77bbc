"""One incident in one unit of work: who acts, what of it is seen, and how each act is told to everybody.

Every act goes through `Desk.tell`: it is audited, stands in the centre's timeline in words, counts the version up, and
is told to the consoles of all agencies that take part.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final

from impetus.incidents import federation_repository, parts_repository, repository
from impetus.incidents.records import Incident, Sub
from impetus.incidents.sentences import said
from impetus.incidents.words import EntryKind, Side
from impetus.kit.errors import Conflict, NotFound
from impetus.kit.ids import new_id
from impetus.kit.times import as_datetime
from impetus.model.text import Text
from impetus.people.access import Caller
from impetus.people.repository import Person
from impetus.storage.unit import Unit

_OF_ALERTS: Final = frozenset(
    (
        "opened", "acknowledged", "owner", "stage", "closed", "reopened", "merged", "merged_here", "merge_undone",
        "split_from", "split_undone",
    )
)  # fmt: skip
"""Acts after which the alerts of an incident wait, or no longer do, or stand in another one."""
_OF_ONE: Final = frozenset(("alert_in", "alert_out"))


@dataclass
class Desk:
    """An incident that somebody works on; `person` is None where the platform does."""

    unit: Unit
    incident: Incident
    family: list[str]
    person: Person | None
    now: datetime
    _touched: bool = field(default=False)

    @property
    def home(self) -> bool:
        """Whether the unit's agency has the incident."""
        return self.incident.home == self.unit.agency

    @property
    def sub(self) -> Sub | None:
        """The part of the unit's agency."""
        return self.incident.sub(self.unit.agency)

    def name_of(self, agency: str) -> str:
        """The name of an agency that takes part."""
        found = self.incident.sub(agency)
        return found.name if found else agency

    async def tell(
        self, what: str, kind: EntryKind, sentence: Text, *, link: str | None = None, audience: str = "all",
        mentions: Sequence[dict[str, str]] = (), **detail: Any,
    ) -> str:  # fmt: skip
        """Write an act down everywhere; return the id of its line in the timeline."""
        id = new_id("ent", self.unit.clock)
        await self.sign()
        await parts_repository.add_entry(
            self.unit, id=id, home=self.incident.home, incident=self.incident.id, kind=kind, side="centre",
            words=sentence, at=self.now, written=self.now, person=self.person.id if self.person else None, link=link,
            audience=audience, mentions=mentions, system=True,
        )  # fmt: skip
        self.unit.audit(f"incident.{what}", self.incident.id, link=link, **detail)
        await self.touch(quiet=audience == "own")
        if what in _OF_ONE and link is not None:
            self.unit.emit("alert", {"id": link})
        elif what in _OF_ALERTS:
            for alert in await parts_repository.queued(self.unit, self.family):
                self.unit.emit("alert", {"id": alert})
        return id

    async def sign(self) -> None:
        """The person is one of those who work on the incident."""
        if self.person is not None:
            await repository.join(
                self.unit, home=self.incident.home, incident=self.incident.id, person=self.person.id,
                name=self.person.name, initials=self.person.initials, at=self.now,
            )  # fmt: skip

    async def touch(self, *, quiet: bool = False, told: bool = True) -> None:
        """Count the version up and tell all agencies that take part, once for each unit of work.

        With `quiet` only the own agency is told: what it wrote for itself concerns nobody else. Without `told`
        other installations are not: it came from there.
        """
        if self.home:
            await repository.change(self.unit, self.incident.id, self.now, {})
        elif self.sub is not None:
            await repository.change_sub(self.unit, self.unit.agency, self.incident.id, {})
        if self._touched:
            return
        self._touched = not quiet
        payload = {"id": self.incident.id, "root": self.incident.root}
        for agency in {sub.agency for sub in self.incident.taking_part} | {self.unit.agency}:
            if agency == self.unit.agency or not quiet:
                self.unit.emit("incident", payload, agency=agency)
        if not quiet and told:
            await federation_repository.mark(self.unit, [self.incident.id, self.incident.root], self.now)

    async def again(self) -> "Desk":
        """The incident as it is by now."""
        found = await repository.one(self.unit, self.incident.id)
        assert found is not None
        return Desk(self.unit, found, self.family, self.person, self.now, self._touched)


async def new_entry(
    desk: Desk, *, kind: EntryKind, side: Side, words: Text, at: datetime, link: str | None = None,
    system: bool = False, audience: str = "all", mentions: Sequence[dict[str, str]] = (),
) -> str:  # fmt: skip
    """Write a line into a timeline, without more; return its id."""
    id = new_id("ent", desk.unit.clock)
    await parts_repository.add_entry(
        desk.unit, id=id, home=desk.incident.home, incident=desk.incident.id, kind=kind, side=side, words=words, at=at,
        written=desk.now, person=desk.person.id if desk.person and not system else None, audience=audience,
        mentions=mentions, link=link, system=system,
    )  # fmt: skip
    return id


async def sit(unit: Unit, incident: str, person: Person | None, *, write: bool = False) -> Desk:
    """Return the desk of an incident that the unit's agency sees; with `write` nobody else changes it meanwhile.

    Raise NotFound.
    """
    if write:
        await repository.hold(unit, incident)
    found = await repository.one(unit, incident)
    if found is None:
        raise not_found(incident)
    return Desk(unit, found, await repository.family(unit, found), person, as_datetime(unit.clock.now_ms()))


async def working(caller: Caller, unit: Unit, incident: str) -> Desk:
    """The desk for the caller to change something at."""
    return await sit(unit, incident, caller.person, write=True)


def must_be_home(desk: Desk) -> None:
    """Raise Conflict where another agency has the incident."""
    if not desk.home:
        raise Conflict(
            f"{desk.name_of(desk.incident.home)} has this incident.",
            remedy="Ask them, or write it in the timeline.",
            home=desk.incident.home,
        )


def must_be_seen(desk: Desk, version: int | None) -> None:
    """Raise Conflict where the incident changed since the caller looked."""
    if version is not None and version != desk.incident.whole_version:
        raise Conflict(
            "Somebody changed the incident meanwhile.",
            remedy="Look at it again; what you entered is not lost.",
            version=desk.incident.whole_version,
        )


def not_found(incident: str) -> NotFound:
    """There is none, or it is not shared with the caller's agency."""
    return NotFound("There is no such incident.", remedy="It may belong to another agency.", incident=incident[:80])


async def note_step(
    unit: Unit, incident: str, text: Text, *, person: Person | None = None, link: str | None = None,
    what: str = "step", **detail: Any,
) -> None:  # fmt: skip
    """Write a step of a procedure into the centre's timeline. Raise NotFound.

    Procedures are given this function through `app.state.note_step`; the unit is theirs.
    """
    desk = await sit(unit, incident, person, write=True)
    await desk.tell(what, "step", text, link=link, **detail)


__all__ = ["Desk", "must_be_home", "must_be_seen", "new_entry", "not_found", "note_step", "said", "sit", "working"]
