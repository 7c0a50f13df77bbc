"""Which procedures are offered for an alert or an incident, and why."""

from collections.abc import Sequence
from typing import Final

import msgspec

from impetus.alerts import service as alerts
from impetus.contracts.procedure import Procedure
from impetus.incidents import service as incidents
from impetus.kit.errors import BadInput, NotFound
from impetus.model.text import LOCALES, Text
from impetus.people.access import Caller
from impetus.procedures import repository, runs_repository, service
from impetus.procedures.records import Version

_FOR: Final = {
    "en": "For {kind}", "it": "Per {kind}", "nb": "For {kind}",
}  # fmt: skip
_AT: Final = {"en": "For {kind}, at {place}", "it": "Per {kind}, a {place}", "nb": "For {kind}, ved {place}"}


class About(msgspec.Struct, frozen=True, kw_only=True):
    """What a procedure is looked for: kinds of alert, and names of its places."""

    kinds: list[str]
    places: list[str]


class Offer(msgspec.Struct, frozen=True, kw_only=True):
    """A procedure that fits. `running` is the run there is already; `kind` and `place` are why."""

    version: Version
    procedure: Procedure
    kind: str
    place: str
    running: str | None

    def reason(self, kind_title: Text) -> Text:
        """Why it is offered, in words."""
        words = _AT if self.place else _FOR
        return Text(**{
            locale: words[locale].format(kind=_lower(kind_title.in_(locale)), place=self.place) for locale in LOCALES
        })  # fmt: skip


def _lower(title: str) -> str:
    return title[:1].lower() + title[1:]


async def _about(caller: Caller, alert: str, incident: str) -> About:
    if bool(alert) == bool(incident):
        raise BadInput("Procedures are offered for one alert or one incident.", remedy="Name one.", field="alert")
    if alert:
        async with caller.unit() as unit:
            found = await alerts.by_ids(unit, [alert])
        if not found:
            raise NotFound("There is no such alert.", remedy="It may belong to another agency.", alert=alert[:80])
    else:
        whole = await incidents.look(caller, incident, seen=False)
        found = [*whole.own.alerts, *(held.summary() for held in whole.held)]
        places = [one.place.name for one in whole.listed.incidents]
        return About(
            kinds=list(dict.fromkeys(one.kind for one in found)),
            places=[*places, *(one.place.name for one in found)],
        )
    return About(kinds=[found[0].kind], places=[found[0].place.name, found[0].subject])


def place_of(procedure: Procedure, places: Sequence[str]) -> str | None:
    """The name of the procedure's place that matches; empty where it is for everywhere, None where it does not fit."""
    if not procedure.places:
        return ""
    known = [place.casefold() for place in places if place]
    return next((name for name in procedure.places if any(name.casefold() in place for place in known)), None)


async def offered(caller: Caller, alert: str, incident: str, tools: service.Tools) -> list[Offer]:
    """Procedures in force that fit: those for this place first, then the agency's own, then what ships."""
    about = await _about(caller, alert, incident)
    wanted = dict.fromkeys(about.kinds, 0) | {
        ".".join(kind.split(".")[:parts]): 1 for kind in about.kinds for parts in range(1, kind.count(".") + 1)
    }
    await service.sync(caller, tools)
    async with caller.unit() as unit:
        found = await repository.published(unit, wanted)
        runs = [run for run in await runs_repository.of(unit, alert, incident) if run.state == "running"]
    offers = []
    for version in found:
        procedure = Procedure.model_validate(version.content)
        place = place_of(procedure, about.places)
        kinds = sorted((k for k in (procedure.kind, *procedure.kinds) if k in wanted), key=lambda k: wanted[k])
        if place is None or not kinds:
            continue
        running = next((run.id for run in runs if run.procedure == version.procedure), None)
        offers.append(Offer(version=version, procedure=procedure, kind=kinds[0], place=place, running=running))
    return sorted(
        offers, key=lambda o: (wanted[o.kind], not o.place, o.kind != o.procedure.kind, bool(o.version.origin))
    )
