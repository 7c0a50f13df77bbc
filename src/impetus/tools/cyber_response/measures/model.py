"""What may be done against an attack, as it is asked: measures with cost, effect and side effect, and the stakes."""

from typing import Annotated, Final

import msgspec
from msgspec import Meta

from impetus.kit.errors import BadInput

EXACT: Final = 20
"""With so many measures every combination is looked at."""
Name = Annotated[str, Meta(min_length=1, max_length=200)]
Share = Annotated[float, Meta(ge=0, le=1)]
Money = Annotated[float, Meta(ge=0, le=1e15)]


class Measure(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Something that can be done. `cost` is money a year; `disturbs` says which share of each city service it stops.

    `excludes` are measures that cannot be taken with it. `mitigation` (ATT&CK) and `defend` (D3FEND) say what it is.
    """

    id: Name
    name: str = ""
    coverage: Share
    effect: Share
    cost: Money
    disturbs: dict[Name, Share] = {}
    excludes: tuple[Name, ...] = ()
    mitigation: str = ""
    defend: str = ""


class Question(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Which of these measures, where so much is at stake? `services` are the city's, with their loss an hour."""

    loss: Money
    value: Annotated[float, Meta(gt=0, le=1e15)]
    measures: Annotated[tuple[Measure, ...], Meta(min_length=1, max_length=500)]
    services: dict[Name, Money] = {}
    budget: Money | None = None


def read_question(said: bytes) -> Question:
    """Read a question from JSON. Raise BadInput naming the field."""
    try:
        asked = msgspec.json.decode(said, type=Question)
    except msgspec.ValidationError as error:
        what, _, where = str(error).partition(" - at `$")
        field = where.rstrip("`").lstrip(".") or "question"
        raise BadInput(
            f"The question's {field}: {what}.", remedy="See docs/cyber.md for the form.", field=field
        ) from error
    except (msgspec.DecodeError, RecursionError) as error:
        raise BadInput(
            "The question is not JSON.", remedy="See docs/cyber.md for the form.", field="question"
        ) from error
    check(asked)
    return asked


def check(asked: Question) -> None:
    """Raise BadInput where names are double or point to nothing."""
    ids = [one.id for one in asked.measures]
    for at, one in enumerate(asked.measures):
        if one.id in ids[:at]:
            raise _bad(f"measures[{at}].id", f"{one.id!r} is there twice")
        for other in one.excludes:
            if other not in ids or other == one.id:
                raise _bad(f"measures[{at}].excludes", f"{other!r} is no other measure")
        for service in one.disturbs:
            if service not in asked.services:
                raise _bad(f"measures[{at}].disturbs", f"{service!r} is no service of `services`")


def _bad(where: str, what: str) -> BadInput:
    return BadInput(f"The question's {where}: {what}.", remedy="See docs/cyber.md for the form.", field=where)
