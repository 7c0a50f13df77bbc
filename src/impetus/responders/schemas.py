"""What the API says and takes about links for responders."""

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from impetus.kit import masking
from impetus.kit.fields import Line, Note, Slug
from impetus.kit.times import iso
from impetus.model.text import Locale
from impetus.responders.repository import Event, Link
from impetus.responders.service import DEFAULT_MINUTES, MAX_MINUTES, Wish


class ShareIn(BaseModel):
    """What to share: whom with, what to do, whom to call, for how long, and what of the alert."""

    model_config = ConfigDict(extra="forbid")

    alert: Slug
    responder: Annotated[Line, StringConstraints(max_length=80)]
    instruction: Annotated[Note, StringConstraints(max_length=500)] = ""
    phone: Annotated[Line, StringConstraints(max_length=40)] = ""
    locale: Locale = "en"
    minutes: Annotated[int, Field(ge=5, le=MAX_MINUTES)] = DEFAULT_MINUTES
    place: bool = True
    why: bool = True
    picture: bool = True

    def wish(self) -> Wish:
        """As the service takes it."""
        return Wish(**self.model_dump())


class SeenOut(BaseModel):
    """Exactly what the page will show."""

    desk: str
    severity: str
    kind: str
    title: str
    why: str
    place: str
    on_map: bool
    picture: str
    confirmed: bool
    seen_at: str
    instruction: str
    by: str
    phone: str
    expires_at: str


class ResponderEventOut(BaseModel):
    """Something that happened to a link."""

    at: str
    what: str
    address: str
    device: str


class ResponderLinkOut(BaseModel):
    """A link with everything that happened to it."""

    id: str
    alert: str
    responder: str
    instruction: str
    by: str
    made_at: str
    expires_at: str
    revoked_at: str | None
    status: str
    events: list[ResponderEventOut]


class SharedOut(ResponderLinkOut):
    """A new link; its address is shown this once."""

    address: str


def preview_out(link: Link) -> SeenOut:
    """Return what the page will show, in the page's language."""
    shown, place = link.shown, link.shown.place
    return SeenOut(
        desk=shown.desk, severity=shown.severity, kind=shown.kind.in_(link.locale), by=link.by_name, phone=link.phone,
        title=shown.title.in_(link.locale), why=shown.why.in_(link.locale) if shown.why else "",
        place=place.name if place else "", on_map=bool(place and (place.latitude is not None or place.area)),
        picture=shown.picture.title.in_(link.locale) if shown.picture else "",
        confirmed=shown.confirmed, seen_at=iso(shown.seen_at), instruction=masking.shown(link.instruction, link.locale),
        expires_at=iso(link.expires_at),
    )  # fmt: skip


def link_out(link: Link, events: list[Event]) -> ResponderLinkOut:
    """Return a link as the API says it."""
    return ResponderLinkOut(
        id=link.id, alert=link.alert, responder=link.responder,
        instruction=masking.shown(link.instruction, link.locale), by=link.by_name,
        made_at=iso(link.made_at), expires_at=iso(link.expires_at), status=link.status,
        revoked_at=iso(link.revoked_at) if link.revoked_at else None,
        events=[
            ResponderEventOut(at=iso(one.at), what=one.what, address=one.address, device=one.device) for one in events
        ],
    )  # fmt: skip
