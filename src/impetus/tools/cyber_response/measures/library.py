"""The kinds of measures that can be taken on a network, with costs and effects to begin with."""

from functools import cache
from importlib.resources import files
from typing import Annotated, Final, Literal

import msgspec
from msgspec import Meta

from impetus.model.text import Text

Kind = Literal["isolate", "patch", "close", "block", "rotate", "second_factor", "read_only", "allow_list"]
_FILE: Final = "library.toml"


class Sort(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A kind of measure; `{what}` in its name is what it is done to."""

    kind: Kind
    cost: Annotated[float, Meta(ge=0)]
    effect: Annotated[float, Meta(ge=0, le=1)]
    mitigation: Annotated[str, Meta(pattern=r"^M1\d{3}$")]
    defend: Annotated[str, Meta(pattern=r"^D3-[A-Z]+$")]
    name: Text


class _Library(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    measure: list[Sort]


@cache
def library() -> dict[Kind, Sort]:
    """Return each kind of measure."""
    said = files(__package__ or "").joinpath(_FILE).read_bytes()
    return {one.kind: one for one in msgspec.toml.decode(said, type=_Library).measure}
