"""What a tool saw, on the responder's page: outlines of a picture, or a measured line. No picture leaves the desk."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from html import escape
from typing import Any, Final
from zoneinfo import ZoneInfo

import msgspec

from impetus.kit.times import as_datetime
from impetus.kit.wording import two_figures
from impetus.model.evidence import ImageEvidence, SeriesEvidence
from impetus.responders import words

Picture = ImageEvidence | SeriesEvidence
WIDTH: Final = 390
HEIGHT: Final = 132
_POINTS: Final = 160
_BOXES: Final = 40


def chosen(evidence: Sequence[dict[str, Any]]) -> Picture | None:
    """The piece that says most on a telephone: outlines before a line. Without what names an object in the store."""
    found: Picture | None = None
    for raw in evidence:
        if raw.get("type") not in ("image", "series"):
            continue
        one = msgspec.convert(raw, Picture)
        if isinstance(one, ImageEvidence):
            boxes = [_box(box) for box in one.boxes[:_BOXES]]
            return msgspec.structs.replace(one, object="", boxes=[box for box in boxes if box])
        found = found or _thin(one)
    return found


def _box(raw: dict[str, Any]) -> dict[str, Any]:
    """A box with nothing but its place and what it is."""
    sides = {name: raw.get(name) for name in ("x", "y", "width", "height")}
    if not all(isinstance(value, int | float) for value in sides.values()):
        return {}
    kind = str(raw.get("kind") or raw.get("label") or "").lower()
    return {**sides, "kind": kind if kind in words.BOX else "bystander"}


def _thin(one: SeriesEvidence) -> SeriesEvidence:
    """At most 160 points, the newest among them."""
    step = max(1, -(-len(one.time) // _POINTS))
    kept = range((len(one.time) - 1) % step, len(one.time), step)

    def few(values: list[Any]) -> list[Any]:
        return [values[index] for index in kept] if len(values) == len(one.time) else []

    return msgspec.structs.replace(
        one, time=few(one.time), observed=few(one.observed), expected=few(one.expected), low=few(one.low),
        high=few(one.high),
    )  # fmt: skip


def draw(picture: Picture, locale: str, zone: str) -> str:
    """Return the picture as SVG with its caption, or nothing where there is nothing to draw."""
    title = escape(picture.title.in_(locale))
    if isinstance(picture, ImageEvidence):
        body, note = _outlines(picture, locale), words.OUTLINES.in_(locale)
    else:
        body, note = _line(picture, locale, zone), escape(picture.unit)
    if not body:
        return ""
    return (
        f'<figure class="pic"><svg viewBox="0 0 {WIDTH} {HEIGHT}" role="img"><title>{title}</title>{body}</svg>'
        f"<figcaption>{title}. {note}</figcaption></figure>"
    )


def _outlines(picture: ImageEvidence, locale: str) -> str:
    boxes = picture.boxes
    # Boxes come as shares of the picture; those in pixels are brought to shares by their own greatest extent.
    extent = max((max(box["x"] + box["width"], box["y"] + box["height"]) for box in boxes), default=0)
    scale = 1 / extent if extent > 1 else 1.0
    parts = []
    for box in boxes:
        x, y = box["x"] * scale * WIDTH, box["y"] * scale * HEIGHT
        wide, high = box["width"] * scale * WIDTH, box["height"] * scale * HEIGHT
        name = escape(words.BOX[box["kind"]].in_(locale))
        parts.append(
            f'<rect class="box {box["kind"]}" x="{x:.1f}" y="{y:.1f}" width="{wide:.1f}" height="{high:.1f}"/>'
            f'<text x="{x + 3:.1f}" y="{max(12.0, y + 13):.1f}">{name}</text>'
        )
    return "".join(parts)


def _line(one: SeriesEvidence, locale: str, zone: str) -> str:
    told = [value for values in (one.observed, one.low, one.high) for value in values if value is not None]
    if len(one.time) < 2 or not told or one.time[-1] <= one.time[0]:
        return ""
    least, most = min(0.0, *told), max(told)
    span, long = (most - least) or 1.0, one.time[-1] - one.time[0]

    def at(time: int, value: float) -> str:
        return f"{40 + (time - one.time[0]) / long * (WIDTH - 52):.1f} {12 + (most - value) / span * (HEIGHT - 36):.1f}"

    parts = []
    if one.low and one.high:
        upper = [at(t, v) for t, v in zip(one.time, one.high, strict=True) if v is not None]
        lower = [at(t, v) for t, v in zip(one.time, one.low, strict=True) if v is not None]
        if upper and lower:
            parts.append(f'<path class="band" d="M{"L".join([*upper, *reversed(lower)])}Z"/>')
    if one.expected:
        parts.append(f'<path class="mid" d="{_pieces(zip(one.time, one.expected, strict=True), at)}"/>')
    parts.append(f'<path class="obs" d="{_pieces(zip(one.time, one.observed, strict=True), at)}"/>')
    if one.from_ is not None:
        late = [(t, v) for t, v in zip(one.time, one.observed, strict=True) if t >= one.from_]
        parts.append(f'<path class="dev" d="{_pieces(late, at)}"/>')
    parts.append(f'<text x="4" y="18">{two_figures(most, locale)}</text><text x="4" y="{HEIGHT - 22}">')
    parts.append(f"{two_figures(least, locale) if least > 0 else '0' if least == 0 else ''}</text>")
    foot = HEIGHT - 5
    parts.append(f'<text x="40" y="{foot}">{_clock(one.time[0], zone)}</text>')
    parts.append(f'<text class="end" x="{WIDTH - 12}" y="{foot}">{_clock(one.time[-1], zone)}</text>')
    return "".join(parts)


def _pieces(points: Iterable[tuple[int, float | None]], at: Any) -> str:
    """A path that is broken where a value is missing."""
    path, open_ = [], False
    for time, value in points:
        if value is None:
            open_ = False
            continue
        path.append(f"{'L' if open_ else 'M'}{at(time, value)}")
        open_ = True
    return "".join(path)


def _clock(ms: int, zone: str) -> str:
    moment: datetime = as_datetime(ms)
    return f"{moment.astimezone(ZoneInfo(zone)):%H:%M}"
