"""Each signed checkpoint of the audit log goes to a second party by a signed webhook, in order, until it is taken.

A checkpoint holds the log's name, its size and a hash, and nothing of a person. Whoever runs the installation says
where it goes (`IMPETUS_AUDIT_WEBHOOK`); nobody at a desk can. The body is a CloudEvent whose `data.note` is the note as
it was signed; the headers are those of every webhook (`channels.webhook`). What the second party keeps of the bodies,
one a line, is what `impetus audit verify --checkpoint FILE` reads.
"""

import asyncio
import logging
from typing import Final, NamedTuple

from impetus.agencies import service as agencies
from impetus.audit import handing_repository as repository
from impetus.audit.chain_repository import Signed
from impetus.audit.task import PURPOSE
from impetus.channels.guard import Guard, request, split
from impetus.channels.webhook.channel import signature
from impetus.contracts.channel import Refused
from impetus.formats import cloudevents
from impetus.formats.cloudevents import CloudEvent
from impetus.kit.errors import BadInput, ImpetusError
from impetus.kit.settings import PlatformSettings
from impetus.kit.times import as_datetime, as_ms
from impetus.storage.unit import PLATFORM, UnitOfWork

_log = logging.getLogger(__name__)

TYPE: Final = "org.impetus.audit.checkpoint"
BATCH: Final = 100
LEAST_SECRET: Final = 16
_LOOK_S: Final = 2.0
_WAITS_S: Final = (5.0, 15.0, 60.0, 300.0)


class Hook(NamedTuple):
    """Where checkpoints go, and the secret that signs them."""

    url: str
    secret: str


def hook_of(settings: PlatformSettings) -> Hook | None:
    """Return where checkpoints go, None where nobody wants them. Raise BadInput for an address or secret of no use."""
    if not settings.audit_webhook:
        return None
    try:
        split(settings.audit_webhook)
    except ValueError as fault:
        raise BadInput(
            f"IMPETUS_AUDIT_WEBHOOK {fault}.",
            remedy="Write an address such as https://log.example/impetus.",
            field="IMPETUS_AUDIT_WEBHOOK",
        ) from fault
    secret = settings.audit_webhook_secret.get_secret_value()
    if len(secret) < LEAST_SECRET:
        raise BadInput(
            f"IMPETUS_AUDIT_WEBHOOK_SECRET has fewer than {LEAST_SECRET} characters.",
            remedy="Agree on a longer one with the second party.",
            field="IMPETUS_AUDIT_WEBHOOK_SECRET",
        )
    return Hook(settings.audit_webhook, secret)


async def run(uow: UnitOfWork, guard: Guard, hook: Hook | None) -> None:
    """Hand over until cancelled; a second party that is away is asked again ever more slowly."""
    failed = 0
    while hook is not None:
        try:
            await hand_over(uow, guard, hook)
            failed = 0
        except (Refused, OSError) as fault:
            failed += 1
            _log.warning("the audit log's checkpoints cannot be handed over to %s: %s", split(hook.url).hostname, fault)
        except ImpetusError as fault:
            _log.debug("checkpoints wait: %r", fault)
        await asyncio.sleep(_WAITS_S[min(failed, len(_WAITS_S)) - 1] if failed else _LOOK_S)


async def hand_over(uow: UnitOfWork, guard: Guard, hook: Hook) -> int:
    """Send what was not taken yet, of every log in order; return how many were taken. Raise Refused, OSError."""
    count = 0
    for agency in [PLATFORM, *(each.id for each in await agencies.every(uow))]:
        async with uow(agency=agency, purpose=PURPOSE, actor="platform") as unit:
            signed = await repository.waiting(unit, BATCH)
        for each in signed:
            await _send(guard, hook, agency, each)
            async with uow(agency=agency, purpose=PURPOSE, actor="platform") as unit:
                await repository.taken(unit, each.size, as_datetime(unit.clock.now_ms()))
            count += 1
    return count


async def _send(guard: Guard, hook: Hook, agency: str, signed: Signed) -> None:
    origin = signed.note.partition("\n")[0]
    event = CloudEvent(
        id=f"{origin}/{signed.size}", source=origin, type=TYPE, time=as_ms(signed.at), subject=agency,
        data={"size": signed.size, "note": signed.note},
    )  # fmt: skip
    body = cloudevents.write(event)
    timestamp = str(guard.clock.now_ms() // 1000)
    headers = {
        "Content-Type": cloudevents.MEDIA_TYPE,
        "User-Agent": "IMPETUS",
        "Idempotency-Key": event.id,
        "X-Impetus-Timestamp": timestamp,
        "X-Impetus-Signature": signature(hook.secret, timestamp, body),
    }
    status, _, _ = await request(guard, "POST", hook.url, headers=headers, body=body)
    if not 200 <= status < 300:
        raise OSError(f"it answered HTTP {status}")
