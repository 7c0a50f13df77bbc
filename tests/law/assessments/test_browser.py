"""In a real browser: an assessment is written, advised on and decided by three acts, and the tool may start."""

import pytest
from playwright.async_api import Browser, Page, expect
from tests.fixtures.server import People
from tests.law.assessments.tools import ID
from tests.law.screen import accessible, foretold, patient
from tests.people.test_browser import browser
from tests.people.test_purpose_browser import console
from tests.server.test_events import relay

from impetus.people.permissions import Role

__all__ = ["browser", "patient", "relay"]
pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.usefixtures("with_risky", "relay")]


async def read(page: Page, document: str) -> None:
    """A document of the tool's makers is read before anything is answered, and closed by the keyboard."""
    await page.get_by_role("button", name=document, exact=True).click()
    dialog = page.get_by_role("dialog", name=f"Gate watch: {document}")
    await expect(dialog.get_by_role("heading", level=1, name="Gate watch")).to_be_visible()  # the text has come
    await accessible(page)
    await page.keyboard.press("Escape")
    await expect(dialog).to_have_count(0)


async def test_from_the_first_answer_to_the_decision(people: People, address: str, browser: Browser) -> None:
    here = f"/oversight?tab=assessments&assessment={ID}"
    anna = await console(browser, address, await people.token(Role.ADMINISTRATOR, name="Anna Aas"), here)
    await expect(anna.get_by_text("This tool needs an assessment and does not run without one")).to_be_visible()
    await anna.get_by_role("button", name="Begin an assessment").click()
    await expect(anna.get_by_role("heading", name="Gate watch: a draft")).to_be_visible()
    await read(anna, "The tool’s risks and measures")
    await read(anna, "Model card")
    texts = anna.locator("textarea[id^=q-]")
    for place in range(await texts.count()):
        if not await texts.nth(place).input_value():
            await texts.nth(place).fill("We thought about this.")
    gauges = anna.get_by_label("How serious is it, with the measures?")
    for place in range(await gauges.count()):
        await gauges.nth(place).select_option("limited")
    await anna.get_by_role("textbox", name="Why they were not asked").fill("It is tried with volunteers who were told.")
    await accessible(anna)
    await anna.get_by_role("button", name="Save", exact=True).first.click()
    await expect(anna.get_by_text("One thing is still missing")).to_be_visible()
    await expect(anna.get_by_role("button", name="Accept", exact=True)).to_be_disabled()

    token = await people.token(Role.DATA_PROTECTION_OFFICER, name="Minna Laakso")
    minna = await console(browser, address, token, here)
    await expect(minna.get_by_text("The controller decides; whoever advised does not.")).to_be_visible()
    await minna.get_by_role("textbox", name="The data protection officer's opinion").fill("It can be borne.")
    await minna.get_by_role("button", name="Advise in favour").click()
    await expect(minna.get_by_text("In favour: Minna Laakso")).to_be_visible()
    await accessible(minna)

    await expect(anna.get_by_text("In favour: Minna Laakso")).to_be_visible()
    await anna.get_by_text("What happens then").click()
    await foretold(anna.get_by_role("region", name="The chosen assessment"), "decide")
    await anna.get_by_role("textbox", name="Why", exact=True).fill("We bear it.")
    await anna.get_by_label("Holds until").fill("2027-06-01")
    await anna.get_by_role("button", name="Accept", exact=True).click()
    await expect(anna.get_by_role("heading", name="Gate watch: accepted, holds until")).to_be_visible()
    await accessible(anna)
    await anna.context.close()
    await minna.context.close()
