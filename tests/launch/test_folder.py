"""The data folder's keys, ports and small files."""

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from impetus.launch.account import Account, reachable
from impetus.launch.errors import LaunchError
from impetus.launch.folder import DataFolder, read_json, write_json


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> DataFolder:
    monkeypatch.setattr("impetus.launch.folder.servers_account", lambda: None)
    return DataFolder(tmp_path / "data")


def test_secrets_are_made_once_and_differ(folder: DataFolder) -> None:
    first = folder.secret("a")
    assert folder.secret("a") == first
    assert DataFolder(folder.base).secret("a") == first
    assert folder.secret("b") != first
    assert len(first) >= 40


def test_a_port_stays_the_same_while_it_is_free(folder: DataFolder) -> None:
    first = folder.port("nats")
    assert folder.port("nats") == first
    assert folder.port("nats", 4222) == 4222


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.binary(max_size=200))
def test_a_half_written_file_is_an_empty_one(tmp_path: Path, raw: bytes) -> None:
    path = tmp_path / "x.json"
    path.write_bytes(raw)
    assert isinstance(read_json(path), dict)
    write_json(path, {"a": 1})
    assert read_json(path) == {"a": 1}


def test_a_folder_that_cannot_be_made_says_what_to_do() -> None:
    with pytest.raises(LaunchError) as raised:
        DataFolder(Path("/proc/impetus"))
    assert "--data" in raised.value.remedy


def test_another_users_closed_folder_is_not_reachable(tmp_path: Path) -> None:
    closed = tmp_path / "closed"
    closed.mkdir(mode=0o700)
    assert not reachable(closed, Account("somebody", 54321, 54321))
    assert reachable(closed, None)
