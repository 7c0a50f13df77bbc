"""`impetus backup` and `impetus restore`: the data into one folder, the keys into another, never into the same."""

import asyncio
import json
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final, NamedTuple
from urllib.parse import unquote, urlsplit, urlunsplit

import typer

from impetus.kit.errors import BadInput, Conflict
from impetus.kit.settings import PlatformSettings

if TYPE_CHECKING:
    from impetus.storage.unit import UnitOfWork

NOTE: Final = "backup.json"
DATABASE_FILE: Final = "database.dump"
DATA, KEYS = "data", "keys"

Data = Annotated[Path | None, typer.Option("--data", help="Data folder of the platform.")]
Keys = Annotated[bool, typer.Option("--keys", help="The keys instead of the data.")]


def register(app: typer.Typer) -> None:
    """Add the commands."""
    app.command("backup")(backup)
    app.command("restore")(restore)


def backup(folder: Annotated[Path, typer.Argument(help="A new or empty folder.")], data: Data = None,
           keys: Keys = False) -> None:  # fmt: skip
    """Back up the data (database and object store), or with --keys the keys. The platform may run meanwhile."""
    settings = _settings(data)
    target = _empty(folder, KEYS if keys else DATA)
    with _addresses(settings) as found:
        words = asyncio.run(_save_keys(found, target) if keys else _save_data(found, target))
    _note(target, KEYS if keys else DATA)
    typer.echo(words)
    if keys:
        typer.echo("Whoever has this and a backup of the data can read everything: keep the two apart.")
    else:
        typer.echo("Sealed texts, evidence and history need the keys: `impetus backup --keys OTHER_FOLDER`.")


def restore(
    folder: Annotated[Path, typer.Argument(help="A folder that `impetus backup` wrote.")],
    data: Data = None,
    keys: Keys = False,
    replace: Annotated[bool, typer.Option("--replace", help="Replace the data that is there.")] = False,
) -> None:
    """Put a backup back while the platform is stopped. What was deleted since stays deleted."""
    settings = _settings(data)
    source = _backup(folder, KEYS if keys else DATA)
    with _addresses(settings, alone=True) as found:
        words = asyncio.run(_restore_keys(found, source) if keys else _restore_data(found, source, replace))
    typer.echo(words)


class _Found(NamedTuple):
    """Where everything is: settings with all addresses, a superuser's address, and the name of the data's database."""

    settings: PlatformSettings
    superuser: str
    worker: str
    database: str

    @property
    def whole(self) -> str:
        """A superuser's address of the data's database."""
        return urlunsplit(urlsplit(self.superuser)._replace(path=f"/{self.database}"))


def _settings(data: Path | None) -> PlatformSettings:
    settings = PlatformSettings()
    return settings if data is None else settings.model_copy(update={"data_dir": data})


@contextmanager
def _addresses(settings: PlatformSettings, *, alone: bool = False) -> Iterator[_Found]:
    """Reach the databases: those of the environment, those that run here, or the embedded server started for this."""
    from impetus.launch.errors import AlreadyRunning
    from impetus.launch.folder import DataFolder, read_json
    from impetus.launch.postgres import EmbeddedPostgres
    from impetus.launch.services import DATABASE, database_urls

    folder = DataFolder(settings.data_dir)
    if settings.database_url:
        superuser = os.environ.get("IMPETUS_BOOTSTRAP_URL", "")
        if not superuser or not settings.keys_url:
            raise BadInput(
                "A superuser's address of the database is needed, and the address of the keys.",
                remedy="Set IMPETUS_BOOTSTRAP_URL and IMPETUS_KEYS_URL for this command.",
            )
        name = unquote(urlsplit(settings.database_url).path.lstrip("/"))
        yield _Found(settings, superuser, settings.worker_database_url or settings.database_url, name)
        return
    postgres = EmbeddedPostgres(folder, programs=settings.postgres_bin or None)
    started = False
    try:
        folder.hold()
        postgres.start()
        started = True
    except AlreadyRunning:
        if alone:
            raise
        postgres.port = int(read_json(settings.data_dir / "run" / "ports.json").get("postgres", 0))
    try:
        urls = database_urls(folder, postgres)
        known = settings.model_copy(
            update={"database_url": urls["IMPETUS_DATABASE_URL"], "keys_url": urls["IMPETUS_KEYS_URL"]}
        )
        yield _Found(known, postgres.superuser_dsn(), urls["IMPETUS_WORKER_DATABASE_URL"], DATABASE)
    finally:
        if started:
            postgres.stop()
            folder.release()


def _empty(folder: Path, kind: str) -> Path:
    """Return the folder for a backup. Raise Conflict where it is not empty, or lies with the other kind of backup."""
    folder = folder.expanduser().absolute()
    for place in (folder, *folder.parents, *(folder.glob("*") if folder.is_dir() else ())):
        found = _kind(place)
        if found is not None and found != kind:
            raise Conflict(
                f"{place} holds a backup of the {found}.",
                remedy="Data and keys are never kept in one place: choose another folder, best another medium.",
            )
    if folder.is_dir() and any(folder.iterdir()):
        raise Conflict(f"{folder} is not empty.", remedy="Choose a new folder.")
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    folder.chmod(0o700)
    return folder


def _kind(folder: Path) -> str | None:
    try:
        noted = json.loads((folder / NOTE).read_text("utf-8"))
    except (OSError, ValueError):
        return None
    return str(noted.get("kind")) if isinstance(noted, dict) else None


def _note(folder: Path, kind: str) -> None:
    from impetus import __version__

    (folder / NOTE).write_text(json.dumps({"kind": kind, "version": __version__}) + "\n", encoding="utf-8")


def _backup(folder: Path, kind: str) -> Path:
    folder = folder.expanduser().absolute()
    found = _kind(folder)
    if found != kind:
        what = "no backup" if found is None else f"a backup of the {found}"
        raise BadInput(f"{folder} holds {what}.", remedy=f"Give the folder of a backup of the {kind}.", field="folder")
    return folder


async def _save_data(found: _Found, target: Path) -> str:
    from impetus.launch.dump import dump
    from impetus.storage.bootstrap import server_major

    objects = found.settings.objects_dir
    major = await server_major(found.superuser)
    # files first and once more afterwards: one that is merged away meanwhile stays for a minute
    await asyncio.to_thread(_copy, objects, target / "objects")
    await asyncio.to_thread(dump, found.whole, major, target / DATABASE_FILE, found.settings.postgres_bin or None)
    files = await asyncio.to_thread(_copy, objects, target / "objects")
    await _audited(found, "backup.made", DATA)
    return f"Database and {files} files are in {target}."


async def _save_keys(found: _Found, target: Path) -> str:
    from impetus.agencies import service as agencies
    from impetus.keys import transfer
    from impetus.kit.clock import SystemClock
    from impetus.storage.unit import PLATFORM, UnitOfWork

    async with UnitOfWork.connect(found.worker, SystemClock(), name="backup", pool_size=1) as uow:
        known = [agency.id for agency in await agencies.every(uow)]
    async with _keys_of(found) as uow:
        count = await transfer.save(uow, [*known, PLATFORM], found.settings.keys_dir, target)
    await _audited(found, "backup.made", KEYS)
    return f"{count} keys are in {target}."


async def _restore_keys(found: _Found, source: Path) -> str:
    from impetus.keys import transfer

    await _prepared(found)
    async with _keys_of(found) as uow:
        done = await transfer.restore(uow, found.settings.keys_dir, source)
    return (
        f"{done.added} keys came back, {done.known} were here already;"
        f" {done.destroyed} were destroyed here and stay destroyed."
    )


async def _restore_data(found: _Found, source: Path, replace: bool) -> str:
    from impetus.agencies import service as agencies
    from impetus.kit.clock import SystemClock
    from impetus.launch.dump import load
    from impetus.storage import bootstrap
    from impetus.storage.unit import UnitOfWork

    await _prepared(found)
    async with UnitOfWork.connect(found.worker, SystemClock(), name="restore", pool_size=1) as uow:
        if await agencies.every(uow) and not replace:
            raise Conflict("There is data here already.", remedy="Give --replace to lose it for the backup's.")
    major = await bootstrap.server_major(found.superuser)
    await bootstrap.empty_database(found.superuser, found.database)
    await asyncio.to_thread(load, found.whole, major, source / DATABASE_FILE, found.settings.postgres_bin or None)
    await _prepared(found)
    objects = found.settings.objects_dir
    await asyncio.to_thread(shutil.rmtree, objects, ignore_errors=True)
    files = await asyncio.to_thread(_copy, source / "objects", objects)
    again = await _forget(found)
    await _audited(found, "backup.restored", DATA)
    return f"Database and {files} files are back; {again} things that were over or deleted since are gone again."


async def _forget(found: _Found) -> int:
    """Before anybody can look: what was deleted since the backup, or is over by now, goes."""
    from impetus.agencies import service as agencies
    from impetus.contracts.discovery import discover
    from impetus.history.expiry import Expiry
    from impetus.history.segments import Segments
    from impetus.keys.store import KeyStore
    from impetus.kit.clock import SystemClock
    from impetus.law.retention.service import manifests
    from impetus.law.retention.sweep import Sweeper
    from impetus.law.retention.task import sweep_all
    from impetus.storage.parquet import ParquetStore
    from impetus.storage.unit import UnitOfWork

    clock, objects = SystemClock(), found.settings.objects_dir
    async with (
        UnitOfWork.connect(found.worker, clock, name="restore", pool_size=2) as uow,
        KeyStore.connect(found.settings, clock, name="restore") as keys,
    ):
        tools = manifests(discover())
        count = await sweep_all(uow, keys, Sweeper(uow, keys, objects, tools))
        segments = Segments(uow, keys, ParquetStore(objects / "history"), clock)
        await segments.load([agency.id for agency in await agencies.every(uow)])
        receipts = await Expiry(uow, keys, segments, tools).expire()
        segments.store.close()
    return count + sum(receipt.items for receipt in receipts)


async def _prepared(found: _Found) -> None:
    """Roles, databases and tables are there and up to date."""
    from impetus.keys.tables_repository import migrate_keys
    from impetus.launch.folder import DataFolder
    from impetus.launch.services import KEYS_ROLE, ROLES
    from impetus.storage import bootstrap

    folder = DataFolder(found.settings.data_dir)
    passwords = {role: folder.secret(f"postgres_{role}") for role in ROLES}
    await bootstrap.prepare(found.superuser, passwords, found.database)
    await migrate_keys(await bootstrap.prepare_keys(found.superuser, folder.secret(f"postgres_{KEYS_ROLE}")))


def _keys_of(found: _Found) -> "UnitOfWork":
    from impetus.kit.clock import SystemClock
    from impetus.storage.unit import UnitOfWork

    return UnitOfWork.connect(found.settings.keys_url, SystemClock(), name="backup of keys", pool_size=1)


async def _audited(found: _Found, what: str, kind: str) -> None:
    """Every agency's audit log says that its data was taken or put back."""
    from impetus.agencies import service as agencies
    from impetus.kit.clock import SystemClock
    from impetus.storage.unit import UnitOfWork

    async with UnitOfWork.connect(found.worker, SystemClock(), name="backup", pool_size=1) as uow:
        for agency in await agencies.every(uow):
            async with uow(agency=agency.id, purpose="platform.backup", actor="platform") as unit:
                unit.audit(what, agency.id, of=kind)


def _copy(source: Path, target: Path) -> int:
    """Copy what is new in a folder; return how many files are there. One that goes meanwhile is left out."""
    target.mkdir(mode=0o700, parents=True, exist_ok=True)
    count = 0
    for path in sorted(source.rglob("*")) if source.is_dir() else ():
        place = target / path.relative_to(source)
        if path.is_dir() or path.suffix == ".draft":
            continue
        place.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        try:
            seen = path.stat()
            if not place.exists() or (place.stat().st_size, place.stat().st_mtime) != (seen.st_size, seen.st_mtime):
                shutil.copy2(path, place)
        except FileNotFoundError:
            place.unlink(missing_ok=True)
            continue
        count += 1
    return count
