"""Types of fields that come from outside: text without control characters, numbers that can be stored."""

import unicodedata
from typing import Annotated, Final

from pydantic import AfterValidator, Field, StringConstraints

from impetus.kit.masking import mask

MAX_INT: Final = 2**53 - 1
"""The largest whole number that JSON, JavaScript and PostgreSQL's bigint all keep exactly."""


def _plain(text: str) -> str:
    if any(unicodedata.category(char) in ("Cc", "Cs") and char not in "\n\t" for char in text):
        raise ValueError("contains a character that cannot be shown")
    return text


def _one_line(text: str) -> str:
    if "\n" in text or "\t" in text:
        raise ValueError("must be one line")
    return _plain(text)


def _masked(text: str) -> str:
    return mask(text).text


# Lengths stand before these: a length on an alias that has its own checks is looked at before spaces are stripped.
PLAIN: Final = AfterValidator(_plain)
"""No control characters but line breaks and tabs."""
ONE_LINE: Final = AfterValidator(_one_line)
"""No line breaks either."""
MASKED: Final = AfterValidator(_masked)
"""What names or reaches a person is taken out at the door, and kept nowhere."""

Line = Annotated[str, StringConstraints(max_length=200), ONE_LINE]
"""One line of text, at most 200 characters, no control characters."""
Name = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=120), ONE_LINE]
"""One line that says something: not only spaces."""
Sentence = Annotated[str, StringConstraints(max_length=400), ONE_LINE]
"""A sentence for a screen: one line, at most 400 characters, no control characters."""
Note = Annotated[str, StringConstraints(max_length=4000), PLAIN]
"""Text of several lines, at most 4,000 characters."""
MaskedLine = Annotated[Line, MASKED]
"""A title or a reason: what names or reaches a person is taken out at the door, and kept nowhere."""
MaskedName = Annotated[Name, MASKED]
"""As `MaskedLine`: not only spaces."""
MaskedNote = Annotated[Note, MASKED]
"""As `MaskedLine`, of several lines."""
MaskedSentence = Annotated[Sentence, MASKED]
"""As `MaskedLine`, of at most 400 characters."""
Slug = Annotated[str, StringConstraints(max_length=64, pattern=r"^[A-Za-z0-9_.:-]+$")]
"""An id."""
Count = Annotated[int, Field(ge=0, le=MAX_INT)]
"""A whole number from 0 that can be stored anywhere."""
