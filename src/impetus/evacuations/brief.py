"""A brief for each steward as PDF: where the post is, which way it points and when, what to say in three languages."""

import asyncio
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Any, Final
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import msgspec
import typst

from impetus.evacuations.brief_map import draw
from impetus.evacuations.brief_words import compass, words
from impetus.evacuations.reckoned import Line, Order, Post, Posts, Reckoned, clock, shown
from impetus.evacuations.repository import PlanRow
from impetus.evacuations.schemas import EvacuationSetting
from impetus.model.text import LOCALES, Locale

_TEMPLATE: Final = Path(__file__).with_name("brief.typ")


class Brief(msgspec.Struct, frozen=True, kw_only=True):
    """What briefs are made of. `only` is the number of one post, 0 for all."""

    row: PlanRow
    reckoned: Reckoned
    posts: Posts
    setting: EvacuationSetting
    streets: list[Line]
    zone: str
    now: datetime
    agency: str
    only: int = 0


async def pdf(brief: Brief, locale: Locale, maps: Sequence[Path]) -> bytes:
    """Return the briefs, one page a post."""
    return await asyncio.to_thread(_compile, brief, locale, maps)


def _compile(brief: Brief, locale: Locale, maps: Sequence[Path]) -> bytes:
    data = msgspec.json.encode(told(brief, locale, maps)).decode()
    made = typst.compile(_TEMPLATE.read_bytes(), format="pdf", sys_inputs={"brief": data})
    assert isinstance(made, bytes)
    return made


def told(brief: Brief, locale: Locale, maps: Sequence[Path]) -> dict[str, Any]:
    """What the template shows, every word in its language."""
    said = words(locale)
    try:
        zone = ZoneInfo(brief.zone)
    except (ZoneInfoNotFoundError, ValueError):
        zone = ZoneInfo("UTC")
    answer = brief.reckoned.plan
    assert answer is not None
    wanted = [post for post in brief.posts.posts if brief.only in (0, post.number)]
    return {
        "words": said,
        "lang": locale,
        "name": shown(brief.row.name),
        "venue": shown(brief.row.venue),
        "agency": brief.agency,
        "count": len(brief.posts.posts),
        "footer": f"{said['note']} {said['made']} {brief.now.astimezone(zone):%Y-%m-%d %H:%M}."
        f" v{answer.version}, {said['inputs']} {shown(answer.inputs.sha256)[:12]}.",
        "posts": [_page(brief, post, locale, maps) for post in wanted],
    }


def _page(brief: Brief, post: Post, locale: Locale, maps: Sequence[Path]) -> dict[str, Any]:
    said = words(locale)
    return {
        "number": str(post.number),
        "place": _place(post),
        "people": str(post.people),
        "map": draw(post, brief.posts.posts, brief.streets, brief.setting.threats, maps),
        "orders": [
            {
                "first": clock(order.first_s),
                "last": said["end"] if order.last_s is None else clock(order.last_s),
                "compass": compass(order.bearing, locale) or "–",
                "bearing": 0.0 if order.bearing is None else order.bearing,
                "way": shown(order.name) or said["this_way"],
                "towards": _exit(order.towards),
            }
            for order in post.orders
        ],
        "messages": [{"lang": one, "text": message(post.orders[0], one)} for one in LOCALES] if post.orders else [],
    }


def message(order: Order, locale: Locale) -> str:
    """What a steward calls out."""
    said, way = words(locale), compass(order.bearing, locale)
    return said["message"].format(compass=way) if way else said["message_plain"]


def task(post: Post, locale: Locale, *, again: bool = False) -> str:
    """A post as a task of an incident; `again` where it had another order before."""
    said = words(locale)
    parts = [
        said["task_order"].format(
            first=clock(order.first_s),
            compass=compass(order.bearing, locale) or "–",
            way=shown(order.name) or said["this_way"],
        )
        for order in post.orders
    ]
    if post.orders and post.orders[-1].last_s is not None:
        parts.append(said["task_leave"].format(last=clock(post.orders[-1].last_s)))
    orders = "; ".join(parts)
    place = _place(post)
    key = "task" if place else "task_plain"
    line = said[key].format(number=post.number, place=place, orders=orders)
    return (said["task_again"].format(task=line) if again else line)[:4000]


def stand_down(post: Post, locale: Locale) -> str:
    """The task of a post that is needed no more."""
    said = words(locale)
    place = _place(post)
    return said["task_down" if place else "task_down_plain"].format(number=post.number, place=place)[:4000]


def _place(post: Post) -> str:
    """Where a post is, in words: the street it points along, or nothing where that has no name."""
    return next((shown(order.name) for order in post.orders if order.name), "") or _exit(post.node)


def _exit(name: str) -> str:
    """A name that a person gave; numbers of a map's nodes tell a steward nothing."""
    kept = shown(name)
    return "" if kept.replace(".", "").replace("-", "").isdigit() else kept
