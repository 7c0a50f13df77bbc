"""The processes of one machine: what they are called, their commands and environment."""

import hashlib
import os
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

from impetus.launch.child import PARENT_VARIABLE
from impetus.launch.folder import DataFolder
from impetus.launch.postgres import EmbeddedPostgres

DATABASE, KEYS_DATABASE = "impetus", "impetus_keys"
ROLES = ("impetus_migrator", "impetus_server", "impetus_worker")
KEYS_ROLE = "impetus_keys"


class Service(NamedTuple):
    """A process of ours: name, arguments after `impetus`, and whether the platform is well without it."""

    name: str
    arguments: tuple[str, ...]
    needed: bool = True


SERVICES = (
    Service("server", ("server",)),
    Service("stream", ("worker", "--roles", "intake,history,relay,triage,channels,law")),
    Service("tools", ("worker", "--roles", "tools")),
)
CITY = Service("city", ("city",), needed=False)


def command(service: Service) -> list[str]:
    """The command line that runs `service` with this very interpreter."""
    return [sys.executable, "-m", "impetus", *service.arguments]


def database_urls(folder: DataFolder, postgres: EmbeddedPostgres) -> dict[str, str]:
    """Addresses of the embedded database for each role, as environment variables."""
    variables = ("IMPETUS_MIGRATOR_DATABASE_URL", "IMPETUS_DATABASE_URL", "IMPETUS_WORKER_DATABASE_URL")
    urls = {
        variable: postgres.dsn(role, folder.secret(f"postgres_{role}"), DATABASE)
        for variable, role in zip(variables, ROLES, strict=True)
    }
    keys = postgres.dsn(KEYS_ROLE, folder.secret(f"postgres_{KEYS_ROLE}"), KEYS_DATABASE)
    return {**urls, "IMPETUS_KEYS_URL": keys}


def environment(folder: DataFolder, extra: Mapping[str, str]) -> dict[str, str]:
    """The environment of our Python children: ours, the data folder, `extra`, and who their parent is."""
    kept = dict(os.environ)
    if kept.pop("PYTHONDONTWRITEBYTECODE", ""):
        # nothing is to be written beside the sources: what is compiled is kept here, else every start compiles it
        kept["PYTHONPYCACHEPREFIX"] = str(folder.base / "run" / "bytecode")
    return {
        **kept,
        "IMPETUS_DATA_DIR": str(folder.base),
        PARENT_VARIABLE: str(os.getpid()),
        "PYTHONUNBUFFERED": "1",
        # small arenas: several Python processes share one machine
        "MALLOC_ARENA_MAX": "2",
        "OPENBLAS_NUM_THREADS": "1",
        **extra,
    }


def schema_stamp(folder: DataFolder) -> str:
    """A text that changes when the migrations or the database cluster change; equal means nothing to migrate."""
    ours = Path(__file__).parent.parent
    versions = ours / "storage" / "migrations" / "versions"
    digest = hashlib.sha256()
    for file in (*sorted(versions.glob("*.py")), ours / "keys" / "tables_repository.py"):
        digest.update(file.read_bytes())
    cluster = (folder.base / "pg" / "data" / "PG_VERSION").stat()
    return f"{digest.hexdigest()} {cluster.st_ino} {cluster.st_mtime_ns}"
