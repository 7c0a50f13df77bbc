"""Tests of the whole program: what a page showed is told with a failure."""

from collections.abc import Generator

import pytest
from playwright.sync_api import Error, Page

PAGES = pytest.StashKey[list[Page]]()
"""The pages a test has open."""


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item, call: pytest.CallInfo[None]
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Add what every open page showed to the report of a test that failed."""
    report = yield
    if call.when == "call" and report.failed:
        for page in item.stash.get(PAGES, []):
            try:
                report.sections.append((f"shown at {page.url}", page.locator("body").aria_snapshot(timeout=10_000)))
            except Error as error:
                report.sections.append(("a page", f"cannot be read: {error}"))
    return report
