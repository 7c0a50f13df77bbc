"""The responder's page: one light page without menu, script or pictures from elsewhere."""

import base64
import hashlib
import importlib.resources
from collections.abc import Sequence
from datetime import datetime
from html import escape
from pathlib import Path
from typing import Final
from zoneinfo import ZoneInfo

from impetus.kit import masking
from impetus.model.text import Text
from impetus.responders import picture, words
from impetus.responders.map import draw
from impetus.responders.repository import Link, Shown

STYLE: Final = (importlib.resources.files("impetus.responders") / "page.css").read_text("utf-8")
_HASH: Final = base64.b64encode(hashlib.sha256(STYLE.encode()).digest()).decode()
HEADERS: Final = {
    "Content-Security-Policy": (
        f"default-src 'none'; style-src 'sha256-{_HASH}'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    ),
    # The form's own origin must come along with it; other sites still learn nothing.
    "Referrer-Policy": "same-origin",
    "X-Robots-Tag": "noindex, nofollow",
    "Cache-Control": "no-store",
}


def _whole(locale: str, title: str, body: str) -> str:
    return (
        f'<!doctype html><html lang="{locale}"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width,initial-scale=1,viewport-fit=cover">'
        f"<title>{escape(title)}</title><style>{STYLE}</style></head><body>{body}</body></html>"
    )


def clock(at: datetime, zone: str) -> str:
    """Hours and minutes where the city is."""
    return f"{at.astimezone(ZoneInfo(zone)):%H:%M}"


def _phone(number: str, text: str) -> str:
    plain = "".join(c for c in number if c in "+0123456789")
    return f'<a class="call" href="tel:{plain}">{escape(text)} {escape(number)}</a>' if plain else ""


def page(link: Link, action: str, maps: Sequence[Path] = ()) -> str:
    """The page of a link that can be used; `action` is where its buttons send, `maps` are folders of base maps."""
    shown: Shown = link.shown

    def say(text: Text, **values: str) -> str:
        return escape(text.in_(link.locale).format(**values))

    place, map_, way = shown.place, None, ""
    if place is not None:
        map_ = draw(place, words.MAP.in_(link.locale).format(where=place.name), maps)
        if place.latitude is not None and place.longitude is not None:
            spot = f"{place.latitude:.6f},{place.longitude:.6f}"
            way = f'<a href="geo:{spot}?q={spot}">{say(words.LEAD)}</a>'
    certain = words.CONFIRMED if shown.confirmed else words.UNCONFIRMED
    why = f"<p>{escape(shown.why.in_(link.locale))}</p>" if shown.why else ""
    where = f'<p class="t2">{escape(place.name)}</p>' if place and place.name else ""
    order = (
        (
            f'<div class="do"><p>{escape(masking.shown(link.instruction, link.locale))}</p>'
            f'<p class="meta">{escape(link.by_name)}, {clock(link.made_at, shown.time_zone)}</p></div>'
        )
        if link.instruction
        else ""
    )
    seen = picture.draw(shown.picture, link.locale, shown.time_zone) if shown.picture else ""
    told = ""
    if link.status:
        told = f'<p class="told" role="status">{say(words.TOLD, what=words.STATUS[link.status].in_(link.locale))}</p>'
    buttons = "".join(
        f'<button name="status" value="{key}" class="{"pri" if key == "coming" else ""}"'
        f' aria-pressed="{"true" if key == link.status else "false"}">{say(text)}</button>'
        for key, text in words.STATUS.items()
    )
    body = (
        f"<header><span><b>{escape(shown.desk)}</b> {say(words.TO, who=link.responder)}</span>"
        f"<time>{say(words.UNTIL, time=clock(link.expires_at, shown.time_zone))}</time></header><main>"
        f'<div class="ttl"><p><span class="sev {shown.severity}">{say(words.SEVERITY[shown.severity])}</span>'
        f' <span class="t2">{escape(shown.kind.in_(link.locale))}</span></p>'
        f"<h1>{escape(shown.title.in_(link.locale))}</h1>{why}{where}"
        f'<p class="t2">{say(words.SEEN, time=clock(shown.seen_at, shown.time_zone))} {say(certain)}</p></div>'
        f'{order}{f"""<div class="map {shown.severity}">{map_}{way}</div>""" if map_ else ""}'
        f'{f"""<div class="{shown.severity}">{seen}</div>""" if seen else ""}{told}</main>'
        f'<footer><form method="post" action="{escape(action)}">{buttons}</form>'
        f"{_phone(link.phone, words.CALL.in_(link.locale))}<p>{say(words.LOGGED, who=link.responder)}</p></footer>"
    )
    return _whole(link.locale, shown.desk, body)


def ended(link: Link | None, locale: str) -> str:
    """The page after the end: that it has ended, and whom to call. Nothing else."""
    chosen = link.locale if link else locale
    call = _phone(link.phone, words.CALL.in_(chosen)) if link else ""
    said, whom = words.ENDED.in_(chosen), words.WHOM.in_(chosen)
    body = f'<main class="ended"><h1>{escape(said)}</h1><p class="t2">{escape(whom)}</p>{call}</main>'
    return _whole(chosen, said, body)
