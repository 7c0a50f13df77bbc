"""Purposes, cases and policies: what a session acts for, and who may do what under it."""

from typing import Annotated

from fastapi import APIRouter, Depends, Request

from impetus.kit.fields import Slug
from impetus.kit.times import as_datetime
from impetus.model.text import Locale
from impetus.people import purposes, service, what_if
from impetus.people.access import Caller, SignedIn, permitted
from impetus.people.permissions import Permission
from impetus.people.purpose_schemas import (
    CaseIn,
    CaseOut,
    CasesOut,
    DeclarableOut,
    DeclareIn,
    MayIn,
    MayOut,
    Named,
    PoliciesOut,
    PurposesOut,
    PurposeTextsIn,
)
from impetus.people.schemas import SessionOut, session_out
from impetus.policy.engine import engine
from impetus.policy.purposes import REGISTER
from impetus.policy.repository import Case, Words
from impetus.policy.vocabulary import Purpose, Resource

router = APIRouter(tags=["policy"])
Cases = Annotated[Caller, Depends(permitted(Permission.SEE_CASES, Resource.CASE))]
Opener = Annotated[Caller, Depends(permitted(Permission.OPEN_CASES, Resource.CASE))]
Worder = Annotated[Caller, Depends(permitted(Permission.SET_PURPOSES, Resource.POLICY))]
Overseer = Annotated[Caller, Depends(permitted(Permission.SEE_OVERSIGHT, Resource.POLICY))]


@router.put("/session/purpose")
async def declare(body: DeclareIn, request: Request, caller: SignedIn) -> SessionOut:
    """Declare why data is looked at from now on, and under which case; open streams of the session end."""
    made = await purposes.declare(caller, body.purpose, body.case, body.reason)
    request.app.state.hub.end(caller.session.id)
    return session_out(made)


@router.get("/purposes")
async def list_purposes(caller: SignedIn) -> PurposesOut:
    """The purposes, each with its legal basis and what the caller's role may do under it."""
    return PurposesOut(items=[_purpose(caller, *one) for one in await purposes.every(caller)])


@router.put("/purposes/{purpose}")
async def word_purpose(purpose: Purpose, body: PurposeTextsIn, caller: Worder) -> DeclarableOut:
    """Say a purpose and its legal basis in the agency's own words; earlier words are kept."""
    await purposes.word(caller, purpose, body.label.model_dump(), body.legal_basis.model_dump())
    return next(_purpose(caller, *one) for one in await purposes.every(caller) if one[0] is purpose)


@router.get("/cases")
async def list_cases(caller: Cases) -> CasesOut:
    """The agency's cases."""
    found = await purposes.cases(caller)
    return CasesOut(items=await _cases(caller, found))


@router.post("/cases", status_code=201)
async def open_case(body: CaseIn, caller: Opener) -> CaseOut:
    """Open a case, with a purpose and an end."""
    made = await purposes.open_case(
        caller, title=body.title, purpose=body.purpose, ends_at=body.ends_at, reference=body.reference,
        reason=body.reason,
    )  # fmt: skip
    return (await _cases(caller, [made]))[0]


@router.post("/cases/{id}/close")
async def close_case(id: Slug, caller: Opener) -> CaseOut:
    """Close a case: nobody sees anything under it any more."""
    return (await _cases(caller, [await purposes.close_case(caller, id)]))[0]


@router.get("/policy/policies")
async def policies(caller: SignedIn) -> PoliciesOut:
    """Every policy with its title, its reason and the article it serves, and the words to ask with."""
    return what_if.every(caller.locale)


@router.post("/policy/may")
async def may(body: MayIn, caller: Overseer) -> MayOut:
    """Whether a role may do something for a purpose, and which policies say so. Changes nothing."""
    return what_if.answer(body, caller.locale)


def _purpose(caller: Caller, purpose: Purpose, own: Words | None) -> DeclarableOut:
    role, meaning, locale = caller.person.role, REGISTER[purpose], caller.locale
    declarable = purpose in engine().purposes(role)
    return DeclarableOut(
        id=purpose,
        label=_own(own.label if own else {}, locale) or meaning.label.in_(locale),
        text=meaning.text.in_(locale),
        legal_basis=_own(own.legal_basis if own else {}, locale) or meaning.legal_basis.in_(locale),
        own=own is not None,
        needs_case=meaning.needs_case,
        declarable=declarable,
        allows=sorted(engine().held(role, purpose, case=True)) if declarable else [],
    )


def _own(words: dict[str, str], locale: Locale) -> str:
    return words.get(locale, "") or words.get("en", "")


async def _cases(caller: Caller, found: list[Case]) -> list[CaseOut]:
    async with caller.unit() as unit:
        names = await service.names(unit, [one.opened_by for one in found])
    now = as_datetime(caller.uow.clock.now_ms())
    return [
        CaseOut(
            id=one.id, reference=one.reference, title=one.title, purpose=Purpose(one.purpose),
            opened_by=Named(id=one.opened_by, label=names.get(one.opened_by, ("", ""))[0]), opened_at=one.opened_at,
            ends_at=one.ends_at, closed_at=one.closed_at, standing=one.open_at(now),
        )
        for one in found
    ]  # fmt: skip
