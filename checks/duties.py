"""Every duty of the law names tests that exist, and docs/law.md has the table as the code has it."""

import ast
from collections.abc import Iterator
from functools import cache

from checks.report import ROOT, Finding

PAGE = ROOT / "docs" / "law.md"
BEGIN, END = "<!-- duties: python -m checks.duties -->\n", "<!-- end of duties -->\n"
READ, READ_END = "<!-- articles: python -m checks.duties -->\n", "<!-- end of articles -->\n"
_WHERE = "src/impetus/law/duties.py"


def run() -> Iterator[Finding]:
    """Yield rows without a test, tests that are not there, and a page that lags."""
    from impetus.law.duties import DUTIES, table
    from impetus.policy import articles

    for row in DUTIES:
        if not row.tests:
            yield Finding(_WHERE, f"'{row.duty}' names no test.", "Name one, or leave the row out.")
        for test in row.tests:
            if not exists(test):
                yield Finding(
                    _WHERE, f"there is no test {test}.", "Correct the node id, as in tests/a/test_b.py::test_c."
                )
    page = PAGE.read_text("utf-8") if PAGE.is_file() else ""
    if BEGIN + table() + END not in page or READ + articles.table() + READ_END not in page:
        yield Finding("docs/law.md", "lags behind the duties.", "Run `python -m checks.duties`.")


def write() -> None:
    """Put the table into the page."""
    from impetus.law.duties import table
    from impetus.policy import articles

    text = PAGE.read_text("utf-8")
    for begin, made, end in ((BEGIN, table(), END), (READ, articles.table(), READ_END)):
        before, _, rest = text.partition(begin)
        text = f"{before}{begin}{made}{end}{rest.partition(end)[2]}"
    PAGE.write_text(text, "utf-8")


def exists(node_id: str) -> bool:
    """Whether a test of that node id stands in the tests, as in tests/a/test_b.py::test_c."""
    path, *names = node_id.split("[")[0].split("::")
    return bool(names) and "::".join(names) in _tests(path)


@cache
def _tests(path: str) -> frozenset[str]:
    file = ROOT / path
    if not file.is_file():
        return frozenset()
    found: set[str] = set()
    for node in ast.parse(file.read_text("utf-8")).body:
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            found.add(node.name)
        elif isinstance(node, ast.ClassDef):
            found |= {
                f"{node.name}::{one.name}"
                for one in node.body
                if isinstance(one, ast.FunctionDef | ast.AsyncFunctionDef)
            }
        elif isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name):
            found.add(node.targets[0].id)  # a stateful test of hypothesis: TestGrants = Machine.TestCase
    return frozenset(found)


if __name__ == "__main__":
    write()
