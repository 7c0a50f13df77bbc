"""Every tool's folder is complete and its manifest makes sense, by the same validator outsiders use."""

from collections.abc import Iterator

from checks.report import Finding


def run() -> Iterator[Finding]:
    """Yield what the validator finds in each tool."""
    from impetus.contracts.discovery import discover
    from impetus.contracts.validate import validate

    for tool in discover().values():
        for problem in validate(tool):
            yield Finding(f"tool {tool.id}", str(problem), "")
