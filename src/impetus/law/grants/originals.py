"""Keeping originals: what people write is masked where it is stored, and sealed beside it where that differs.

A domain calls `seal` before its unit (the keys lie in another database) and `keep` within it.
"""

from collections.abc import Sequence
from datetime import datetime

import msgspec

from impetus.keys.store import KeyStore
from impetus.keys.vault import DataKey, Vault
from impetus.kit.errors import Unavailable
from impetus.kit.masking import Masked, mask
from impetus.kit.times import as_datetime
from impetus.law.grants import repository
from impetus.law.grants.records import AUTHOR_SEES, Item
from impetus.storage.unit import Unit


class Veiled(msgspec.Struct, frozen=True, kw_only=True):
    """A text that is about to be stored: masked, with its original and the key to seal it with where they differ."""

    masked: Masked
    original: str
    key: DataKey | None

    @property
    def text(self) -> str:
        """What is stored in the clear."""
        return self.masked.text


def bound(kind: str, item: str) -> str:
    """What an original is sealed for."""
    return f"{kind}/{item}"


async def veil(
    keys: KeyStore, agency: str, text: str, *, category: str, scope: str, keep: Sequence[str] = ()
) -> Veiled:
    """Mask a text; `keep` are names that stay, of colleagues who are mentioned. Raise KeyGone for a deleted scope."""
    masked = mask(text, keep=keep)
    key = await keys.data_key(agency, category, scope) if masked.spans else None
    return Veiled(masked=masked, original=text, key=key)


async def keep(
    unit: Unit, veiled: Veiled, *, kind: str, item: str, parent: str, about: str, person: str | None,
    also: Sequence[str] = (),
) -> None:  # fmt: skip
    """Seal the original of an item that was just stored, or forget an earlier one where nothing is masked now.

    `also` are categories of what is masked besides its text.
    """
    if veiled.key is None:
        await repository.forget(unit, kind, item)
        return
    known = Item(
        kind=kind, item=item, parent=parent, about=about, key_id=veiled.key.id, written_by=person,
        categories=sorted({*also, *(span.category for span in veiled.masked.spans)}),
        written_at=as_datetime(unit.clock.now_ms()),
    )  # fmt: skip
    await repository.keep(unit, known, Vault.seal(veiled.key, veiled.original.encode(), bound(kind, item)))


async def seen_by_author(
    unit: Unit, keys: KeyStore, kind: str, ids: Sequence[str], person: str, now: datetime
) -> dict[str, str]:
    """Originals that the person wrote within the last ten minutes, by item."""
    found = await repository.own_originals(unit, kind, ids, person, now - AUTHOR_SEES) if ids else []
    opened = await keys.keys(unit.agency, {key for _, key, _ in found}) if found else {}
    seen: dict[str, str] = {}
    for item, key, sealed in found:
        if key in opened:
            try:
                seen[item] = Vault.open(opened[key], sealed, bound(kind, item)).decode()
            except Unavailable:
                continue
    return seen


async def which_masked(unit: Unit, kind: str, ids: Sequence[str]) -> set[str]:
    """Those of `ids` that somebody may ask to unmask."""
    return await repository.masked(unit, kind, ids) if ids else set()
