"""In a real browser: a period is shortened, something is kept by name and reason, and no longer kept."""

import re

import pytest
from playwright.async_api import Browser, expect
from tests.fixtures.server import People
from tests.law.screen import accessible, foretold, patient
from tests.people.test_browser import browser
from tests.people.test_purpose_browser import console

from impetus.people.permissions import Role

__all__ = ["browser", "patient"]
pytestmark = [pytest.mark.browser, pytest.mark.slow]


async def test_what_is_kept_for_how_long(people: People, address: str, browser: Browser) -> None:
    token = await people.token(Role.DATA_PROTECTION_OFFICER, name="Minna Laakso")
    page = await console(browser, address, token, "/oversight?tab=deletion")
    row = page.get_by_role("row").filter(has=page.get_by_role("rowheader", name="Incidents, with timeline and tasks"))
    await expect(row).to_contain_text(re.compile(r"\d days"))
    await accessible(page)
    await row.get_by_role("button").click()
    dialog = page.get_by_role("dialog")
    await foretold(dialog, "shorten")
    await dialog.get_by_label(re.compile("^Days, at most")).fill("90")
    await dialog.get_by_label("Reason").fill("The city needs no more")
    await accessible(page)
    await dialog.get_by_role("button", name="Set the period").click()
    await expect(row).to_contain_text("90 days")

    await page.get_by_role("button", name="Keep something").click()
    await foretold(dialog, "lock")
    await dialog.get_by_role("combobox").select_option("A case")
    await dialog.get_by_label("Its id or reference").fill("5680/R/1")
    await dialog.get_by_label("Reason").fill("The police asked for it")
    await accessible(page)
    await dialog.get_by_role("button", name="Keep it").click()
    kept = page.get_by_role("listitem").filter(has_text="The police asked for it")
    await expect(kept).to_contain_text("until somebody ends it")
    await expect(kept).to_contain_text("Minna Laakso")
    await kept.get_by_role("button", name="No longer keep it").click()
    await foretold(dialog, "unlock")
    await dialog.get_by_label("Reason").fill("They gave it back")
    await accessible(page)
    await dialog.get_by_role("button", name="No longer keep it").click()
    await expect(kept).to_contain_text("They gave it back")
    await expect(kept.get_by_role("button")).to_have_count(0)
    await page.context.close()
