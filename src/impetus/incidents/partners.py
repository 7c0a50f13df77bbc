"""The other installations that an agency shares incidents with."""

from typing import Final

import msgspec

from impetus.incidents import federation, federation_repository
from impetus.incidents.federation_repository import Partner, Sent
from impetus.incidents.requests import PartnerIn
from impetus.kit.errors import BadInput, NotFound
from impetus.kit.ids import new_id
from impetus.kit.sealing import Seal
from impetus.kit.times import as_datetime
from impetus.people.access import Caller
from impetus.storage.unit import Unit

KEY: Final = "incidents.key"
"""The file of the key that partners' secrets are sealed with."""


class Known(msgspec.Struct, frozen=True, kw_only=True):
    """A partner, how sending to it goes, and its secret where it was just made."""

    partner: Partner
    sent: Sent
    secret: str | None = None


async def every(caller: Caller) -> list[Known]:
    """The partners of the caller's agency."""
    async with caller.unit() as unit:
        return [
            Known(partner=one, sent=await federation_repository.sent(unit, one.id))
            for one in await federation_repository.partners(unit)
        ]


async def add(caller: Caller, seal: Seal, wanted: PartnerIn) -> Known:
    """Remember another installation; without a secret one is made, and given back this once."""
    secret = wanted.secret or federation.new_secret()
    async with caller.unit() as unit:
        id = new_id("ptn", unit.clock)
        made = Partner(
            agency=unit.agency, id=id, name=wanted.name, address=wanted.address, enabled=wanted.enabled,
            secret=federation.sealed(seal, id, secret), notes=wanted.notes, gone_at=None,
        )  # fmt: skip
        await federation_repository.add_partner(unit, made, as_datetime(unit.clock.now_ms()))
        unit.audit("incident.partner_added", id, name=wanted.name, address=wanted.address)
        sent = await federation_repository.sent(unit, id)
    return Known(partner=made, sent=sent, secret=None if wanted.secret else secret)


async def _one(unit: Unit, id: str) -> Partner:
    found = await federation_repository.partner(unit, id)
    if found is None:
        raise NotFound("There is no such installation.", remedy="Look at the list again.", partner=id[:80])
    return found


async def change(caller: Caller, seal: Seal, id: str, wanted: PartnerIn) -> Known:
    """Change a partner. Another address needs the secret anew: else whoever may edit could have it used elsewhere.

    Raise NotFound, BadInput.
    """
    async with caller.unit() as unit:
        before = await _one(unit, id)
        if before.address not in ("", wanted.address) and wanted.secret is None:
            raise BadInput("Another address needs the secret again.", remedy="Enter it.", field="secret")
        secret = before.secret if wanted.secret is None else federation.sealed(seal, id, wanted.secret)
        after = msgspec.structs.replace(
            before, name=wanted.name, address=wanted.address, enabled=wanted.enabled, notes=wanted.notes, secret=secret
        )
        await federation_repository.change_partner(unit, after)
        unit.audit("incident.partner_changed", id, name=wanted.name, address=wanted.address, enabled=wanted.enabled)
        return Known(partner=after, sent=await federation_repository.sent(unit, id))


async def remove(caller: Caller, id: str) -> None:
    """Forget a partner: nothing is sent to it, and nothing taken from it, from then on. Raise NotFound."""
    async with caller.unit() as unit:
        before = await _one(unit, id)
        gone = msgspec.structs.replace(before, gone_at=as_datetime(unit.clock.now_ms()), secret="", enabled=False)
        await federation_repository.change_partner(unit, gone)
        unit.audit("incident.partner_removed", id, name=before.name)
