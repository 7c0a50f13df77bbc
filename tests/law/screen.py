"""The officers' screens in a real browser: what every test of them asks."""

import pytest
from axe_playwright_python.async_playwright import Axe
from playwright.async_api import Locator, Page, expect
from tests.system.words import Words

PATIENCE = 60_000
"""Ms: a machine under load draws slowly, and no test says how fast it must be."""


@pytest.fixture(autouse=True)
def patient() -> None:
    """Everything may take its time."""
    expect.set_options(timeout=PATIENCE)


async def accessible(page: Page) -> None:
    """Nothing found by axe's rules for WCAG 2.2 AA."""
    tags = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
    found = await Axe().run(page, options={"runOnly": {"type": "tag", "values": tags}})
    assert found.violations_count == 0, found.generate_report()


async def foretold(where: Locator, act: str, **values: object) -> None:
    """It is said what the act does, who is told, how long it lasts and how it is undone."""
    say = Words("en")
    for part in ("what", "who", "long", "undo"):
        await expect(where.get_by_role("term").filter(has_text=say(f"effects:{part}"))).to_be_visible()
        await expect(where).to_contain_text(say(f"effects:act.{act}.{part}", **values))
