"""In a real browser: a case is opened, a purpose declared under it, and what training does not see is gone."""

import asyncio
import re

import pytest
from axe_playwright_python.async_playwright import Axe
from playwright.async_api import Browser, Page, Route, expect
from tests.alerts.drafts import draft
from tests.fixtures.server import People
from tests.people.test_browser import browser

from impetus.alerts.intake import intake
from impetus.people.access import COOKIE
from impetus.people.permissions import Role
from impetus.storage.unit import UnitOfWork

__all__ = ["browser"]
pytestmark = [pytest.mark.browser, pytest.mark.slow]
PATIENCE = 60_000


async def console(browser: Browser, address: str, token: str, path: str, held: asyncio.Event | None = None) -> Page:
    """A console that is signed in; its stream of events does not open before `held` is set."""
    home = address.replace("127.0.0.1", "localhost")
    context = await browser.new_context(viewport={"width": 1440, "height": 900}, locale="en-GB")
    await context.add_cookies([{"name": COOKIE, "value": token, "url": home}])
    page = await context.new_page()
    page.set_default_timeout(PATIENCE)
    if held is not None:

        async def hold(route: Route) -> None:
            await held.wait()
            await route.continue_()

        await page.route(re.compile(r"/api/events\?"), hold)
    await page.goto(f"{home}{path}")
    return page


async def test_a_purpose_is_declared_under_a_case(
    people: People, uow: UnitOfWork, address: str, browser: Browser
) -> None:
    await intake(uow, "helsinki", "anomaly", "1.0.0", [draft(0)])
    page = await console(browser, address, await people.token(Role.ANALYST), "/tools")
    chip = page.get_by_role("button", name=re.compile("^Purpose: "))
    await expect(chip).to_contain_text("Urban safety", timeout=PATIENCE)
    await chip.click()
    await page.get_by_role("button", name="Change purpose or case").click()
    await page.get_by_role("radio", name=re.compile("^Investigation")).check()
    await expect(page.get_by_role("button", name="Declare")).to_be_disabled()  # it needs a case
    await page.get_by_role("button", name="Open a case").click()
    await page.get_by_label("What it is about").fill("Thefts at the market")
    await page.get_by_label("Reference").fill("5680/R/1182/26")
    await page.get_by_label("Last day").fill("2026-04-01")
    await page.get_by_role("dialog").get_by_role("button", name="Open", exact=True).click()
    await page.get_by_role("button", name="Declare").click()
    await expect(chip).to_contain_text("Investigation · 5680/R/1182/26", timeout=PATIENCE)
    await chip.click()
    await page.get_by_role("button", name="Change purpose or case").click()
    await page.get_by_role("radio", name=re.compile("^Training")).check()
    await page.get_by_role("button", name="Declare").click()
    await expect(chip).to_contain_text("Training", timeout=PATIENCE)
    refused = await page.evaluate("fetch('/api/alerts').then((answer) => answer.status)")
    assert refused == 403
    await page.context.close()


async def test_policies_are_read_and_asked(people: People, address: str, browser: Browser) -> None:
    page = await console(
        browser, address, await people.token(Role.DATA_PROTECTION_OFFICER), "/oversight?tab=policies"
    )  # fmt: skip
    await expect(page.get_by_role("heading", name="Prohibitions")).to_be_visible(timeout=PATIENCE)
    await page.get_by_text("Officers never act on alerts or incidents", exact=True).click()
    await expect(page.get_by_text("Who watches over a decision has no part in it.", exact=True)).to_be_visible()
    await page.get_by_text("Officers never act on alerts or incidents", exact=True).click()
    found = await Axe().run(
        page, options={"runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa"]}}
    )
    assert [(one["id"], one["nodes"][0]["html"][:200]) for one in found.response["violations"]] == []
    await page.context.close()
