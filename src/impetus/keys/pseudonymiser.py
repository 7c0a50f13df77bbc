"""Pseudonyms with keys of the key store, one for each tenant, project and period."""

from typing import Final

from impetus.keys.store import KeyStore, Receipt
from impetus.kit.pseudonyms import pseudonym, scope_of

CATEGORY: Final = "pseudonym"


class Pseudonymiser:
    """Gives pseudonyms within one tenant's project and period; those of two can never be joined."""

    def __init__(self, keys: KeyStore, agency: str, project: str, period: str) -> None:
        self._keys, self._agency, self._scope = keys, agency, scope_of(project, period)

    async def of(self, kind: str, identifier: str) -> str:
        """Return the pseudonym of an identifier. Raise KeyGone once the key was destroyed."""
        key = await self._keys.data_key(self._agency, CATEGORY, self._scope)
        return pseudonym(key.secret, kind, identifier)

    async def rotate(self, reason: str) -> Receipt:
        """Destroy the key and begin with a new one: earlier pseudonyms belong to nobody any more."""
        receipt = await self.destroy(reason)
        await self._keys.data_key(self._agency, CATEGORY, self._scope, renew=True)
        return receipt

    async def destroy(self, reason: str) -> Receipt:
        """Destroy the key for ever."""
        ids = await self._keys.live(self._agency, CATEGORY, [self._scope])
        return await self._keys.destroy(self._agency, ids, reason)
