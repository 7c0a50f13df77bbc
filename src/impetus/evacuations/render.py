"""Plans as the API gives them, and as files."""

import csv
import io
from typing import Any, Final

from impetus.evacuations.reckoned import Posts, clock, shown
from impetus.evacuations.repository import PlanRow
from impetus.evacuations.schemas import EvacuationHeadOut, EvacuationOut, EvacuationSetting
from impetus.evacuations.service import Content
from impetus.kit.times import iso


def head_out(row: PlanRow) -> EvacuationHeadOut:
    """A plan in the library."""
    return EvacuationHeadOut(**_head(row))


def _head(row: PlanRow) -> dict[str, Any]:
    return {
        "id": row.id, "name": row.name, "venue": row.venue, "about": row.about, "longitude": row.longitude,
        "latitude": row.latitude, "people": row.people, "posts": row.posts, "clear_s": row.clear_s,
        "version": row.version, "tasked": row.tasked == row.version, "changed_at": iso(row.changed_at),
    }  # fmt: skip


def plan_out(row: PlanRow, kept: Content) -> EvacuationOut:
    """A plan, whole."""
    setting = EvacuationSetting.model_validate(kept.setting)
    return EvacuationOut(**_head(row), graph=kept.graph, setting=setting, reckoned=kept.reckoned)


COLUMNS: Final = ("post", "longitude", "latitude", "people", "from", "until", "street", "towards", "bearing")
_RUNS: Final = ("=", "+", "-", "@")
"""What a spreadsheet takes for the beginning of a formula."""


def posts_csv(posts: Posts) -> bytes:
    """One line an order of a post; times in minutes and seconds after the start."""
    out = io.StringIO()
    table = csv.writer(out, lineterminator="\r\n")
    table.writerow(COLUMNS)
    for post in posts.posts:
        for order in post.orders:
            until = "" if order.last_s is None else clock(order.last_s)
            names = (_safe(order.name), _safe(order.towards))
            table.writerow(
                (post.number, post.lon, post.lat, post.people, clock(order.first_s), until, *names, order.bearing)
            )
    return ("\ufeff" + out.getvalue()).encode()


def _safe(name: str) -> str:
    kept = shown(name)
    return f"'{kept}" if kept.startswith(_RUNS) else kept


def geojson(row: PlanRow, posts: Posts, setting: EvacuationSetting) -> dict[str, Any]:
    """Posts, threats and crowds as points (RFC 7946); radii in metres, times in seconds after the start."""
    features: list[dict[str, Any]] = [
        _point(post.lon, post.lat, kind="post", post=post.number, people=post.people, orders=[
            {"first_s": order.first_s, "last_s": order.last_s, "street": shown(order.name),
             "towards": shown(order.towards), "bearing": order.bearing}
            for order in post.orders
        ])
        for post in posts.posts
        if post.lon is not None and post.lat is not None
    ]  # fmt: skip
    features += [
        _point(one.longitude, one.latitude, kind="threat", radius_m=one.radius_m, growth_m_s=one.growth_m_s)
        for one in setting.threats
    ]
    features += [
        _point(one.longitude, one.latitude, kind="people", radius_m=one.radius_m, people=one.people)
        for one in setting.crowds
    ]
    note = "A planning aid, not a regulatory proof."
    return {"type": "FeatureCollection", "name": row.name, "clear_s": posts.clear_s, "note": note, "features": features}


def _point(longitude: float | None, latitude: float | None, **properties: Any) -> dict[str, Any]:
    geometry = {"type": "Point", "coordinates": [longitude, latitude]}
    return {"type": "Feature", "geometry": geometry, "properties": properties}
