"""What rules say and would do, in a person's language."""

from collections.abc import Sequence
from typing import Final

import msgspec

from impetus.channels import words
from impetus.model.alert import Severity
from impetus.model.text import Text


class Would(msgspec.Struct, frozen=True, kw_only=True):
    """One step of what would happen; `held_until` is a local time of day, "" where it goes at once."""

    rule: str
    after_s: int
    channel: str
    to: list[str]
    held_until: str = ""
    problem: str = ""


_BEGIN: Final = {
    "alert": Text(
        en="A {severity} alert{at}", it="Un allarme di gravità {severity}{at}", nb="Et varsel med alvor {severity}{at}"
    ),
    "incident": Text(
        en="A {severity} incident{at}",
        it="Un incidente di gravità {severity}{at}",
        nb="En hendelse med alvor {severity}{at}",
    ),
}
_AT: Final = Text(en=" at {time}", it=" alle {time}", nb=" klokken {time}")
_NOBODY: Final = Text(
    en="{begin} goes to nobody: no rule is about it.",
    it="{begin} non va a nessuno: nessuna regola lo riguarda.",
    nb="{begin} går til ingen: ingen regel gjelder.",
)
_GOES: Final = Text(en="{begin} goes {steps}.", it="{begin} va {steps}.", nb="{begin} går {steps}.")
_ONCE: Final = Text(en="at once", it="subito", nb="straks")
_AFTER: Final = Text(
    en="after {minutes} min without acknowledgement",
    it="dopo {minutes} min senza presa in carico",
    nb="etter {minutes} min uten kvittering",
)
_TO: Final = Text(
    en="to {people} by {channel} {when}",
    it="a {people} tramite {channel} {when}",
    nb="til {people} på {channel} {when}",
)
_BY: Final = Text(en="to {channel} {when}", it="a {channel} {when}", nb="til {channel} {when}")
_HELD: Final = Text(
    en="{step} (held until {time})", it="{step} (trattenuto fino alle {time})", nb="{step} (holdes til {time})"
)
_NONE: Final = Text(en="nobody", it="nessuno", nb="ingen")
_AND: Final = Text(en=" and ", it=" e ", nb=" og ")
_THEN: Final = Text(en=", then ", it=", poi ", nb=", deretter ")
_MORE: Final = Text(en="{names} and {count} others", it="{names} e altri {count}", nb="{names} og {count} andre")
NO_CHANNEL: Final = Text(
    en="The channel is off or gone.", it="Il canale è spento o non c'è più.", nb="Kanalen er av eller borte."
)
NO_PEOPLE: Final = Text(en="Nobody is meant by it now.", it="Ora non indica nessuno.", nb="Ingen er ment med det nå.")
NO_ADDRESSES: Final = Text(en="No address: {names}.", it="Senza indirizzo: {names}.", nb="Uten adresse: {names}.")


def sentence(about: str, severity: Severity, steps: Sequence[Would], locale: str, *, time: str = "") -> str:
    """Who is told of something, in one sentence."""
    at = _AT.in_(locale).format(time=time) if time else ""
    begin = _BEGIN[about].in_(locale).format(severity=words.SEVERITY[severity].in_(locale).lower(), at=at)
    if not steps:
        return _NOBODY.in_(locale).format(begin=begin)
    told = _THEN.in_(locale).join(_step(step, locale) for step in steps)
    return _GOES.in_(locale).format(begin=begin, steps=told)


def _step(step: Would, locale: str) -> str:
    minutes = max(1, round(step.after_s / 60))
    when = _AFTER.in_(locale).format(minutes=minutes) if step.after_s else _ONCE.in_(locale)
    if step.to == [step.channel]:
        said = _BY.in_(locale).format(channel=step.channel, when=when)
    else:
        people = people_in(step.to, locale)
        said = _TO.in_(locale).format(people=people, channel=step.channel, when=when)
    return _HELD.in_(locale).format(step=said, time=step.held_until) if step.held_until else said


def people_in(names: Sequence[str], locale: str) -> str:
    """Names as a list in words, at most three of them."""
    if not names:
        return _NONE.in_(locale)
    if len(names) > 3:
        return _MORE.in_(locale).format(names=", ".join(names[:2]), count=len(names) - 2)
    return _AND.in_(locale).join([", ".join(names[:-1]), names[-1]] if len(names) > 1 else list(names))
