"""A new tool works at once, inside a checkout and as a package, and passes ruff, mypy and the validator."""

import subprocess
import sys
from pathlib import Path

import pytest

from impetus.contracts.scaffold import new_inside, new_outside, tool_id
from impetus.kit.errors import BadInput, Conflict

ROOT = Path(__file__).parents[2]


def run(*command: str, cwd: Path, path: Path | None = None) -> str:
    env = {"PATH": "/usr/bin:/bin", "PYTHONPATH": str(path) if path else "", "MYPY_CACHE_DIR": str(cwd / ".mypy_cache")}
    done = subprocess.run([sys.executable, "-m", *command], cwd=cwd, env=env, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def test_outside_passes_every_check(tmp_path: Path) -> None:
    files = new_outside("Flood watch", tmp_path)
    home = tmp_path / "impetus-flood-watch"
    assert all(path.is_relative_to(home) for path in files)
    run("ruff", "check", ".", cwd=home)
    run("ruff", "format", "--check", ".", cwd=home)
    run("mypy", "src", "tests", cwd=home, path=ROOT / "src")
    assert "in order" in run("impetus.contracts.validate", "src/impetus_flood_watch", cwd=home)
    run("pytest", "-q", "-p", "no:cacheprovider", cwd=home)


def test_inside_passes_every_check(tmp_path: Path) -> None:
    (tmp_path / "src" / "impetus" / "tools").mkdir(parents=True)
    for part in ("contracts", "kit", "model"):
        (tmp_path / "src" / "impetus" / part).symlink_to(ROOT / "src" / "impetus" / part)
    files = new_inside("flood_watch", tmp_path)
    folders = {path.relative_to(tmp_path).parts[:4] for path in files}
    assert {"/".join(parts) for parts in folders} == {
        "src/impetus/tools/flood_watch",
        "tests/tools/flood_watch/test_detector.py",
    }
    run("ruff", "check", "--config", str(ROOT / "pyproject.toml"), "src/impetus/tools", cwd=tmp_path)


@pytest.mark.parametrize(("name", "made"), [("Flood watch", "flood_watch"), ("Møte-vakt 2", "mte_vakt_2")])
def test_ids(name: str, made: str) -> None:
    assert tool_id(name) == made


@pytest.mark.parametrize("name", ["", "1st", "all", "x", "../../etc", "a" * 40, "tools"])
def test_names_that_cannot_be(name: str, tmp_path: Path) -> None:
    with pytest.raises(BadInput):
        new_outside(name, tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_a_quote_cannot_break_the_files(tmp_path: Path) -> None:
    with pytest.raises(BadInput):
        new_outside('Flood" watch', tmp_path)


def test_nothing_is_overwritten(tmp_path: Path) -> None:
    new_outside("Flood watch", tmp_path)
    with pytest.raises(Conflict):
        new_outside("Flood watch", tmp_path)


def test_not_in_a_checkout(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="no checkout"):
        new_inside("Flood watch", tmp_path)
