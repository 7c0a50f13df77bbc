"""What the tool answered, as far as briefs, tasks and exports need it; anything else of it is kept as it came."""

import base64
import binascii
import json
import unicodedata
import zlib
from typing import Annotated, Any, Final

import msgspec
from msgspec import Meta
from pydantic import ValidationError

from impetus.evacuations.schemas import MOST_BYTES, EvacuationSetting, ExitGateIn
from impetus.kit.errors import BadInput

_MOST_GRAPH: Final = 64 * 1024 * 1024
Line = tuple[float, float, float, float]
Seconds = Annotated[float, Meta(ge=0, le=1e7)]
People = Annotated[int, Meta(ge=0, le=5_000_000)]


class Order(msgspec.Struct, frozen=True):
    """What a post says from one second to another (none: to the end); `bearing` in degrees from north."""

    first_s: Seconds
    last_s: Seconds | None
    name: str
    towards: str
    bearing: Annotated[float, Meta(ge=0, le=360)] | None = None


class Post(msgspec.Struct, frozen=True):
    """A steward's post."""

    number: Annotated[int, Meta(ge=1, le=1000)]
    node: str
    lon: Annotated[float, Meta(ge=-180, le=180)] | None
    lat: Annotated[float, Meta(ge=-90, le=90)] | None
    people: People
    orders: Annotated[list[Order], Meta(max_length=200)]


class Posts(msgspec.Struct, frozen=True):
    """A plan of posts."""

    most: int
    clear_s: Seconds
    posts: Annotated[list[Post], Meta(max_length=100)]


class _Seconds(msgspec.Struct, frozen=True):
    seconds: float


class _Clear(msgspec.Struct, frozen=True):
    clear_s: Seconds


class _Inputs(msgspec.Struct, frozen=True):
    people: People = 0
    sha256: str = ""
    seed: int = 0


class _Changed(msgspec.Struct, frozen=True):
    node: str


class Replan(msgspec.Struct, frozen=True):
    """What planning again changed."""

    changed: Annotated[list[_Changed], Meta(max_length=200)] = []


class Answer(msgspec.Struct, frozen=True):
    """An answer of the tool."""

    version: str = ""
    inputs: _Inputs = _Inputs()
    bound: _Seconds | None = None
    plan: _Clear | None = None
    posts: list[Posts] = []
    replan: Replan | None = None


class Reckoned(msgspec.Struct, frozen=True):
    """What was reckoned for a plan; nothing where it was only drawn.

    `of` is the setting it was reckoned for, `used_at` since when it is carried out (ISO 8601), `before` the posts as
    stewards were told last, and `given` whether the orders since then became tasks; None where none ever did.
    """

    plan: Answer | None = None
    of: dict[str, Any] | None = None
    used_at: Annotated[str, Meta(max_length=40)] | None = None
    before: Posts | None = None
    given: bool | None = None

    @property
    def news(self) -> tuple[list[Post], list[Post]]:
        """Posts with orders that nobody has yet, and those that stand down; where it was planned once, all and none."""
        posts = self.posts.posts if self.posts else []
        if self.before is None:
            return posts, []
        again = self.plan.replan if self.plan else None
        had, has = ({post.node for post in one} for one in (self.before.posts, posts))
        changed = {one.node for one in again.changed} if again else has
        fresh = [post for post in posts if post.node in changed or post.node not in had]
        return fresh, [post for post in self.before.posts if post.node not in has]

    def stale(self, setting: EvacuationSetting) -> bool:
        """Whether it was reckoned for another setting than this; names and times of counts do not matter."""
        if self.of is None:
            return False
        try:
            return _what(EvacuationSetting.model_validate(self.of)) != _what(setting)
        except ValidationError:
            return True

    @property
    def posts(self) -> Posts | None:
        """The posts of the last answer with any."""
        found = self.plan.posts[-1] if self.plan and self.plan.posts else None
        return found if found and found.posts else None

    @property
    def clear_s(self) -> float | None:
        """When everybody is out: by the posts, else by the plan."""
        if self.posts:
            return self.posts.clear_s
        return self.plan.plan.clear_s if self.plan and self.plan.plan else None


def _what(setting: EvacuationSetting) -> dict[str, Any]:
    said = setting.model_dump(exclude={"crowds": {"__all__": {"name", "counted_at"}}})
    blank = ExitGateIn()
    return said | {"gates": {id: gate for id, gate in setting.gates.items() if gate != blank}}


def read(said: dict[str, Any] | None) -> Reckoned:
    """Read it. Raise BadInput where it is too large or not what the tool answers."""
    if said is None:
        return Reckoned()
    try:
        raw = msgspec.json.encode(said)
        if len(raw) > MOST_BYTES:
            raise BadInput(
                "What was reckoned is too large to keep.", remedy="Keep it without its animation.", field="reckoned"
            )
        return msgspec.json.decode(raw, type=Reckoned)
    except (msgspec.MsgspecError, UnicodeEncodeError, RecursionError, OverflowError):
        raise BadInput(
            "This is not what the tool answers.", remedy="Send the answer as it came.", field="reckoned"
        ) from None


def shown(words: str) -> str:
    """A name from a map as paper can show it: one line, no control characters, at most 80."""
    kept = "".join(char for char in words if unicodedata.category(char)[0] != "C")
    return " ".join(kept.split())[:80]


def drawn(packed: str) -> list[Line]:
    """The streets of a graph, in degrees: longitude and latitude of both ends; none where it does not say."""
    try:
        unpacker = zlib.decompressobj(zlib.MAX_WBITS | 16)
        graph = json.loads(unpacker.decompress(base64.b64decode(packed, validate=True), _MOST_GRAPH))
        at = {str(node.get("id", place)): (node["lon"], node["lat"]) for place, node in enumerate(graph["nodes"])}
        found = {}
        for tail, head, *_ in graph["arcs"]:
            ends = (str(tail), str(head))
            if (ends[1], ends[0]) not in found:
                (a, b), (c, d) = at[ends[0]], at[ends[1]]
                found[ends] = (float(a), float(b), float(c), float(d))
        return list(found.values())
    except (binascii.Error, zlib.error, ValueError, TypeError, KeyError, AttributeError, RecursionError):
        return []


def clock(seconds: float) -> str:
    """Minutes and seconds: 4:05."""
    whole = max(0, round(seconds))
    return f"{whole // 60}:{whole % 60:02}"
