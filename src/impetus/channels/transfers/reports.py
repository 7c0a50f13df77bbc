"""What an import answers: what was read, what became of it, what was refused and what had no place."""

from typing import Any

from pydantic import BaseModel

from impetus.formats.imported import Imported
from impetus.observations.sources.schemas import RefusalOut, refusal_out


class LostOut(BaseModel):
    """A part of a message that has no place here and was left out."""

    position: int
    path: str
    value: str


class ImportedOut(BaseModel):
    """What became of an import: how many messages were read, how many alerts are new or changed, and the rest."""

    read: int
    taken: int
    refused: list[RefusalOut]
    lost: list[LostOut]


def imported_out(read: Imported[Any], taken: int, locale: str) -> ImportedOut:
    """Return what an import answers, in a language; refusals beyond the first 100 are only counted in the audit log."""
    return ImportedOut(
        read=len(read.items),
        taken=taken,
        refused=[refusal_out(refusal, locale) for refusal in read.refused[:100]],
        lost=[LostOut(position=part.position, path=part.path, value=part.value) for part in read.lost],
    )
