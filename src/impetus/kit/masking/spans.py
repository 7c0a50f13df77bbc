"""What masking finds."""

from typing import Final, Literal, NamedTuple

Category = Literal["name", "handle", "plate", "phone", "e-mail", "iban", "card", "national_id", "ip", "address"]
CATEGORIES: Final[tuple[Category, ...]] = (
    "name", "handle", "plate", "phone", "e-mail", "iban", "card", "national_id", "ip", "address",
)  # fmt: skip


class Span(NamedTuple):
    """`text[start:end]` is of a category; in `Masked`, places are of the original."""

    start: int
    end: int
    category: Category


class Masked(NamedTuple):
    """A text in which every span reads `[category]`."""

    text: str
    spans: tuple[Span, ...]
