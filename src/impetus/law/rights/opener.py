"""Opens what is masked for an officer who works on a person's request; used by the search and nothing else."""

from collections.abc import Sequence

from impetus.contracts.personal import Sealed
from impetus.keys.store import KeyStore
from impetus.keys.vault import Vault
from impetus.kit.errors import Unavailable


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
