"""Finding and masking."""

import bisect
from collections.abc import Collection, Sequence

from impetus.kit.masking.names import addresses, names
from impetus.kit.masking.numbers import numbers
from impetus.kit.masking.spans import Category, Masked, Span


def find(text: str, keep: Sequence[str] = ()) -> list[Span]:
    """Return what names or reaches a person, in order and without overlaps. `keep` are names that are left."""
    taken: list[Span] = []
    mentioned = {f"@{one.split()[0]}".casefold() for one in keep if one.split()}
    for span in numbers(text):
        if text[span.start : span.end].casefold() not in mentioned:
            _take(taken, span)
    for span in names(text, [one for one in keep if one]):
        _take(taken, _clipped(text, taken, span))
    for span in addresses(text, taken):
        _take(taken, span)
    return taken


def mask(text: str, keep: Sequence[str] = (), but: Collection[Category] = ()) -> Masked:
    """Return the text with every span taken out: `call [phone]`. A text without any comes back as it is.

    `keep` are names that stay, `but` categories that stay: a host's address is what a cyber alert is about.
    """
    spans = [span for span in find(text, keep) if span.category not in but]
    parts, at = [], 0
    for span in spans:
        parts += [text[at : span.start], f"[{span.category}]"]
        at = span.end
    return Masked("".join([*parts, text[at:]]) if spans else text, tuple(spans))


def _clipped(text: str, taken: list[Span], span: Span) -> Span:
    """A name without the number that begins right behind it: `Ada Rossi AB 123 CD` is a name and a plate."""
    place = bisect.bisect_left(taken, span)
    if place < len(taken) and taken[place].start < span.end:
        name = text[span.start : taken[place].start].rstrip()
        return span._replace(end=span.start + len(name)) if name else span
    return span


def _take(taken: list[Span], span: Span) -> None:
    """Put a span among those taken unless it overlaps one."""
    place = bisect.bisect_left(taken, span)
    if place and taken[place - 1].end > span.start:
        return
    if place < len(taken) and taken[place].start < span.end:
        return
    taken.insert(place, span)
