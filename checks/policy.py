"""The wall of the database is what the policies say: `python -m checks.policy` writes it anew."""

from collections.abc import Iterator

from checks.report import ROOT, Finding
from impetus.policy.wall import lines
from impetus.storage.wall import dump

WALL = ROOT / "src" / "impetus" / "storage" / "wall.tsv"


def run() -> Iterator[Finding]:
    """Yield one finding where the file is not what the policies say."""
    if not WALL.exists() or WALL.read_text(encoding="utf-8") != dump(lines()):
        yield Finding("src/impetus/storage/wall.tsv", "lags behind the policies.", "Run `python -m checks.policy`.")


if __name__ == "__main__":
    WALL.write_text(dump(lines()), encoding="utf-8")
