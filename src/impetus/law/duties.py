"""What the law asks, what in the program answers it, and which tests prove it.

`python -m checks.duties` writes the table into docs/law.md. No row without a test that exists.
"""

from typing import Final, NamedTuple


class Duty(NamedTuple):
    """One row. `tests` are pytest node ids; `checked` is whether the article's wording was read, not remembered."""

    article: str
    duty: str
    mechanism: str
    tests: tuple[str, ...]
    checked: bool = False


DUTIES: Final[list[Duty]] = []


def table() -> str:
    """Return the rows as a Markdown table."""
    head = "| Article | Duty | Mechanism | Proved by |\n|---|---|---|---|\n"
    rows = (
        f"| {row.article}{'' if row.checked else ' (from memory)'} | {row.duty} | `{row.mechanism}` |"
        f" {', '.join(f'`{test}`' for test in row.tests)} |"
        for row in sorted(DUTIES)
    )
    return head + "\n".join(rows) + "\n"

