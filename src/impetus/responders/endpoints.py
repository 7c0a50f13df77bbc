"""Links for responders: the desk's side under /api, and the page itself at /r/{token}."""

import asyncio
from typing import Annotated
from urllib.parse import parse_qs

from fastapi import APIRouter, Depends, Query, Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from impetus.kit.fields import Slug
from impetus.law.oversight.confirmations import confirmed
from impetus.law.oversight.outward import Outward
from impetus.people.access import Caller, chosen_locale, client_address, device_of, permitted, unit_of_work
from impetus.people.permissions import Permission
from impetus.places.vector_tiles import SHIPPED
from impetus.responders import page, service, words
from impetus.responders.schemas import ResponderLinkOut, SeenOut, SharedOut, ShareIn, link_out, preview_out
from impetus.storage.unit import UnitOfWork

router = APIRouter(tags=["responders"])
pages = APIRouter(include_in_schema=False)
Sharing = Annotated[Caller, Depends(permitted(Permission.SHARE_LINKS))]
Sharer = Annotated[Caller, Depends(confirmed(Outward.SHARE_LINK, permitted(Permission.SHARE_LINKS)))]
Uow = Annotated[UnitOfWork, Depends(unit_of_work)]
_MAX_TOKEN = 200


@router.post("/responders/preview")
async def preview_link(body: ShareIn, request: Request, caller: Sharing) -> SeenOut:
    """Exactly what the responder would see; nothing is shared."""
    return preview_out(await service.preview(caller, request.app.state.catalogue, body.wish()))


@router.post("/responders", status_code=201)
async def share_link(body: ShareIn, request: Request, caller: Sharer) -> SharedOut:
    """Make a link; its address is shown this once."""
    link, token = await service.share(caller, request.app.state.catalogue, body.wish())
    public = request.app.state.settings.public_url
    base = public.rstrip("/") if public else f"http://{request.headers.get('host', '')}"
    return SharedOut(**link_out(link, []).model_dump(), address=f"{base}/r/{token}")


@router.get("/responders")
async def links(caller: Sharing, alert: Annotated[Slug, Query()]) -> list[ResponderLinkOut]:
    """Links of an alert, newest first, each with every opening."""
    return [link_out(link, events) for link, events in await service.of_alert(caller, alert)]


@router.delete("/responders/{link}", status_code=204)
async def revoke_link(link: str, caller: Sharing) -> None:
    """End a link at once."""
    await service.revoke(caller, link)


@pages.get("/r/{token}")
async def open_link(token: str, request: Request, uow: Uow) -> Response:
    """The responder's page. Every opening is written down."""
    found, alive = await service.open_(
        uow, token[:_MAX_TOKEN], address=client_address(request), device=device_of(request)
    )
    if found is None or not alive:
        return HTMLResponse(page.ended(found, chosen_locale(request, "")), 410 if found else 404, dict(page.HEADERS))
    maps = (request.app.state.settings.data_dir / "maps", SHIPPED)
    made = await asyncio.to_thread(page.page, found, f"/r/{token}", maps)
    return HTMLResponse(made, headers=dict(page.HEADERS))


@pages.post("/r/{token}")
async def report(token: str, request: Request, uow: Uow) -> Response:
    """A button of the page was pressed."""
    said = parse_qs((await request.body())[:200].decode("ascii", "replace")).get("status", [""])[0]
    status = said if said in words.STATUS else ""
    found, alive = await service.open_(
        uow, token[:_MAX_TOKEN], address=client_address(request), device=device_of(request), status=status
    )
    if found is None or not alive:
        return HTMLResponse(page.ended(found, chosen_locale(request, "")), 410 if found else 404, dict(page.HEADERS))
    return RedirectResponse(f"/r/{token}", 303, dict(page.HEADERS))
