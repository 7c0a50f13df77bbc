"""A sweeper as the workers have it."""

from pathlib import Path

import pytest

from impetus.contracts.discovery import discover
from impetus.keys.store import KeyStore
from impetus.law.retention.service import manifests
from impetus.law.retention.sweep import Sweeper
from impetus.storage.unit import UnitOfWork


@pytest.fixture
def objects(tmp_path: Path) -> Path:
    """The object store."""
    folder = tmp_path / "objects"
    folder.mkdir(exist_ok=True)
    return folder


@pytest.fixture
def sweeper(worker_uow: UnitOfWork, keys: KeyStore, objects: Path) -> Sweeper:
    """Deletes as the workers' role."""
    return Sweeper(worker_uow, keys, objects, manifests(discover()))
