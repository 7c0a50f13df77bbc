"""What a tool tells, without identifiers that it let through; nothing keeps the original."""

from typing import Any, Final

import msgspec

from impetus.kit.masking import Category, mask
from impetus.model.alert import AlertDraft
from impetus.model.evidence import Evidence, TextEvidence

_HOSTS: Final[tuple[Category, ...]] = ("ip",)
"""What stays outside quoted texts: the address of a host is what a cyber alert is about."""
_NAMING: Final = frozenset({"type", "object", "sensor", "sensors", "unit"})
"""Fields that hold words of the program and ids, which must stay as they are."""
_FIGURES: Final = frozenset({"time", "observed", "expected", "low", "high", "ring", "path"})
"""Fields that hold figures alone: not looked into."""

_TYPES: Final = {field.name: field.type for field in msgspec.structs.fields(AlertDraft)}
Known = dict[tuple[str, tuple[Category, ...]], str]
"""Texts of one alert that were masked already: a place's name stands in it a dozen times."""


def veiled(draft: AlertDraft) -> AlertDraft:
    """Return the draft with title, sentence, place, evidence, explanation and attributes masked."""
    told = {name: getattr(draft, name) for name in ("title", "why", "where", "parts")}
    known: Known = {}
    plain = {name: _all(msgspec.to_builtins(value), known) for name, value in told.items()}
    return msgspec.structs.replace(
        draft,
        **{name: msgspec.convert(value, _TYPES[name]) for name, value in plain.items()},
        evidence=[_piece(piece, known) for piece in draft.evidence],
        attributes=_all(msgspec.to_builtins(draft.attributes), known),
    )


def _piece(piece: Evidence, known: Known) -> Evidence:
    but = () if isinstance(piece, TextEvidence) else _HOSTS
    made: Evidence = msgspec.convert(_all(msgspec.to_builtins(piece), known, but), type(piece))
    return made


def _all(value: Any, known: Known, but: tuple[Category, ...] = _HOSTS) -> Any:
    if isinstance(value, str):
        found = known.get((value, but))
        if found is None:
            found = known[value, but] = mask(value, but=but).text
        return found
    if isinstance(value, list | tuple):
        return [_all(one, known, but) for one in value]
    if isinstance(value, dict):
        return {
            key: one if key in _NAMING or (key in _FIGURES and isinstance(one, list)) else _all(one, known, but)
            for key, one in value.items()
        }
    return value
