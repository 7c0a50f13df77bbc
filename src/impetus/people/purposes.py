"""Declaring a purpose and a case; the agency's own words of purposes; opening and closing cases."""

from datetime import datetime, timedelta
from typing import Final

from impetus.kit.errors import BadInput, Conflict, NotAllowed, NotFound
from impetus.kit.ids import new_id
from impetus.kit.times import as_datetime
from impetus.people import repository as sessions
from impetus.people import service
from impetus.people.access import Caller
from impetus.people.passwords import token_hash
from impetus.people.repository import Session
from impetus.policy import repository
from impetus.policy.engine import engine
from impetus.policy.purposes import REGISTER
from impetus.policy.repository import Case, Words
from impetus.policy.vocabulary import Purpose
from impetus.storage.unit import Unit

LONGEST: Final = timedelta(days=366)
"""A case ends within a year; one that needs longer is opened anew, by somebody who says why."""

OF_CASES: Final = (Purpose.URBAN_SAFETY, Purpose.INVESTIGATION, Purpose.CYBER_DEFENCE, Purpose.SUBJECT_RIGHTS)
"""What a case may be for."""


async def every(caller: Caller) -> list[tuple[Purpose, Words | None]]:
    """All purposes, each with the agency's own words where it has some."""
    async with caller.unit() as unit:
        own = await repository.words(unit)
    return [(purpose, own.get(purpose)) for purpose in Purpose]


async def word(caller: Caller, purpose: Purpose, label: dict[str, str], legal_basis: dict[str, str]) -> None:
    """Say a purpose and its legal basis in the agency's own words; an empty word falls back to the register's."""
    async with caller.unit() as unit:
        at = as_datetime(unit.clock.now_ms())
        content = {"label": label, "legal_basis": legal_basis}
        await repository.add_words(unit, purpose, content, by=caller.person.id, at=at)
        unit.audit("purpose.worded", purpose.value, **content)


async def declare(caller: Caller, purpose: Purpose, case: str | None, reason: str) -> Session:
    """From now on the session acts for `purpose`, under `case` where one is given.

    Raise NotAllowed where the role may not declare it, BadInput where it needs a case or the case is for something
    else or does not stand any more, NotFound where there is no such case.
    """
    role = caller.person.role
    if purpose not in engine().purposes(role):
        raise NotAllowed(
            "Your role may not declare this purpose.", remedy="Choose another.", field="purpose",
            role=role, purpose=purpose.value,
        )  # fmt: skip
    if case is None and REGISTER[purpose].needs_case:
        raise BadInput("This purpose needs a case.", remedy="Choose an open case, or open one.", field="case")
    who = caller.person
    async with caller.uow(
        agency=who.agency, purpose="platform.login", actor=f"person:{who.id}", address=caller.address,
        case=caller.session.case,
    ) as unit:  # fmt: skip
        reference = ""
        if case is not None:
            found = await _of_agency(unit, case, who.agency)
            reference = found.reference
            if found.purpose != purpose:
                raise BadInput("This case is for another purpose.", remedy="Choose another case.", field="case")
            if not found.open_at(as_datetime(unit.clock.now_ms())):
                raise BadInput("This case is closed or has ended.", remedy="Choose another case.", field="case")
        await sessions.set_purpose(unit, token_hash(caller.token), purpose=purpose, case=case, reason=reason)
        unit.audit(
            "purpose.declared", who.id, purpose=purpose.value, before=caller.session.purpose, case=case,
            reference=reference, reason=reason,
        )  # fmt: skip
    return await service.session(caller.uow, caller.token)


async def _of_agency(unit: Unit, id: str, agency: str) -> Case:
    found = await repository.case(unit, id, agency)
    if found is None:
        raise NotFound("There is no such case.", remedy="Choose one of the list.", field="case")
    return found


async def cases(caller: Caller) -> list[Case]:
    """The agency's cases, those that stand first. Who looks is written down: titles may name people."""
    async with caller.unit() as unit:
        unit.audit("cases.consulted")
        return await repository.cases(unit)


async def open_case(
    caller: Caller, *, title: str, purpose: Purpose, ends_at: datetime, reference: str, reason: str
) -> Case:
    """Open a case. Raise BadInput where its end is not ahead or too far, Conflict where the reference is taken."""
    now = as_datetime(caller.uow.clock.now_ms())
    if purpose not in OF_CASES:
        raise BadInput("Nothing under this purpose needs a case.", remedy="Choose another purpose.", field="purpose")
    if not now < ends_at <= now + LONGEST:
        raise BadInput("A case ends within a year from now.", remedy="Choose a day in it.", field="ends_at")
    try:
        async with caller.unit() as unit:
            number = await repository.count_cases(unit) + 1
            made = Case(
                id=new_id("cas", unit.clock), reference=reference.strip() or f"{number}/{now.year}", title=title,
                purpose=purpose, opened_by=caller.person.id, opened_at=now, ends_at=ends_at, closed_by=None,
                closed_at=None, reason=reason,
            )  # fmt: skip
            await repository.add_case(unit, made)
            unit.audit("case.opened", made.id, reference=made.reference, purpose=purpose.value, ends_at=str(ends_at))
    except Conflict as taken:
        raise Conflict(
            "There is a case with this reference.", remedy="Choose another.", field="reference"
        ) from taken  # fmt: skip
    return made


async def close_case(caller: Caller, id: str) -> Case:
    """Close a case: from now on nobody sees anything under it. Raise NotFound or Conflict where it is closed."""
    async with caller.unit() as unit:
        found = await _of_agency(unit, id, caller.agency)
        if not await repository.close_case(
            unit, id, by=caller.person.id, at=as_datetime(unit.clock.now_ms())
        ):  # fmt: skip
            raise Conflict("This case is closed already.", remedy="Load the list anew.")
        unit.audit("case.closed", id, reference=found.reference)
        closed = await repository.case(unit, id, caller.agency)
    assert closed is not None
    return closed
