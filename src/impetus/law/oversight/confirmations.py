"""Confirmation tokens: nothing goes out without a named person's word on exactly that, given just now.

A route that goes out declares
`caller: Annotated[Caller, Depends(confirmed(Outward.RELEASE_WARNING, permitted(Permission.WARN_PUBLIC)))]`.
The token comes from POST /api/confirmations and goes back in the header `X-Confirmation`. It holds two minutes, once,
for one person, one act and one subject, and is used up even where the act then fails.
"""

import json
from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Annotated, Any, Final

from fastapi import Depends, Request

from impetus.kit.errors import NotAllowed
from impetus.kit.ids import new_id
from impetus.kit.times import as_datetime
from impetus.law.oversight import confirmation_repository as repository
from impetus.law.oversight.outward import SAID, SUBJECT, Outward
from impetus.people.access import Caller
from impetus.people.passwords import new_token, token_hash

HEADER: Final = "X-Confirmation"
HOLDS: Final = timedelta(minutes=2)
_MOST: Final = 200


class ConfirmationNeeded(NotAllowed):
    """What goes out needs a named person's confirmation, which is asked for first."""

    code = "confirmation_needed"
    asks = True


async def confirm(caller: Caller, act: Outward, subject: str) -> tuple[str, int]:
    """Take the caller's word that `act` shall be done to `subject`; return the token and when it ends (ms)."""
    token, now = new_token(), caller.uow.clock.now_ms()
    at = as_datetime(now)
    async with caller.unit() as unit:
        await repository.add(
            unit, id=new_id("cnf", unit.clock), token_hash=token_hash(token), person=caller.person.id, act=act.value,
            subject=subject, at=at, until=at + HOLDS,
        )  # fmt: skip
        unit.audit("outward.confirmed", subject, act=act.value)
    return token, now + int(HOLDS.total_seconds() * 1000)


async def use(caller: Caller, act: Outward, subject: str, token: str) -> None:
    """Use a confirmation up. Raise ConfirmationNeeded where none of the caller's holds for exactly this."""
    if token:
        async with caller.unit() as unit:
            found = await repository.use(
                unit, token_hash=token_hash(token), person=caller.person.id, act=act.value, subject=subject,
                at=as_datetime(unit.clock.now_ms()),
            )  # fmt: skip
            if found is not None:
                return
    raise ConfirmationNeeded(
        "This goes out, so it needs your confirmation." if not token else "This confirmation does not hold.",
        remedy="Confirm it in your name; a confirmation holds for two minutes, once, for one thing.",
        act=act.value,
        subject=subject,
        sentence=SAID[act].in_(caller.locale).format(who=caller.person.name),
    )


def confirmed(act: Outward, who: Callable[[Any], Awaitable[Caller]]) -> Callable[..., Awaitable[Caller]]:
    """Return a dependency that gives the caller of `who` where they have just confirmed the act on this subject."""

    async def check(request: Request, caller: Annotated[Caller, Depends(who)]) -> Caller:
        await use(caller, act, await subject_of(request, act), request.headers.get(HEADER, "")[:_MOST])
        return caller

    check.outward = act  # type: ignore[attr-defined]  # the inventory of ways out reads it
    return check


async def subject_of(request: Request, act: Outward) -> str:
    """Return what a request is about, as `outward.SUBJECT` says; a part that is missing is empty."""
    parts: list[str] = []
    body: Any = None
    for part in SUBJECT[act]:
        kind, _, name = part.partition(":")
        if kind == "body":
            body = body if body is not None else await _body(request)
            parts.append(_plain(body.get(name, "")))
        else:
            parts.append(_plain(request.path_params.get(name, "")))
    return "@".join(parts)


async def _body(request: Request) -> dict[str, Any]:
    try:
        found = json.loads(await request.body())
    except (ValueError, RecursionError):
        return {}
    return found if isinstance(found, dict) else {}


def _plain(value: Any) -> str:
    """A part of a subject as text that any database keeps; anything but text and numbers is none."""
    if isinstance(value, bool) or not isinstance(value, str | int):
        return ""
    return "".join(char for char in str(value)[:_MOST] if char.isprintable())
