"""The second party gets every checkpoint once, in order and signed; what it keeps finds what was cut."""

import asyncio
import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from tests.channels.works import SECRET, Hook

from impetus.audit.task import PURPOSE, Sequencer
from impetus.audit.verify import verify
from impetus.channels import checkpoints
from impetus.channels.checkpoints import hand_over, hook_of
from impetus.channels.guard import Guard, networks
from impetus.channels.webhook.channel import signature
from impetus.contracts.channel import Refused
from impetus.kit.clock import ManualClock
from impetus.kit.errors import BadInput
from impetus.kit.notes import Checkpoint, Signer, kept_notes, open_checkpoint
from impetus.kit.settings import PlatformSettings
from impetus.storage.unit import UnitOfWork

SIGNER = Signer("city.example/audit", bytes(range(32)))
HOUR = 3_600_000


@pytest.fixture
def sequencer(worker_uow: UnitOfWork) -> Sequencer:
    return Sequencer(worker_uow, SIGNER)


@pytest.fixture
def guard(manual_clock: ManualClock) -> Guard:
    return Guard(manual_clock, networks("127.0.0.0/8"))


async def grow(uow: UnitOfWork, sequencer: Sequencer, agency: str = "helsinki") -> None:
    async with uow(agency=agency, purpose="test", actor="platform") as unit:
        unit.audit("alert.confirmed", "Ada Lovelace", reason="Seen by Ada Lovelace")
    await sequencer.link()
    await sequencer.sign(now=True)


def sizes(hook: Hook, agency: str) -> list[int]:
    return [event["data"]["size"] for event in hook.events if event["subject"] == agency]


async def test_each_is_taken_once_in_order_and_signed(
    uow: UnitOfWork, worker_uow: UnitOfWork, sequencer: Sequencer, guard: Guard, hook: Hook
) -> None:
    to = checkpoints.Hook(hook.url, SECRET)
    await grow(uow, sequencer)
    await grow(uow, sequencer)
    await grow(uow, sequencer, "oslo")
    assert await hand_over(worker_uow, guard, to) == 3
    assert (sizes(hook, "helsinki"), sizes(hook, "oslo")) == ([1, 2], [1])
    assert await hand_over(worker_uow, guard, to) == 0
    for headers, body in hook.taken:
        assert headers["x-impetus-signature"] == signature(SECRET, headers["x-impetus-timestamp"], body)
        event = json.loads(body)
        found = open_checkpoint(event["data"]["note"], SIGNER.verifier)
        assert (found.origin, found.size) == (f"city.example/audit/{event['subject']}", event["data"]["size"])
        assert b"Ada" not in body, "a size and a hash, and nothing of a person"
    assert len(set(hook.keys)) == 3


async def test_what_was_refused_is_sent_again_and_none_is_left_out(
    uow: UnitOfWork, worker_uow: UnitOfWork, sequencer: Sequencer, guard: Guard, hook: Hook
) -> None:
    to = checkpoints.Hook(hook.url, SECRET)
    for _ in range(3):
        await grow(uow, sequencer)
    hook.answers = [200, 503]
    with pytest.raises(OSError, match="HTTP 503"):
        await hand_over(worker_uow, guard, to)
    assert await hand_over(worker_uow, guard, to) == 2
    assert sizes(hook, "helsinki") == [1, 2, 2, 3], "the same again, under the same key"
    assert hook.keys[1] == hook.keys[2]


async def test_nothing_goes_inside_unless_it_is_allowed(
    uow: UnitOfWork, worker_uow: UnitOfWork, sequencer: Sequencer, manual_clock: ManualClock, hook: Hook
) -> None:
    await grow(uow, sequencer)
    with pytest.raises(Refused, match="lies inside this network"):
        await hand_over(worker_uow, Guard(manual_clock), checkpoints.Hook(hook.url, SECRET))
    assert hook.taken == []


async def test_it_goes_on_by_itself_while_the_log_grows(
    uow: UnitOfWork, worker_uow: UnitOfWork, sequencer: Sequencer, guard: Guard, hook: Hook,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    monkeypatch.setattr(checkpoints, "_LOOK_S", 0.02)
    monkeypatch.setattr(checkpoints, "_WAITS_S", (0.02,))
    hook.answers = [500]
    going = asyncio.create_task(checkpoints.run(worker_uow, guard, checkpoints.Hook(hook.url, SECRET)))
    await grow(uow, sequencer)
    while len(hook.taken) < 2:
        await asyncio.sleep(0.02)
    await grow(uow, sequencer)
    while sizes(hook, "helsinki")[-1] < 2:
        await asyncio.sleep(0.02)
    going.cancel()
    await asyncio.gather(going, return_exceptions=True)
    await checkpoints.run(worker_uow, guard, None)


async def test_what_the_second_party_keeps_tells_of_a_cut_end(
    uow: UnitOfWork, worker_uow: UnitOfWork, sequencer: Sequencer, guard: Guard, hook: Hook
) -> None:
    for _ in range(2):
        await grow(uow, sequencer)
    await hand_over(worker_uow, guard, checkpoints.Hook(hook.url, SECRET))
    file = "\n".join(body.decode() for _, body in hook.taken) + "\n"
    notes = [note for note in kept_notes(file) if "/helsinki\n" in note]
    longer = SIGNER.sign(Checkpoint("city.example/audit/helsinki", 3, bytes(32)))
    async with uow(agency="helsinki", purpose=PURPOSE, actor="platform") as unit:
        whole = await verify(unit, SIGNER.verifier, outside=notes)
        cut = await verify(unit, SIGNER.verifier, outside=[*notes, longer])
    assert (whole.fault, whole.outside) == (None, 2)
    assert cut.fault is not None
    assert cut.fault.problem == "tail_cut"


async def test_what_was_handed_over_stays_so(
    uow: UnitOfWork, worker_uow: UnitOfWork, sequencer: Sequencer, guard: Guard, hook: Hook
) -> None:
    await grow(uow, sequencer)
    await hand_over(worker_uow, guard, checkpoints.Hook(hook.url, SECRET))
    for pool in (uow, worker_uow):
        with pytest.raises(DBAPIError, match="permission denied"):
            async with pool(agency="helsinki", purpose=PURPOSE, actor="platform") as unit:
                await unit.session.execute(text("DELETE FROM audit_handed"))


@pytest.mark.parametrize(
    ("address", "secret", "field"),
    [
        ("log.example", SECRET, "IMPETUS_AUDIT_WEBHOOK"),
        ("ftp://log.example/x", SECRET, "IMPETUS_AUDIT_WEBHOOK"),
        ("https://me:word@log.example/x", SECRET, "IMPETUS_AUDIT_WEBHOOK"),
        ("https://log.example/x", "short", "IMPETUS_AUDIT_WEBHOOK_SECRET"),
        ("https://log.example/x", "", "IMPETUS_AUDIT_WEBHOOK_SECRET"),
    ],
)
def test_settings_of_no_use_are_refused(
    address: str, secret: str, field: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("IMPETUS_DATA_DIR", str(tmp_path))
    monkeypatch.setenv("IMPETUS_AUDIT_WEBHOOK", address)
    monkeypatch.setenv("IMPETUS_AUDIT_WEBHOOK_SECRET", secret)
    with pytest.raises(BadInput) as refused:
        hook_of(PlatformSettings())
    assert (refused.value.field, bool(refused.value.remedy)) == (field, True)
    monkeypatch.setenv("IMPETUS_AUDIT_WEBHOOK", "")
    assert hook_of(PlatformSettings()) is None


@given(st.lists(st.integers(0, 99), max_size=5), st.sampled_from(["", "\n", "\n\n"]), st.booleans())
def test_kept_notes_are_found_again(numbers: list[int], between: str, events: bool) -> None:
    notes = [SIGNER.sign(Checkpoint("city.example/audit/a", number, bytes(32))) for number in numbers]
    file = "\n".join(json.dumps({"data": {"note": note}}) for note in notes) if events else between.join(notes)
    assert kept_notes(file) == notes


def read(words: str) -> list[Checkpoint]:
    return [open_checkpoint(note, SIGNER.verifier) for note in kept_notes(words)]


@given(st.text(max_size=60))
def test_whatever_is_kept_is_refused_with_a_reason(words: str) -> None:
    if not words.strip():
        assert kept_notes(words) == []
        return
    with pytest.raises(BadInput) as refused:
        read(words)
    assert (refused.value.field, bool(refused.value.remedy)) == ("checkpoint", True)
