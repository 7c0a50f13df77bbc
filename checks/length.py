"""Files stay short: a file that grows past the limit has two ideas in it."""

from collections.abc import Iterator

from checks.report import Finding, files, short

LIMITS = {"*.py": 400, "*.tsx": 250}


def run() -> Iterator[Finding]:
    """Yield every file over its limit."""
    for pattern, limit in LIMITS.items():
        for path in files(pattern):
            if "src/api/generated" in path.as_posix():
                continue
            lines = len(path.read_text(encoding="utf-8").splitlines())
            if lines > limit:
                yield Finding(short(path), f"{lines} lines, at most {limit}.", "Part its ideas.")
