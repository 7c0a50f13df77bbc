"""In a real browser: a breach is begun, its facts and risk written, the authority told, and it is closed."""

import pytest
from playwright.async_api import Browser, expect
from tests.fixtures.server import People
from tests.law.screen import accessible, patient
from tests.people.test_browser import browser
from tests.people.test_purpose_browser import console

from impetus.people.permissions import Role

__all__ = ["browser", "patient"]
pytestmark = [pytest.mark.browser, pytest.mark.slow]


async def test_the_workbook_of_72_hours(people: People, address: str, browser: Browser) -> None:
    token = await people.token(Role.DATA_PROTECTION_OFFICER, name="Minna Laakso")
    page = await console(browser, address, token, "/oversight?tab=breaches")
    await expect(page.get_by_text("No breach is known")).to_be_visible()
    await accessible(page)
    await page.get_by_role("button", name="Begin a breach").click()
    dialog = page.get_by_role("dialog")
    await dialog.get_by_label("What happened, in a few words").fill("A notebook was stolen")
    await accessible(page)
    await dialog.get_by_role("button", name="Begin", exact=True).click()
    await expect(page.get_by_role("heading", name="A notebook was stolen")).to_be_visible()
    facts = {
        "What happened": "A notebook with a list was stolen", "Whose data, and which": "Operators: names",
        "What it may lead to": "Somebody could call them", "What was done, and what will be": "It was locked from afar",
        "Who answers questions": "dpo@example.org", "Persons, about": "12", "Records, about": "40",
    }  # fmt: skip
    for name, text in facts.items():
        await page.get_by_label(name, exact=True).fill(text)
    await page.get_by_role("button", name="Save", exact=True).click()
    await expect(page.get_by_text("Still unknown")).to_have_count(0)
    await expect(page.get_by_text("Judge the risk first.")).to_be_visible()
    await page.get_by_role("radio", name="A risk the authority is told").click()
    await expect(page.get_by_text("Judge the risk first.")).to_have_count(0)
    authority = page.get_by_role("group", name="The supervisory authority")
    await authority.get_by_role("button", name="They are told").click()
    await authority.get_by_role("button", name="Note that it was done").click()
    await dialog.get_by_label("Reference of the authority").fill("2026/77")
    await dialog.get_by_role("button", name="Note that it was done").click()
    await expect(page.get_by_text("2026/77")).to_be_visible()
    concerned = page.get_by_role("group", name="The people concerned")
    await concerned.get_by_role("button", name="They are not told").click()
    await dialog.get_by_label("Why they are not told").fill("Nobody's life is touched: the disk was sealed")
    await dialog.get_by_role("button", name="They are not told").click()
    await expect(page.get_by_text("Nobody's life is touched: the disk was sealed")).to_be_visible()
    await accessible(page)
    async with page.expect_download() as download:
        await page.get_by_role("link", name="To the authority").click()
    notice = await (await download.value).path()
    assert notice.read_bytes().startswith(b"%PDF")
    await page.get_by_role("button", name="Close the breach").click()
    await expect(page.get_by_role("button", name="Close the breach")).to_have_count(0)
    await accessible(page)
    await page.context.close()
