"""Backups of keys: every row of the keys' database as a line of JSON, and the files of the folder of keys.

Wrapped keys are worth nothing without the master key, which lies beside them in this backup: whoever has both, and a
backup of the data, has everything. That is why the two backups never lie in one place.
"""

import base64
import shutil
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any, Final

import msgspec

from impetus.keys import transfer_repository as repository
from impetus.keys.master import FILE
from impetus.kit.errors import Conflict
from impetus.storage.unit import UnitOfWork

ROWS: Final = "keys.jsonl"
_PURPOSE: Final = "platform.keys"
_NOT_KEPT: Final = frozenset({"secrets.json"})
"""Passwords of the servers on this machine: another machine makes its own."""


class Restored(msgspec.Struct, frozen=True, kw_only=True):
    """How many keys came back, how many stay destroyed although the backup has them, how many were here already."""

    added: int
    destroyed: int
    known: int


async def save(uow: UnitOfWork, agencies: list[str], keys_dir: Path, target: Path) -> int:
    """Write keys and key files to `target`; return how many keys there are."""
    count = 0
    with (target / ROWS).open("wb") as file:
        async for row in _rows(uow, agencies):
            count += row["table"] == "data_key"
            file.write(msgspec.json.encode(row) + b"\n")
    _save_files(keys_dir, target / "files")
    return count


def _save_files(keys_dir: Path, files: Path) -> None:
    files.mkdir(mode=0o700, exist_ok=True)
    for path in sorted(keys_dir.iterdir()):
        if path.is_file() and path.name not in _NOT_KEPT and not path.name.startswith("."):
            shutil.copy2(path, files / path.name)


async def _rows(uow: UnitOfWork, agencies: list[str]) -> AsyncIterator[dict[str, Any]]:
    for agency in agencies:
        async with uow(agency=agency, purpose=_PURPOSE, actor="platform") as unit:
            for table in repository.TABLES:
                for row in await repository.every(unit, table):
                    yield {"table": table, **row}


async def restore(uow: UnitOfWork, keys_dir: Path, source: Path) -> Restored:
    """Put a backup of keys back. What was destroyed here stays destroyed. Raise Conflict for another master key."""
    _restore_files(keys_dir, source / "files")
    added = destroyed = known = 0
    with (source / ROWS).open("rb") as file:
        for line in file:
            row = msgspec.json.decode(line)
            table = row.pop("table")
            if row.get("wrapped") is not None:
                row["wrapped"] = base64.b64decode(row["wrapped"])
            async with uow(agency=row["agency_id"], purpose=_PURPOSE, actor="platform") as unit:
                new = await repository.put(unit, table, row)
                if table != "data_key":
                    continue
                if new:
                    added += 1
                elif row["wrapped"] is not None and await repository.is_destroyed(unit, row["id"]):
                    destroyed += 1
                else:
                    known += 1
    return Restored(added=added, destroyed=destroyed, known=known)


def _restore_files(keys_dir: Path, files: Path) -> None:
    keys_dir.mkdir(mode=0o700, parents=True, exist_ok=True)
    mine, theirs = keys_dir / FILE, files / FILE
    if mine.is_file() and theirs.is_file() and mine.read_bytes() != theirs.read_bytes():
        raise Conflict(
            "This installation has another master key.",
            remedy=f"Restore keys before the first start, or move {mine} away if nothing is sealed with it.",
        )
    for path in sorted(files.iterdir()):
        target = keys_dir / path.name
        if not target.exists():
            shutil.copy2(path, target)
            target.chmod(0o600)
