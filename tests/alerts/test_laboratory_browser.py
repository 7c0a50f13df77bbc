"""In a real browser: an airborne sample from the street to its carrier, by keyboard."""

import re

import pytest
from playwright.async_api import Browser, Page, expect
from tests.alerts.drafts import draft
from tests.fixtures.server import People
from tests.people.test_browser import browser
from tests.people.test_purpose_browser import console
from tests.server.test_events import relay
from tests.toolbox.test_lists_browser import accessible

from impetus.alerts.intake import alert_id, intake
from impetus.people.permissions import Role
from impetus.storage.unit import UnitOfWork

__all__ = ["browser", "relay"]
pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.usefixtures("relay")]
PATIENCE = 60_000


async def raised(uow: UnitOfWork, kind: str) -> str:
    one = draft(0, kind=kind, subject="roof")
    await intake(uow, "helsinki", "bacteria", "0.1.0", [one], purpose="urban_safety")
    return alert_id("helsinki", "bacteria", one)


async def write(page: Page, step: str, **fields: str) -> None:
    """Write a line with the keyboard alone."""
    await page.get_by_role("region", name="Laboratory", exact=True).get_by_role("button").press("Enter")
    dialog = page.get_by_role("dialog")
    await dialog.get_by_role("radio", name=step, exact=True).press("Space", timeout=PATIENCE)
    for label, value in fields.items():
        await dialog.get_by_role("textbox", name=label.replace("_", " ")).fill(value)
    await dialog.get_by_role("button", name="Write it down").press("Enter")
    await expect(dialog).to_have_count(0, timeout=PATIENCE)


async def test_a_sample_is_taken_and_handed_on(people: People, uow: UnitOfWork, address: str, browser: Browser) -> None:
    alert = await raised(uow, "bacteria.high")
    token = await people.token(Role.SUPERVISOR, name="Sanna Virta")
    page = await console(browser, address, token, f"/operations?alert={alert}")
    block = page.get_by_role("region", name="Laboratory", exact=True)
    await expect(block).to_contain_text("No sample for a laboratory yet.", timeout=PATIENCE)
    await block.get_by_role("button", name="Sample for the laboratory").press("Enter")
    dialog = page.get_by_role("dialog")
    await dialog.get_by_label("Temperature").fill("cold")
    await expect(dialog.get_by_text("Write a number, such as 4.5.")).to_be_visible(timeout=PATIENCE)
    await expect(dialog.get_by_role("button", name="Write it down")).to_be_disabled()
    await dialog.get_by_label("Temperature").fill("4,5")
    await dialog.get_by_label("Seal").fill("not a seal")
    await dialog.get_by_role("button", name="Write it down").press("Enter")
    await expect(dialog.get_by_role("alert").or_(dialog.locator("[aria-invalid=true]")).first).to_be_visible(
        timeout=PATIENCE
    )
    await accessible(page)
    await dialog.get_by_label("Seal").fill("S-114")
    await dialog.get_by_label("Who has it").fill("patrol 3")
    await dialog.get_by_role("button", name="Write it down").press("Enter")
    await expect(dialog).to_have_count(0, timeout=PATIENCE)
    chain = block.get_by_role("list", name="Chain of custody of sample 1").get_by_role("listitem")
    await expect(chain).to_have_count(1, timeout=PATIENCE)
    await expect(chain.first).to_contain_text(re.compile("Taken.*patrol 3.*seal S-114.*4.5.*Sanna Virta", re.DOTALL))
    await write(page, "Sent or handed on", Handed_to="courier", Seal="S-114")
    await expect(chain).to_have_count(2, timeout=PATIENCE)
    await expect(block).to_contain_text("The laboratory's word is no verdict")
    await page.context.close()
