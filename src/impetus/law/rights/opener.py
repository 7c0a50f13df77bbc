"""Opens what is masked for an officer who works on a person's request; used by the search and nothing else."""

from collections.abc import Sequence

from impetus.contracts.personal import Identifier, Sealed
from impetus.keys import blind
from impetus.keys.store import KeyStore
from impetus.keys.vault import Vault
from impetus.kit.errors import Unavailable
from impetus.kit.masking import mask


class KeyedOpener:
    """Opens and seals with the agency's keys; what has no key any more stays closed for everybody."""

    def __init__(self, keys: KeyStore, agency: str) -> None:
        self._keys, self._agency = keys, agency

    async def open(self, sealed: Sequence[Sealed]) -> list[str | None]:
        """Return the texts; None where a key was destroyed, or what is sealed cannot be opened."""
        keys = await self._keys.keys(self._agency, {one.key for one in sealed})
        opened: list[str | None] = []
        for one in sealed:
            key = keys.get(one.key)
            try:
                opened.append(Vault.open(key, one.sealed, one.for_).decode() if key else None)
            except (Unavailable, UnicodeDecodeError):
                opened.append(None)
        return opened

    async def seal(self, key: str, text: str, for_: str) -> bytes:
        """Seal a text anew; raise KeyGone where its key was destroyed."""
        return Vault.seal(await self._keys.key(self._agency, key), text.encode(), for_)

    async def tokens(self, identifiers: Sequence[Identifier]) -> list[str]:
        """Return the tokens of handles, plates, numbers and addresses under every key that still exists."""
        return await blind.asked(self._keys, self._agency, _named(identifiers))

    def place(self, identifiers: Sequence[Identifier], text: str) -> int | None:
        """Return where one of them begins, compared as the index compares; None for nowhere."""
        wanted = {(kind, blind.normalised(kind, value)) for kind, value in _named(identifiers)}
        spans = mask(text).spans
        found = (
            one for one in spans if (one.category, blind.normalised(one.category, text[one.start : one.end])) in wanted
        )
        return next((one.start for one in found), None)

    async def index(self, key: str, text: str) -> tuple[str, tuple[str, ...]]:
        """Return the key and the tokens of what masking finds in a text, in the project of the key that seals it."""
        spans = mask(text).spans
        project = (await self._keys.key(self._agency, key)).category
        named = [(span.category, text[span.start : span.end]) for span in spans]
        return await blind.made(self._keys, self._agency, project, named)


def _named(identifiers: Sequence[Identifier]) -> list[blind.Named]:
    """Return identifiers by the names that masking has for their kinds."""
    return [("e-mail" if one.kind == "email" else one.kind, one.value) for one in identifiers]
