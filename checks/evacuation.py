"""docs/evacuation_verification.md has a line for each case of the guidelines, and each names a test that exists.

`python -m checks.evacuation` runs the cases (a minute) and writes the page; the check only compares what stands still.
"""

from collections.abc import Iterator

from checks.duties import exists
from checks.report import ROOT, Finding

PAGE = ROOT / "docs" / "evacuation_verification.md"
BEGIN, END = "<!-- cases: python -m checks.evacuation -->\n", "<!-- end of cases -->\n"
_WHERE = "benchmarks/evacuation_rows.py"


def run() -> Iterator[Finding]:
    """Yield rows without a test, tests that are not there, and a page that lags."""
    from benchmarks.evacuation_rows import ROWS, summary, table

    for row in ROWS:
        if row.state in ("holds", "fails") and not exists(row.node):
            yield Finding(_WHERE, f"{row.source} {row.number} has no test {row.node}.", "Name one that is there.")
        if row.state != "holds" and not row.why:
            yield Finding(_WHERE, f"{row.source} {row.number} does not say why.", "Say it.")
    page = PAGE.read_text("utf-8") if PAGE.is_file() else ""
    made = page.partition(BEGIN)[2].partition(END)[0].removeprefix(summary() + "\n")
    if [_still(line) for line in made.splitlines()] != [_still(line) for line in table({}).splitlines()]:
        yield Finding("docs/evacuation_verification.md", "lags behind the cases.", "Run `python -m checks.evacuation`.")


def _still(line: str) -> list[str]:
    """A row without what was found."""
    cells = line.split(" | ")
    return [*cells[:5], *cells[6:]]


def write() -> None:
    """Run the cases and put the table into the page."""
    from benchmarks.evacuation_cases import CASES
    from benchmarks.evacuation_rows import keys, summary, table

    results = {key: CASES[key]().result for key in keys()}
    text = PAGE.read_text("utf-8")
    before, _, rest = text.partition(BEGIN)
    made = f"{summary()}\n{table(results)}"
    PAGE.write_text(f"{before}{BEGIN}{made}{END}{rest.partition(END)[2]}", "utf-8")


if __name__ == "__main__":
    write()
