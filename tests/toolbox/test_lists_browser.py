"""In a real browser: a planned event by form and by file, a pattern from a rejected alert, ended and put back."""

import re

import pytest
from axe_playwright_python.async_playwright import Axe
from playwright.async_api import Browser, Page, expect
from tests.alerts.drafts import draft
from tests.fixtures.server import People
from tests.people.test_browser import browser
from tests.people.test_purpose_browser import console
from tests.server.test_events import relay

from impetus.alerts.intake import alert_id, intake
from impetus.model.sensor import Sensor, SensorKind
from impetus.people.permissions import Role
from impetus.places import service as places
from impetus.storage.unit import UnitOfWork

__all__ = ["browser", "relay"]
pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.usefixtures("relay")]
PATIENCE = 60_000


async def accessible(page: Page) -> None:
    tags = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
    found = await Axe().run(page, options={"runOnly": {"type": "tag", "values": tags}})
    assert [(one["id"], one["nodes"][0]["html"][:200]) for one in found.response["violations"]] == []


async def test_a_planned_event_by_form_and_by_file(people: People, address: str, browser: Browser) -> None:
    page = await console(
        browser, address, await people.token(Role.SUPERVISOR, name="Sanna Virta"), "/tools?tool=anomaly"
    )
    await page.get_by_role("tab", name="Planned events").click()
    await page.get_by_role("button", name="New", exact=True).click()
    dialog = page.get_by_role("dialog")
    moments = dialog.locator("input[type=datetime-local]")
    await dialog.get_by_label("Name").fill("Cup final")
    await moments.nth(0).fill("2026-03-20T18:00")
    await moments.nth(1).fill("2026-03-20T17:00")
    await dialog.get_by_label("Area").fill("Arena")
    await dialog.get_by_role("button", name="Save").click()
    await expect(dialog.get_by_text(re.compile("it ends before it starts", re.IGNORECASE)).first).to_be_visible(
        timeout=PATIENCE
    )
    await accessible(page)
    await moments.nth(1).fill("2026-03-20T21:00")
    await dialog.get_by_role("button", name="Save").click()
    row = page.get_by_role("listitem").filter(has_text="Cup final")
    await expect(row).to_contain_text("2026-03-20 18:00–21:00 · Arena", timeout=PATIENCE)
    await expect(row).to_contain_text("Sanna Virta")
    await accessible(page)
    await row.get_by_role("button", name="End Cup final").click()
    await expect(row.get_by_role("button", name="Put Cup final back")).to_be_visible(timeout=PATIENCE)
    await row.get_by_role("button", name="Put Cup final back").click()
    await expect(row.get_by_role("button", name="Edit Cup final")).to_be_visible(timeout=PATIENCE)
    await page.get_by_role("button", name="From a file").click()
    bad = b"name,starts,ends\nFair,2026-04-01T10:00,2026-04-01T09:00\n"
    await dialog.get_by_label("File").set_input_files({"name": "a.csv", "mimeType": "text/csv", "buffer": bad})
    await expect(dialog.get_by_text("1 line is wrong; nothing was added.")).to_be_visible(timeout=PATIENCE)
    await expect(dialog.get_by_role("button", name="Add all")).to_be_disabled()
    good = bad.replace(b"T09", b"T19")
    await dialog.get_by_label("File").set_input_files({"name": "b.csv", "mimeType": "text/csv", "buffer": good})
    await expect(dialog.get_by_text("1 entry can be added.")).to_be_visible(timeout=PATIENCE)
    await dialog.get_by_role("button", name="Add all").click()
    await expect(page.get_by_role("listitem").filter(has_text="Fair")).to_be_visible(timeout=PATIENCE)
    await page.context.close()


async def test_a_pattern_is_made_of_a_rejected_alert(
    people: People, uow: UnitOfWork, address: str, browser: Browser
) -> None:
    gate = Sensor(id="gate-1", name="Gate", kind=SensorKind.PEOPLE, source="t", latitude=60.17, longitude=24.94)
    await places.register(uow, "helsinki", [gate], actor="platform")
    one = draft(0, kind="crowd.surge", subject="gate-1")
    await intake(uow, "helsinki", "anomaly", "1.0", [one], purpose="urban_safety")
    id = alert_id("helsinki", "anomaly", one)
    supervisor = await people.client(Role.SUPERVISOR, name="Sanna Virta")
    for path, body in (("acknowledge", {}), ("verdict", {"word": "rejected", "reason": "normal"})):
        answer = await supervisor.post(f"/api/alerts/{id}/{path}", json=body)
        assert answer.status_code == 200, answer.text
    token = await people.token(Role.SUPERVISOR, name="Leo Laine")
    page = await console(browser, address, token, f"/operations?alert={id}")
    await page.get_by_role("button", name="What would have been normal?").click(timeout=PATIENCE)
    await expect(page.get_by_text("No worker runs this tool now.")).to_be_visible(timeout=PATIENCE)
    await page.get_by_role("link", name="Add to Known patterns").click(timeout=PATIENCE)
    dialog = page.get_by_role("dialog")
    await dialog.get_by_label("Reason").fill("Market on this day")
    await expect(dialog.get_by_label("Sensor")).to_have_value("Gate (gate-1)", timeout=PATIENCE)
    await accessible(page)
    await dialog.get_by_role("button", name="Save").click()
    row = page.get_by_role("listitem").filter(has_text="Market on this day")
    await expect(row).to_contain_text("crowd surge · gate-1", timeout=PATIENCE)
    await page.get_by_role("tab", name="Settings").click()
    await expect(page.get_by_role("button", name="Stop everywhere")).to_be_visible()
    await page.context.close()


async def test_who_may_not_change_reads_only(people: People, address: str, browser: Browser) -> None:
    page = await console(browser, address, await people.token(Role.OPERATOR), "/tools?tool=anomaly&part=made")
    await expect(page.get_by_role("heading", name="Made sensors")).to_be_visible(timeout=PATIENCE)
    await expect(page.get_by_text("Nothing here yet")).to_be_visible()
    await expect(page.get_by_role("button", name="New", exact=True)).to_have_count(0)
    await page.get_by_role("tab", name="Ask").click()
    form = page.get_by_role("form", name="Another budget")
    await form.get_by_role("button", name="Ask").click()
    await expect(page.get_by_text("No worker runs this tool now.")).to_be_visible(timeout=PATIENCE)
    await accessible(page)
    await page.context.close()
