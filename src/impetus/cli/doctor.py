"""`impetus doctor`: what is wrong on this machine, and how to mend it."""

import importlib.util
import os
import platform
import shutil
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple

import typer

from impetus.kit.errors import ImpetusError
from impetus.kit.settings import PlatformSettings


class Result(NamedTuple):
    """One line of the report. `good` None means: not needed for running, but worth knowing."""

    what: str
    good: bool | None
    words: str
    remedy: str = ""


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("doctor")(doctor)


def doctor(data: Path | None = typer.Option(None, "--data", help="Data folder to look at.")) -> None:
    """Look at this machine, say what is wrong and how to mend it. Changes nothing but its own data folder."""
    settings = PlatformSettings()
    if data is not None:
        settings = settings.model_copy(update={"data_dir": data})
    bad = 0
    for result in examine(settings):
        mark = {True: "good", False: "BAD ", None: "note"}[result.good]
        colour = {True: "green", False: "red", None: "yellow"}[result.good]
        typer.echo(f"  {typer.style(mark, fg=colour)}  {result.what}: {result.words}")
        if result.remedy:
            typer.echo(f"        {result.remedy}")
        bad += result.good is False
    typer.echo("")
    typer.echo("  Nothing stands in the way." if not bad else f"  {bad} thing(s) to mend before 'impetus up' works.")
    raise typer.Exit(1 if bad else 0)


def examine(settings: PlatformSettings) -> Iterator[Result]:
    """Yield what is found, a line each; a check that fails by itself is told like any other."""
    for check in (_python, _machine, _packages, _folder, _room, _memory, _port, _postgres, _nats, _console, _running):
        try:
            yield check(settings)
        except ImpetusError as error:
            yield Result(_name(check), False, error.problem, error.remedy)
        except OSError as error:
            yield Result(_name(check), False, f"{error.strerror or error}", "See whether this user may look there.")


def _name(check: Callable[[PlatformSettings], Result]) -> str:
    return check.__name__.strip("_").capitalize()


def _python(_: PlatformSettings) -> Result:
    return Result("Python", True, f"{platform.python_version()} ({sys.executable})")


def _machine(_: PlatformSettings) -> Result:
    system, processor = platform.system(), platform.machine()
    if (system, processor) == ("Linux", "x86_64"):
        return Result("Machine", True, f"{system} {processor}")
    return Result(
        "Machine",
        None,
        f"{system} {processor} has not been tried",
        "Linux on x86-64 is what every release is tested on.",
    )


def _packages(_: PlatformSettings) -> Result:
    wanted = {"asyncpg": "asyncpg", "duckdb": "duckdb", "nats": "nats-py", "granian": "granian", "numpy": "numpy"}
    missing = [package for module, package in wanted.items() if importlib.util.find_spec(module) is None]
    if missing:
        return Result("Packages", False, f"missing: {', '.join(missing)}", "Run 'uv sync' in the checkout.")
    return Result("Packages", True, "complete")


def _folder(settings: PlatformSettings) -> Result:
    from impetus.launch.folder import DataFolder

    folder = DataFolder(settings.data_dir)
    runs_as = f", servers run as '{folder.account.name}'" if folder.account else ""
    return Result("Data folder", True, f"{folder.base}{runs_as}")


def _room(settings: PlatformSettings) -> Result:
    free = shutil.disk_usage(settings.data_dir).free
    words = f"{free / 2**30:.1f} GiB free"
    if free < 1 << 30:
        return Result("Room on disk", False, words, "Free at least 1 GiB, or choose another disk with --data.")
    if free < settings.stream_max_bytes + (2 << 30):
        return Result("Room on disk", None, words, "Senders are made to wait when the stream's share is full.")
    return Result("Room on disk", True, words)


def _memory(_: PlatformSettings) -> Result:
    total = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    if total < 1:
        return Result("Memory", False, f"{total:.1f} GiB", "The platform needs about 1 GiB.")
    return Result("Memory", True, f"{total:.1f} GiB")


def _port(settings: PlatformSettings) -> Result:
    from impetus.launch.folder import port_free
    from impetus.launch.supervisor import healthy

    if port_free(settings.port):
        return Result("Port", True, f"{settings.port} is free")
    if healthy(f"http://127.0.0.1:{settings.port}"):
        return Result("Port", None, f"{settings.port} is taken by a running IMPETUS")
    return Result("Port", None, f"{settings.port} is taken by another program", "The next free one will be used.")


def _postgres(settings: PlatformSettings) -> Result:
    from impetus.launch.binaries import postgres_programs

    if settings.database_url:
        return Result("PostgreSQL", True, "your own server (IMPETUS_DATABASE_URL)")
    version_file = settings.data_dir / "pg" / "data" / "PG_VERSION"
    try:
        major = int(version_file.read_text())
    except (OSError, ValueError):
        major = None
    found = postgres_programs(settings.postgres_bin or None, major)
    return Result("PostgreSQL", True, f"version {found.major} from {found.origin} ({found.folder})")


def _nats(settings: PlatformSettings) -> Result:
    from impetus.launch.account import servers_account
    from impetus.launch.binaries import nats_program

    if settings.nats_url:
        return Result("NATS", True, "your own server (IMPETUS_NATS_URL)")
    program, origin = nats_program(settings.nats_server or None, servers_account(), settings.data_dir / "programs")
    return Result("NATS", True, f"from {origin} ({program})")


def _console(settings: PlatformSettings) -> Result:
    from impetus.launch.console_build import built_console, console_folder, source_hash

    sources = console_folder()
    if sources is None:
        built = built_console(settings.console_dir)
        if built is None:
            return Result("Console", False, "this installation has no built console", "Install the wheel again.")
        return Result("Console", True, f"built, in {built}")
    mark = sources / "dist" / ".built-from"
    if mark.is_file() and mark.read_text() == source_hash(sources):
        return Result("Console", True, "built from these sources")
    return Result("Console", None, "will be built by 'impetus up' (needs the npm registry once)")


def _running(settings: PlatformSettings) -> Result:
    from impetus.launch.errors import AlreadyRunning
    from impetus.launch.folder import DataFolder

    folder = DataFolder(settings.data_dir)
    try:
        folder.hold()
    except AlreadyRunning as error:
        return Result("Running", None, error.problem)
    folder.release()
    logs = sorted((settings.data_dir / "logs").glob("*.log"))
    return Result("Running", True, "not running on this folder" + (f"; logs in {logs[0].parent}" if logs else ""))
