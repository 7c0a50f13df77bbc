"""Fixtures for every test: real servers, loopback sockets only."""

import os
import shutil
import tempfile
from collections.abc import Generator, Iterator
from pathlib import Path

import pytest
from hypothesis import settings
from pytest_socket import socket_allow_hosts

from impetus.launch.folder import DataFolder
from impetus.launch.nats import EmbeddedNats
from impetus.launch.postgres import EmbeddedPostgres

pytest_plugins = [
    "tests.fixtures.bus",
    "tests.fixtures.storage",
    "tests.fixtures.server",
    "tests.fixtures.tools",
    "tests.fixtures.world",
]

settings.register_profile("house", deadline=None)  # machines are shared: slow is no failure
settings.load_profile("house")

ROOT = Path(__file__).parent.parent


def pytest_runtest_setup() -> None:
    """Refuse every connection but to this machine."""
    socket_allow_hosts(["127.0.0.1", "::1", "localhost"], allow_unix_socket=True)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """In CI a test of the whole program or a browser gets a second try, told in the summary (decision 0006)."""
    if os.environ.get("IMPETUS_NO_SKIPS"):
        for item in items:
            if item.get_closest_marker("system") or item.get_closest_marker("browser"):
                item.add_marker(pytest.mark.flaky(reruns=1))


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """In CI (IMPETUS_NO_SKIPS) a skipped test is a failed one: nothing may go untested unseen."""
    report = yield
    if report.skipped and not hasattr(report, "wasxfail") and os.environ.get("IMPETUS_NO_SKIPS"):
        report.outcome = "failed"
        report.longrepr = f"skipped where nothing may be: {report.longrepr}"
    return report


@pytest.fixture(scope="session")
def data_folder() -> Iterator[DataFolder]:
    """A data folder that the servers' account can reach, gone after the session."""
    base = Path(tempfile.mkdtemp(prefix="impetus-", dir=os.environ.get("IMPETUS_TEST_DIR", "/tmp")))
    base.chmod(0o711)
    yield DataFolder(base)
    shutil.rmtree(base, ignore_errors=True)


@pytest.fixture(scope="session")
def postgres(data_folder: DataFolder) -> Iterator[EmbeddedPostgres]:
    """A running PostgreSQL server; writes are not synced, tests need no power cut."""
    server = EmbeddedPostgres(data_folder, durable=False)
    server.start()
    yield server
    server.stop()


@pytest.fixture(scope="session")
def nats_server(data_folder: DataFolder) -> Iterator[EmbeddedNats]:
    """A running NATS server with JetStream; writes are not synced, tests need no power cut."""
    server = EmbeddedNats(data_folder, sync='"2m"')
    server.start()
    yield server
    server.stop()


@pytest.fixture(scope="session")
def nats_url(nats_server: EmbeddedNats) -> str:
    """Address of the running NATS server."""
    return nats_server.url


def shared_data(folder: str) -> Path:
    """Return a folder of the developer's data, or skip with the reason where it is absent."""
    base = Path(os.environ.get("IMPETUS_TEST_DATA", ROOT.parent / "shared" / "data"))
    if not (base / folder).is_dir():
        pytest.skip(f"the developer's data folder {folder!r} is not beside the repository (set IMPETUS_TEST_DATA)")
    return base / folder


@pytest.fixture(scope="session")
def urban_data() -> Path:
    """The folder of real urban sensor data."""
    return shared_data("urban")
