"""Consoles in a real browser, one context for each person; what the browser calls an error fails the test."""

import re
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect
from tests.system.conftest import PAGES

PATIENCE = 60_000
"""Milliseconds; a shared machine is slow now and then, and patience costs nothing where all goes well."""


class Consoles:
    """Pages of one test. Errors that fit `pardoned` are provoked by the test itself."""

    def __init__(self, browser: Browser, item: pytest.Item, pardoned: str) -> None:
        self._browser, self._pardoned = browser, re.compile(pardoned)
        self._contexts: list[BrowserContext] = []
        self._pages = item.stash[PAGES] = []
        self._listens = True
        self.problems: list[str] = []
        expect.set_options(timeout=PATIENCE)

    def page(self, **options: Any) -> Page:
        """A page in a context of its own, with nothing loaded yet."""
        context = self._browser.new_context(reduced_motion="reduce", **options)
        self._contexts.append(context)
        page = context.new_page()
        self._pages.append(page)
        page.set_default_timeout(PATIENCE)
        page.on("console", lambda message: self._heard(message.text) if message.type == "error" else None)
        page.on("pageerror", lambda error: self._heard(str(error)))
        return page

    def close(self) -> None:
        """Close everything; raise AssertionError where an error was heard.

        Nothing is heard any more while closing: a page that is closed while it still loads calls what broke off errors.
        """
        self._listens = False
        for context in self._contexts:
            context.close()
        assert self.problems == []

    def _heard(self, text: str) -> None:
        if self._listens and not self._pardoned.search(text):
            self.problems.append(text)
