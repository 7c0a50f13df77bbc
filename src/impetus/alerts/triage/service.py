"""What people do with triage: look at what it holds back, silence something for a time, change its settings."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any, Final, Literal

import msgspec

from impetus.alerts.schemas import PersonRef
from impetus.alerts.triage import forms, repository, silences_repository
from impetus.alerts.triage.facts import Area, Scope
from impetus.alerts.triage.rules import RULES
from impetus.alerts.triage.schemas import (
    AreaIn,
    HeldBackOut,
    RuleOut,
    ScopeIn,
    SilenceIn,
    SilenceOut,
    TriageSettingsOut,
)
from impetus.alerts.triage.scope_words import covers
from impetus.alerts.triage.settings import TriageSettings
from impetus.kit.errors import BadInput, Conflict, NotFound
from impetus.kit.ids import new_id
from impetus.kit.times import as_datetime, iso, parse_iso
from impetus.model.text import Text
from impetus.people import service as people
from impetus.people.access import Caller
from impetus.storage.unit import Unit

LONGEST: Final = timedelta(days=31)
HOUR: Final = timedelta(hours=1)
PAST_FOR: Final = timedelta(days=1)
_Names = dict[str, tuple[str, str]]


async def held(caller: Caller) -> HeldBackOut:
    """Return what was held back in the last hour, by rule."""
    async with caller.unit() as unit:
        counts = await repository.held_counts(unit, as_datetime(unit.clock.now_ms()) - HOUR)
    rules = [
        RuleOut(
            id=rule.id,
            effect=rule.effect,
            title=rule.title.in_(caller.locale),
            what=rule.what.in_(caller.locale),
            held_hour=counts.get(rule.id, 0),
        )
        for rule in RULES.values()
    ]
    return HeldBackOut(hour=sum(counts.values()), rules=rules)


async def settings(caller: Caller) -> TriageSettingsOut:
    """Return the settings in force with their form."""
    async with caller.unit() as unit:
        return await _settings(unit)


async def change_settings(caller: Caller, values: dict[str, Any], version: int | None) -> TriageSettingsOut:
    """Put settings in force, from the next alert on; raise BadInput naming the field, Conflict where others did."""
    wanted = forms.checked(values)
    async with caller.unit() as unit:
        found, before = await forms.in_force(unit)
        if version is not None and version != found:
            raise Conflict(
                "Somebody else changed these settings meanwhile.",
                remedy="Look at them as they are now, then save again.",
                version=found,
            )
        if wanted != before or found == 0:
            new, old = wanted.model_dump(mode="json"), before.model_dump(mode="json")
            at = as_datetime(unit.clock.now_ms())
            await repository.add_settings(unit, found + 1, new, caller.person.id, at)
            changed = {name: [old.get(name), value] for name, value in new.items() if old.get(name) != value}
            unit.audit("triage.settings", "", version=found + 1, changed=changed)
            unit.emit("settings", {"what": "triage"})
        return await _settings(unit)


async def silences(caller: Caller) -> list[SilenceOut]:
    """Return running and coming silences and maintenance windows, and those that ended within a day."""
    async with caller.unit() as unit:
        now = as_datetime(unit.clock.now_ms())
        return await _silences(unit, await silences_repository.of(unit, now - PAST_FOR), caller.locale)


async def silence(caller: Caller, wanted: SilenceIn) -> SilenceOut:
    """Silence something until a set time; raise BadInput for one without end, or longer than LONGEST."""
    async with caller.unit() as unit:
        now = as_datetime(unit.clock.now_ms())
        starts, ends = _times(wanted, now)
        made = silences_repository.Kept(
            id=new_id("sil", unit.clock),
            kind=wanted.kind,
            scope=_scope(wanted.scope),
            author=caller.person.id,
            reason=wanted.reason,
            made_at=now,
            starts_at=starts,
            ends_at=ends,
            ended_by=None,
        )
        await silences_repository.add(unit, made)
        unit.audit("silence.made", made.id, kind=made.kind, scope=made.scope, reason=made.reason, until=iso(ends))
        unit.emit("silence", {"id": made.id})
        await repository.wake(unit)
        return (await _silences(unit, [made], caller.locale))[0]


async def end_silence(caller: Caller, id: str) -> SilenceOut:
    """End one now; one that is over already stays as it is. Raise NotFound."""
    async with caller.unit() as unit:
        found = await silences_repository.one(unit, id)
        if found is None:
            raise NotFound("There is no such silence.", remedy="Load the list anew.")
        now = as_datetime(unit.clock.now_ms())
        if found.ends_at > now:
            await silences_repository.end(unit, id, now, caller.person.id)
            unit.audit("silence.ended", id, early_by_s=int((found.ends_at - now).total_seconds()))
            unit.emit("silence", {"id": id})
            await repository.wake(unit)
            ends = max(now, found.starts_at)
            found = msgspec.structs.replace(found, ends_at=ends, ended_by=caller.person.id)
        return (await _silences(unit, [found], caller.locale))[0]


async def running(unit: Unit, locale: str) -> list[SilenceOut]:
    """Return what is silenced now, for handovers."""
    now = as_datetime(unit.clock.now_ms())
    return await _silences(unit, await silences_repository.running(unit, now), locale)


def _times(wanted: SilenceIn, now: datetime) -> tuple[datetime, datetime]:
    starts = parse_iso(wanted.starts_at, field="starts_at") if wanted.starts_at else now
    if (wanted.minutes is None) == (not wanted.ends_at):
        raise BadInput("A silence needs one end.", remedy="Give minutes, or the time it ends.", field="ends_at")
    if wanted.minutes is not None:
        ends = max(starts, now) + timedelta(minutes=wanted.minutes)
    else:
        ends = parse_iso(wanted.ends_at, field="ends_at")
    if ends <= max(starts, now):
        raise BadInput("It would be over before it begins.", remedy="Choose a later end.", field="ends_at")
    if ends - max(starts, now) > LONGEST or starts - now > timedelta(days=366):
        raise BadInput(
            f"A silence lasts at most {LONGEST.days} days and begins within a year.",
            remedy="Choose an earlier end; make another when it is still needed then.",
            field="ends_at",
        )
    return starts, ends


def _scope(given: ScopeIn) -> Scope:
    area = Area(**given.area.model_dump()) if given.area else None
    return Scope(**given.model_dump(exclude={"area"}), area=area)


async def _silences(unit: Unit, found: Sequence[silences_repository.Kept], locale: str) -> list[SilenceOut]:
    ids = {silence.author for silence in found} | {silence.ended_by for silence in found if silence.ended_by}
    names = await people.names(unit, sorted(ids))
    counts = await silences_repository.held(unit, [silence.id for silence in found])
    now = as_datetime(unit.clock.now_ms())
    return [_silence(silence, names, counts.get(silence.id, 0), now, locale) for silence in found]


def _silence(found: silences_repository.Kept, names: _Names, count: int, now: datetime, locale: str) -> SilenceOut:
    state: Literal["coming", "running", "over"] = (
        "over" if found.ends_at <= now else "running" if found.starts_at <= now else "coming"
    )
    scope = found.scope
    area = AreaIn(**msgspec.structs.asdict(scope.area)) if scope.area else None
    said: Text = covers(scope)
    return SilenceOut(
        id=found.id,
        kind="maintenance" if found.kind == "maintenance" else "silence",
        scope=ScopeIn(source=scope.source, kind=scope.kind, tool=scope.tool, signature=scope.signature, area=area),
        text=said.in_(locale),
        reason=found.reason,
        author=_person(found.author, names),
        starts_at=iso(found.starts_at),
        ends_at=iso(found.ends_at),
        state=state,
        ended_by=_person(found.ended_by, names) if found.ended_by else None,
        held=count,
    )


def _person(id: str, names: _Names) -> PersonRef:
    name, initials = names.get(id, (id, "??"))
    return PersonRef(id=id, name=name, initials=initials)


async def _settings(unit: Unit) -> TriageSettingsOut:
    found = await repository.settings(unit)
    version, values = await forms.in_force(unit)
    by = (await people.names(unit, [found[2]])).get(found[2], (found[2], ""))[0] if found else None
    return TriageSettingsOut(
        form=TriageSettings.model_json_schema(),
        values=values.model_dump(mode="json"),
        defaults=TriageSettings().model_dump(mode="json"),
        version=version,
        changed_by=by,
        changed_at=iso(found[3]) if found else None,
    )
