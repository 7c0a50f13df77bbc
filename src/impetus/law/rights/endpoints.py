"""The rights of persons: taking requests in, finding what is held, doing what is right, answering in time."""

from typing import Annotated, Any, Literal

from fastapi import APIRouter, Depends, Path, Query, Request, Response

from impetus.keys.store import KeyStore
from impetus.kit.errors import BadInput
from impetus.kit.times import as_datetime, iso, parse_iso
from impetus.law import letters as typeset
from impetus.law.rights import letters, search, service
from impetus.law.rights.letters import LetterKind
from impetus.law.rights.records import Asked
from impetus.law.rights.render import detail_out, hit_out, request_out
from impetus.law.rights.schemas import (
    AskedIn,
    CloseRequestIn,
    DoIn,
    IdentityIn,
    PersonSearchOut,
    RequestChange,
    RequestDetailOut,
    RequestExportOut,
    RequestIn,
    RightsReasonIn,
    SubjectRequestOut,
)
from impetus.law.rights.search import Named
from impetus.model.text import Locale
from impetus.people.access import Caller, permitted
from impetus.people.permissions import Permission

router = APIRouter(prefix="/requests", tags=["rights"])

Viewer = Annotated[Caller, Depends(permitted(Permission.SEE_REQUESTS))]
Officer = Annotated[Caller, Depends(permitted(Permission.MANAGE_RIGHTS))]
Id = Annotated[str, Path(max_length=64)]
_PDF: dict[int | str, dict[str, Any]] = {
    200: {"content": {"application/pdf": {"schema": {"type": "string", "format": "binary"}}}}
}


def key_store(request: Request) -> KeyStore:
    """The process's key store."""
    found: KeyStore = request.app.state.keys
    return found


Keys = Annotated[KeyStore, Depends(key_store)]


def _asked(body: AskedIn) -> Asked:
    since = parse_iso(body.since, field="since") if body.since else None
    until = parse_iso(body.until, field="until") if body.until else None
    if since and until and until <= since:
        raise BadInput("The end lies before the beginning.", remedy="Give a later end.", field="until")
    return Asked(
        name=body.name,
        contact=body.contact.strip(),
        text=body.text.strip(),
        identifiers=[one.identifier() for one in body.identifiers],
        since=since,
        until=until,
        place=body.place.strip(),
    )


async def _whole(caller: Caller, keys: KeyStore, id: str) -> RequestDetailOut:
    return detail_out(await service.whole(caller, keys, id), caller.locale)


@router.get("")
async def requests(
    caller: Viewer, state: Annotated[Literal["open", "closed", "all"], Query()] = "all"
) -> list[SubjectRequestOut]:
    """Requests without who asks: open ones by what is due first, then closed ones."""
    now = as_datetime(caller.uow.clock.now_ms())
    return [request_out(one, now) for one in await service.listed(caller, "" if state == "all" else state)]


@router.post("", status_code=201)
async def receive_request(body: RequestIn, caller: Officer, keys: Keys) -> RequestDetailOut:
    """Take a request in; its month begins with its receipt."""
    id = await service.receive(
        caller, keys, kind=body.kind, way=body.way, locale=body.locale,
        received=parse_iso(body.received_at, field="received_at") if body.received_at else None, asked=_asked(body),
    )  # fmt: skip
    return await _whole(caller, keys, id)


@router.get("/{id}")
async def request_of_person(id: Id, caller: Officer, keys: Keys) -> RequestDetailOut:
    """One request with who asks, what was done about what, and its log."""
    return detail_out(await service.look(caller, keys, id), caller.locale)


@router.put("/{id}")
async def change_request(id: Id, body: RequestChange, caller: Officer, keys: Keys) -> RequestDetailOut:
    """Put right what the person gave."""
    await service.change(caller, keys, id, _asked(body), body.version)
    return await _whole(caller, keys, id)


@router.post("/{id}/identity")
async def identify_person(id: Id, body: IdentityIn, caller: Officer, keys: Keys) -> RequestDetailOut:
    """Note how it was made sure that the person is who they say."""
    await service.identify(caller, id, body.how)
    return await _whole(caller, keys, id)


@router.post("/{id}/search")
async def search_person(id: Id, caller: Officer, keys: Keys) -> PersonSearchOut:
    """Search everything that is held, what is masked included, for what the person gave."""
    found = await search.search(caller, keys, id)
    return PersonSearchOut(
        hits=[hit_out(hit) for hit in found.hits], looked_in=found.looked_in, too_many=found.too_many
    )


@router.post("/{id}/items")
async def do_with_items(id: Id, body: DoIn, caller: Officer, keys: Keys) -> RequestDetailOut:
    """Give, correct, erase, restrict or keep what was found. What cannot be erased is kept, with the reason."""
    items = [Named(one.domain, one.kind, one.item) for one in body.items]
    await search.do(caller, keys, id, body.act, items, body.reason, body.wrong, body.right)
    return await _whole(caller, keys, id)


@router.post("/{id}/extend")
async def extend_request(id: Id, body: RightsReasonIn, caller: Officer, keys: Keys) -> RequestDetailOut:
    """Take up to two further months, once, within the first; the person is told why."""
    await service.extend(caller, id, body.reason)
    return await _whole(caller, keys, id)


@router.post("/{id}/close")
async def close_request(id: Id, body: CloseRequestIn, caller: Officer, keys: Keys) -> RequestDetailOut:
    """Close a request with its outcome."""
    await service.close(caller, id, body.outcome, body.reason)
    return await _whole(caller, keys, id)


@router.post("/{id}/lift")
async def lift_restrictions(id: Id, caller: Officer, keys: Keys) -> RequestDetailOut:
    """Lift the restrictions that a request brought."""
    await service.lift(caller, id)
    return await _whole(caller, keys, id)


@router.get("/{id}/letter.pdf", response_class=Response, responses=_PDF)
async def request_letter(
    id: Id, caller: Officer, keys: Keys, kind: LetterKind = "answer", language: Locale | None = None
) -> Response:
    """A letter to the person: the receipt, more time, or the answer with what is given; in the request's language."""
    async with caller.unit() as unit:
        found = await service.get(unit, id)
    made = await letters.letter(caller, keys, id, kind, language or found.locale)
    name = f"R-{found.number}-{kind}.pdf"
    return Response(
        await typeset.pdf(made),
        media_type="application/pdf",
        headers={"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "no-store"},
    )


@router.get("/{id}/export.json")
async def request_export(id: Id, caller: Officer, keys: Keys) -> RequestExportOut:
    """What was marked to be given, as data that machines read."""
    async with caller.unit() as unit:
        found = await service.get(unit, id)
    items = await search.export(caller, keys, id)
    return RequestExportOut(
        reference=f"R-{found.number}", made_at=iso(as_datetime(caller.uow.clock.now_ms())), items=items
    )
