"""What a tool tells, without identifiers that it let through; nothing keeps the original."""

from collections.abc import Collection
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


def veiled(draft: AlertDraft) -> AlertDraft:
    """Return the draft with title, sentence, place, evidence, explanation and attributes masked."""
    told = {name: getattr(draft, name) for name in ("title", "why", "where", "parts")}
    plain = {name: _all(msgspec.to_builtins(value)) for name, value in told.items()}
    fields = {field.name: field.type for field in msgspec.structs.fields(AlertDraft)}
    return msgspec.structs.replace(
        draft,
        **{name: msgspec.convert(value, fields[name]) for name, value in plain.items()},
        evidence=[_piece(piece) for piece in draft.evidence],
        attributes=_all(msgspec.to_builtins(draft.attributes)),
    )


def _piece(piece: Evidence) -> Evidence:
    but = () if isinstance(piece, TextEvidence) else _HOSTS
    made: Evidence = msgspec.convert(_all(msgspec.to_builtins(piece), but), type(piece))
    return made


def _all(value: Any, but: Collection[Category] = _HOSTS) -> Any:
    if isinstance(value, str):
        return mask(value, but=but).text
    if isinstance(value, list | tuple):
        return [_all(one, but) for one in value]
    if isinstance(value, dict):
        return {
            key: one if key in _NAMING or (key in _FIGURES and isinstance(one, list)) else _all(one, but)
            for key, one in value.items()
        }
    return value
