"""SQL lives in repositories and in `storage`; everybody else calls them."""

import ast
from collections.abc import Iterator
from pathlib import Path

from checks.report import Finding, files, short

BUILDERS = {"text", "select", "insert", "update", "delete", "Table"}


def _may(path: Path) -> bool:
    name = short(path)
    return (
        name.startswith("src/impetus/storage/")
        or path.name == "repository.py"
        or path.name.endswith("_repository.py")
        or path.parent.name == "repository"
    )


def run() -> Iterator[Finding]:
    """Yield every file outside repositories that builds SQL or opens a database connection by itself."""
    for path in files("src/impetus/*.py"):
        if _may(path):
            continue
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("sqlalchemy"):
                bad = BUILDERS & {alias.name for alias in node.names}
                if bad:
                    yield Finding(short(path, node.lineno), f"builds SQL ({', '.join(sorted(bad))}).", _REMEDY)
            elif isinstance(node, ast.Import) and any(alias.name == "asyncpg" for alias in node.names):
                yield Finding(short(path, node.lineno), "imports asyncpg.", _REMEDY)


_REMEDY = "Move it into the folder's repository.py or into storage."
