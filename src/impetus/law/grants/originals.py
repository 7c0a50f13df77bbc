"""Keeping originals: what people write is masked where it is stored, and sealed beside it where that differs.

A domain calls `seal` before its unit (the keys lie in another database) and `keep` within it.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Final

import msgspec

from impetus.keys import blind
from impetus.keys.errors import KeyGone
from impetus.keys.store import KeyStore
from impetus.keys.vault import DataKey, Vault
from impetus.kit.errors import Unavailable
from impetus.kit.masking import Masked, marked, mask, stored
from impetus.kit.times import as_datetime
from impetus.law.grants import repository
from impetus.law.grants.records import AUTHOR_SEES, Item
from impetus.storage.unit import Unit, UnitOfWork

PURPOSE: Final = "platform.masking"


class Veiled(msgspec.Struct, frozen=True, kw_only=True):
    """A text that is about to be stored: masked, with its original and the key to seal it with where they differ."""

    masked: Masked
    original: str
    key: DataKey | None
    also: tuple[str, ...] = ()
    """Categories of what is masked besides its text."""
    own: bool = True
    """Whether all of the original is whose who writes it; else nobody sees it as its author."""
    index: tuple[str, tuple[str, ...]] = ("", ())
    """The key and the tokens by which it is found without being opened (`impetus.keys.blind`)."""

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
    index = await blind.made(keys, agency, category, named(text, masked))
    return Veiled(masked=masked, original=text, key=key, index=index)


def named(text: str, masked: Masked) -> list[blind.Named]:
    """Return what was masked in a text, by its kind."""
    return [(span.category, text[span.start : span.end]) for span in masked.spans]


async def veil_over(
    uow: UnitOfWork, keys: KeyStore, agency: str, before: str, text: str, *, kind: str, item: str, category: str,
    scope: str,
) -> Veiled | None:  # fmt: skip
    """Mask a text that is written over a masked one, in whatever language it was read; None: it stands as it was.

    Where marks of what was masked are left in it, the original before goes on under the new one: whoever writes need
    not have seen it, and does not now.
    """
    text = stored(text)
    if text == before:
        return None
    veiled = await veil(keys, agency, text, category=category, scope=scope)
    if not marked(text):
        return veiled
    async with uow(agency=agency, purpose=PURPOSE, actor="platform") as unit:
        known, sealed = await repository.item(unit, kind, item), await repository.original(unit, kind, item)
    if known is None or sealed is None:
        return veiled
    try:
        earlier = Vault.open(await keys.key(agency, known.key_id), sealed, bound(kind, item)).decode()
    except (KeyGone, Unavailable):
        return veiled
    both = [*named(text, veiled.masked), *named(earlier, mask(earlier))]
    return Veiled(
        masked=veiled.masked, original=f"{text}\n\n{earlier}", own=False, also=tuple(known.categories),
        key=await keys.data_key(agency, category, scope), index=await blind.made(keys, agency, category, both),
    )  # fmt: skip


async def keep(
    unit: Unit, veiled: Veiled, *, kind: str, item: str, parent: str, about: str, person: str | None
) -> None:
    """Seal the original of an item that was just stored, or forget an earlier one where nothing is masked now."""
    if veiled.key is None:
        await repository.forget(unit, kind, item)
        return
    known = Item(
        kind=kind, item=item, parent=parent, about=about, key_id=veiled.key.id,
        written_by=person if veiled.own else None,
        categories=sorted({*veiled.also, *(span.category for span in veiled.masked.spans)}),
        written_at=as_datetime(unit.clock.now_ms()),
    )  # fmt: skip
    await repository.keep(unit, known, Vault.seal(veiled.key, veiled.original.encode(), bound(kind, item)))
    await repository.index(unit, known, *veiled.index)


async def forget(unit: Unit, kind: str, item: str) -> None:
    """What was masked is there no longer."""
    await repository.forget(unit, kind, item)


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
