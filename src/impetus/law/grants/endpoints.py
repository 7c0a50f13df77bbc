"""Unmasking over HTTP: asking, deciding, overriding, reviewing, and reading the original."""

from typing import Annotated

from fastapi import APIRouter, Depends, Path, Request

from impetus.keys.store import KeyStore
from impetus.law.grants import service
from impetus.law.grants.schemas import (
    AllowIn,
    GrantFilter,
    GrantIn,
    GrantOut,
    MaskedText,
    OverrideIn,
    RefuseIn,
    ReviewIn,
    UnmaskedOut,
    grants_out,
    unmasked_out,
)
from impetus.people.access import Caller, SignedIn, permitted, refusal
from impetus.people.permissions import Permission
from impetus.policy.vocabulary import Resource

router = APIRouter(tags=["grants"])

Asker = Annotated[Caller, Depends(permitted(Permission.ASK_UNMASKING, Resource.GRANT))]
Approver = Annotated[Caller, Depends(permitted(Permission.APPROVE_UNMASKING, Resource.GRANT))]
Overrider = Annotated[Caller, Depends(permitted(Permission.OVERRIDE_MASKING, Resource.GRANT))]
Reviewer = Annotated[Caller, Depends(permitted(Permission.REVIEW_OVERRIDE, Resource.GRANT))]
GrantId = Annotated[str, Path(max_length=80)]


async def _any(caller: SignedIn) -> Caller:
    """Whoever asks, decides, reviews or oversees."""
    seen = (
        Permission.ASK_UNMASKING, Permission.APPROVE_UNMASKING, Permission.REVIEW_OVERRIDE, Permission.SEE_OVERSIGHT
    )  # fmt: skip
    if not any(caller.may(one) for one in seen):
        raise refusal(caller, Permission.ASK_UNMASKING)
    return caller


_any.permission = Permission.ASK_UNMASKING  # type: ignore[attr-defined] # read by the inventory of routes
_any.touches = Resource.GRANT  # type: ignore[attr-defined] # the same
Viewer = Annotated[Caller, Depends(_any)]


async def _reader(caller: SignedIn) -> Caller:
    """Whoever may read originals under a grant and a case, which the service looks for."""
    caller.require(Permission.SEE_UNMASKED, case=True, grant=True)
    return caller


_reader.permission = Permission.SEE_UNMASKED  # type: ignore[attr-defined] # read by the inventory of routes
_reader.touches = Resource.UNMASKED_ITEM  # type: ignore[attr-defined] # the same
Reader = Annotated[Caller, Depends(_reader)]


@router.get("/grants")
async def grants(caller: Viewer, state: GrantFilter = "all") -> list[GrantOut]:
    """Grants of one's agency, the newest first."""
    return grants_out(await service.listed(caller, state), caller)


@router.post("/grants", status_code=201)
async def ask_to_unmask(body: GrantIn, caller: Asker) -> GrantOut:
    """Ask a second person for the original of something masked."""
    asked = await service.ask(
        caller, body.item.kind, body.item.id, body.purpose, body.case, body.reason, body.minutes
    )  # fmt: skip
    return grants_out(asked, caller)[0]


@router.post("/grants/override", status_code=201)
async def override_masking(body: OverrideIn, caller: Overrider) -> GrantOut:
    """See an original at once, in an emergency: supervisors and officers are told, an officer reviews it."""
    made = await service.override(caller, body.item.kind, body.item.id, body.case, body.reason)
    return grants_out(made, caller)[0]


@router.post("/grants/{grant}/allow")
async def allow_grant(grant: GrantId, body: AllowIn, caller: Approver) -> GrantOut:
    """Allow what somebody else asked for, for as long or shorter."""
    return grants_out(await service.allow(caller, grant, body.minutes), caller)[0]


@router.post("/grants/{grant}/refuse")
async def refuse_grant(grant: GrantId, body: RefuseIn, caller: Approver) -> GrantOut:
    """Refuse what somebody else asked for."""
    return grants_out(await service.refuse(caller, grant, body.reason), caller)[0]


@router.post("/grants/{grant}/end")
async def end_grant(grant: GrantId, caller: Viewer) -> GrantOut:
    """End a grant in force, or take back what one asked."""
    return grants_out(await service.end(caller, grant), caller)[0]


@router.post("/grants/{grant}/review")
async def review_override(grant: GrantId, body: ReviewIn, caller: Reviewer) -> GrantOut:
    """Say whether an override was right."""
    return grants_out(await service.review(caller, grant, body.right, body.note), caller)[0]


@router.get("/unmasked/{kind}/{id}")
async def unmasked(
    kind: MaskedText, id: Annotated[str, Path(max_length=80)], caller: Reader, request: Request
) -> UnmaskedOut:
    """The original of something masked, under a grant in force; each reading is counted and written down."""
    keys: KeyStore = request.app.state.keys
    return unmasked_out(await service.open_(caller, keys, kind, id), caller)
