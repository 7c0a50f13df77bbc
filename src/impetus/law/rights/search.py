"""Finding what is held of a person, and doing what they ask for with each thing."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any, Final, Literal

import msgspec

from impetus.contracts.personal import MOST, Found, personal
from impetus.keys.store import KeyStore
from impetus.kit.errors import BadInput, NotFound, TooMany
from impetus.kit.times import as_datetime
from impetus.law.retention import repository as retention
from impetus.law.rights import repository, service
from impetus.law.rights.opener import KeyedOpener
from impetus.people.access import Caller

Do = Literal["give", "correct", "erase", "restrict", "keep"]
A_MINUTE: Final = 40
"""Names, numbers and the like that one officer may look for in a minute, in all requests: enough for two requests with
all that a person can give, too few to try out a list of numbers."""
PAST = {"give": "given", "correct": "corrected", "erase": "erased", "restrict": "restricted", "keep": "kept"}


class Hit(msgspec.Struct, frozen=True, kw_only=True):
    """Something found, by the domain that holds it; `name` is what that kind is called."""

    domain: str
    name: str
    found: Found


class Looked(msgspec.Struct, frozen=True, kw_only=True):
    """What a search found; `too_many` are kinds of which only the newest are shown."""

    hits: list[Hit]
    looked_in: list[str]
    too_many: list[str]


class Named(msgspec.Struct, frozen=True):
    """One thing by its domain, kind and id."""

    domain: str
    kind: str
    item: str


async def search(caller: Caller, keys: KeyStore, id: str) -> Looked:
    """Search every domain for what the person gave; what is masked is opened for it.

    Raise BadInput where nothing was given, NotFound, Conflict where the request is closed, TooMany after `A_MINUTE`.
    """
    async with caller.unit() as unit:
        request = await service.working(unit, id)
    asked = await service.opened(caller, keys, request)
    given = asked.given()
    if not given.identifiers:
        raise BadInput(
            "Nothing was given to search by.",
            remedy="Note a name, an address, a number, a plate or a handle first.",
            field="identifiers",
        )
    opener, locale = KeyedOpener(keys, caller.agency), caller.locale
    hits: list[Hit] = []
    looked: list[str] = []
    many: list[str] = []
    async with caller.unit() as unit:
        since = as_datetime(unit.clock.now_ms()) - timedelta(minutes=1)
        tried = await repository.tried(unit, caller.person.id, since)
        if tried and tried + len(given.identifiers) > A_MINUTE:
            raise TooMany("Too many requests at once.", remedy="Ask again in a minute.", retry_after_s=60)
        for (domain, _), kind in personal().items():
            found, name = await kind.find(unit, given, opener), kind.names[locale]
            looked.append(name)
            if len(found) > MOST:
                many.append(name)
            hits += [Hit(domain=domain, name=name, found=one) for one in found[:MOST]]
        await repository.change(unit, id, {"searched_at": as_datetime(unit.clock.now_ms())})
        counts: dict[str, int] = {}
        for hit in hits:
            counts[hit.found.kind] = counts.get(hit.found.kind, 0) + 1
        await service.done(unit, caller, id, "searched", found=counts, tried=len(given.identifiers))
    hits.sort(key=lambda hit: hit.found.at, reverse=True)
    return Looked(hits=hits, looked_in=looked, too_many=many)


async def do(
    caller: Caller, keys: KeyStore, id: str, act: Do, items: Sequence[Named], reason: str, wrong: str, right: str
) -> None:
    """Give, correct, erase, restrict or keep what was found; each is written down by itself.

    What cannot be erased or corrected is kept, with the reason. Raise BadInput where the act lacks what it needs.
    """
    if act == "keep" and not reason.strip():
        raise BadInput("Keeping it needs a reason.", remedy="Say why; the person is told.", field="reason")
    if act == "correct" and not wrong:
        raise BadInput("What is wrong is missing.", remedy="Write it as it stands there.", field="wrong")
    kinds, opener = personal(), KeyedOpener(keys, caller.agency)
    async with caller.unit() as unit:
        request = await service.working(unit, id)
    given = (await service.opened(caller, keys, request)).given()
    async with caller.unit() as unit:
        await service.working(unit, id)
        now = as_datetime(unit.clock.now_ms())
        locked = {(lock.category, lock.item) for lock in await retention.locks(unit, now=now)}
        for one in items:
            kind = kinds.get((one.domain, one.kind))
            if kind is None:
                raise NotFound("There is no such kind of thing.", remedy="Search again.", field="items")
            past, why = PAST[act], reason.strip()
            if act == "erase" and (one.kind, one.item) in locked:
                past, why = "kept", "locked"
            elif act in ("correct", "erase"):
                made = (
                    await kind.correct(unit, one.item, wrong, right, opener)
                    if act == "correct"
                    else await kind.erase(unit, one.item, given)
                )
                if not made.done:
                    past, why = "kept", made.why
            elif await kind.export(unit, one.item, opener) is None:
                raise NotFound("This is not there any more.", remedy="Search again.", field="items")
            await repository.put_item(
                unit, id,
                {
                    "domain": one.domain, "kind": one.kind, "item": one.item, "done": past, "reason": why,
                    "person": caller.person.id, "at": now,
                },
            )  # fmt: skip
            await service.done(unit, caller, id, past, kind=one.kind, item=one.item, reason=why)


async def export(caller: Caller, keys: KeyStore, id: str) -> list[dict[str, Any]]:
    """Return everything that was marked to be given, as the person gets it; a disclosure, and written down as one."""
    kinds, opener = personal(), KeyedOpener(keys, caller.agency)
    given: list[dict[str, Any]] = []
    async with caller.unit() as unit:
        request = await service.get(unit, id)
        for item in await repository.items(unit, id):
            kind = kinds.get((item.domain, item.kind))
            if kind is None or item.done != "given":
                continue
            content = await kind.export(unit, item.item, opener)
            if content is not None:
                given.append({"kind": kind.names.get(request.locale, item.kind), **content})
        await service.done(unit, caller, id, "exported", recipient="data_subject", items=len(given))
    return given
