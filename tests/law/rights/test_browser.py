"""In a real browser: a person's request is taken in, searched for, given, erased and answered."""

import re

import pytest
from playwright.async_api import Browser, Locator, Page, expect
from tests.fixtures.server import People
from tests.law.rights.test_endpoints import mentioned
from tests.law.screen import accessible, foretold, patient
from tests.people.test_browser import browser
from tests.people.test_purpose_browser import console
from tests.server.test_events import relay

from impetus.people.permissions import Role

__all__ = ["browser", "mentioned", "patient", "relay"]
pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.usefixtures("relay", "mentioned")]


def dialog_of(page: Page, name: str) -> Locator:
    """The dialog of that title."""
    return page.get_by_role("dialog", name=name, exact=True)


async def test_from_the_receipt_to_the_letter(people: People, address: str, browser: Browser) -> None:
    token = await people.token(Role.DATA_PROTECTION_OFFICER, name="Minna Laakso")
    page = await console(browser, address, token, "/oversight?tab=requests")
    await expect(page.get_by_text("Nobody has asked yet")).to_be_visible()
    await page.get_by_role("button", name="Work on requests").click()
    await page.get_by_role("button", name="Take a request in").click()
    dialog = page.get_by_role("dialog", name="Take a request in")
    await dialog.get_by_label("Name", exact=True).first.fill("Kari Nordmann")
    await dialog.get_by_label("How to reach them").fill("Storgata 1, 0155 Oslo")
    await dialog.get_by_label("What it is", exact=True).select_option("plate")
    await dialog.get_by_label("Number plate", exact=True).fill("AB 123 CD")
    await accessible(page)
    await dialog.get_by_role("button", name="Take it in").click()
    await expect(page.get_by_role("heading", name="Make sure that it is Kari Nordmann")).to_be_visible()

    await page.get_by_role("button", name="Note who they are").click()
    await dialog_of(page, "Note who they are").get_by_role("textbox").fill("Passport, seen at the desk")
    await dialog_of(page, "Note who they are").get_by_role("button", name="Note who they are").click()
    await expect(page.get_by_role("heading", name="Search for what is held of Kari Nordmann")).to_be_visible()
    await page.get_by_role("button", name="Search", exact=True).click()
    every = page.get_by_role("checkbox", name=re.compile("things found"))
    await every.check()
    await accessible(page)
    await page.get_by_role("button", name="Give", exact=True).click()
    given = page.get_by_text("given", exact=True)
    await expect(given.first).to_be_visible()
    await expect(every).not_to_be_checked()  # what was done with is no longer chosen
    await every.check()
    await page.get_by_role("button", name="Erase", exact=True).click()
    erasing = dialog_of(page, "Erase")
    await foretold(erasing, "erase")
    await accessible(page)
    await erasing.get_by_role("textbox").fill("They asked for it")
    await erasing.get_by_role("button", name="Erase", exact=True).click()
    await expect(page.get_by_text("erased", exact=True).first).to_be_visible()

    await page.get_by_role("button", name="Grant", exact=True).click()
    await dialog_of(page, "Grant").get_by_role("button", name="Grant", exact=True).click()
    await expect(page.get_by_role("heading", name="Kari Nordmann got what they asked for")).to_be_visible()
    await accessible(page)
    async with page.expect_download() as download:
        await page.get_by_role("link", name="Answer", exact=True).click()
    letter = await (await download.value).path()
    assert letter.read_bytes().startswith(b"%PDF")
    await page.context.close()
