"""What every check shares: the root, the tracked files, and how a finding is written."""

import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).resolve().parent.parent


class Finding(NamedTuple):
    """One broken rule: where, what, what to do."""

    where: str
    problem: str
    remedy: str

    def __str__(self) -> str:
        return f"{self.where}: {self.problem} {self.remedy}"


def files(*patterns: str) -> Iterator[Path]:
    """Yield tracked and new (not ignored) files that match the patterns, e.g. `*.py`."""
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard", "--", *patterns],
        cwd=ROOT,
        capture_output=True,
        check=True,
    ).stdout
    for name in sorted(set(listed.decode().split("\0"))):
        path = ROOT / name
        if name and path.is_file():
            yield path


def short(path: Path, line: int | None = None) -> str:
    """The path from the root, with the line."""
    name = path.relative_to(ROOT).as_posix()
    return f"{name}:{line}" if line else name
