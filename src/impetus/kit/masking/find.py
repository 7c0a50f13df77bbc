"""Finding and masking."""

import bisect
from collections.abc import Sequence

from impetus.kit.masking.names import addresses, names
from impetus.kit.masking.numbers import numbers
from impetus.kit.masking.spans import Masked, Span


def find(text: str, keep: Sequence[str] = ()) -> list[Span]:
    """Return what names or reaches a person, in order and without overlaps. `keep` are names that are left."""
    taken: list[Span] = []
    mentioned = {f"@{one.split()[0]}".casefold() for one in keep if one.split()}
    for span in numbers(text):
        if text[span.start : span.end].casefold() not in mentioned:
            _take(taken, span)
    for span in names(text, [one for one in keep if one]):
        _take(taken, span)
    for span in addresses(text, taken):
        _take(taken, span)
    return taken


def mask(text: str, keep: Sequence[str] = ()) -> Masked:
    """Return the text with every span taken out: `call [phone]`. A text without any comes back as it is."""
    spans = find(text, keep)
    parts, at = [], 0
    for span in spans:
        parts += [text[at : span.start], f"[{span.category}]"]
        at = span.end
    return Masked("".join([*parts, text[at:]]) if spans else text, tuple(spans))


def _take(taken: list[Span], span: Span) -> None:
    """Put a span among those taken unless it overlaps one."""
    place = bisect.bisect_left(taken, span)
    if place and taken[place - 1].end > span.start:
        return
    if place < len(taken) and taken[place].start < span.end:
        return
    taken.insert(place, span)
