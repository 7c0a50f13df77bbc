"""In a browser: a masked picture is asked for, refused, allowed, seen and ended; an override stands on the bell."""

import asyncio
import re

import pytest
from PIL import Image, ImageDraw
from playwright.async_api import Browser, Locator, Page, expect
from tests.fixtures.server import People
from tests.kit.pictures import saved
from tests.law.grants.scene import Scene
from tests.law.screen import accessible, foretold, patient
from tests.people.test_browser import browser
from tests.people.test_purpose_browser import console
from tests.server.test_events import relay

from impetus.people.permissions import Role

__all__ = ["browser", "patient", "relay"]
pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.usefixtures("relay")]


def photo() -> bytes:
    """Somebody at a gate, drawn."""
    image = Image.new("RGB", (1200, 800), (96, 132, 168))
    draw = ImageDraw.Draw(image)
    draw.rectangle((0, 520, 1200, 800), fill=(92, 96, 88))
    draw.rectangle((700, 120, 1100, 620), fill=(150, 84, 60))
    draw.ellipse((360, 200, 480, 340), fill=(226, 186, 160))
    draw.rectangle((340, 340, 500, 640), fill=(180, 30, 40))
    draw.text((780, 300), "GATE B", fill=(255, 255, 255), font_size=64)
    return saved(image, "JPEG", quality=90)


async def picture(scene: Scene) -> None:
    """A picture and a file that lie in the incident."""
    for name in ("gate.jpg", "statement.txt"):
        content = photo() if name.endswith("jpg") else b"A statement"
        path = f"/api/incidents/{scene.incident}/files"
        made = await scene.browsers["sanna"].post(path, params={"name": name}, content=content)
        assert made.status_code == 201, made.text


async def asked(page: Page, shown: Locator, reason: str) -> None:
    """Ask for what a masked picture showed, under the case; the dialog says what that does."""
    await page.get_by_role("figure").filter(has=shown).get_by_role("button", name="Ask to unmask").click()
    dialog = page.get_by_role("dialog", name="Ask to see what is masked")
    await expect(dialog).to_contain_text("under a case")
    await foretold(dialog, "ask")
    await dialog.get_by_role("combobox", name="Case").or_(dialog.get_by_role("textbox", name="Case")).first.click()
    await page.get_by_role("option", name=re.compile("A fight")).click()
    await dialog.get_by_label("Why you need it").fill(reason)
    await accessible(page)
    await dialog.get_by_role("button", name="Ask", exact=True).click()
    await expect(dialog).to_have_count(0)


async def test_a_picture_is_asked_for_allowed_seen_and_ended(
    scene: Scene, people: People, address: str, browser: Browser
) -> None:
    await picture(scene)
    erik = await console(
        browser, address, await people.token(Role.DATA_PROTECTION_OFFICER, name="Erik Etisk"), "/oversight"
    )
    await expect(erik.get_by_role("heading", level=1, name=re.compile("waits? for you$"))).to_be_visible()
    token = await people.token(Role.OPERATOR, name="Aino Korhonen")
    page = await console(browser, address, token, f"/incidents?incident={scene.incident}")
    await page.get_by_role("button", name=re.compile("^Open .*gate.jpg")).click()
    shown = page.get_by_role("img", name="gate.jpg, masked: large blocks of colour")
    await expect(shown).to_be_visible()
    await accessible(page)

    await asked(page, shown, "To find the witness at the gate")
    figure = page.get_by_role("figure").filter(has=shown)
    await expect(figure.get_by_text("G-1 waits for a second person")).to_be_visible()
    card = erik.get_by_role("article").filter(has_text="Aino Korhonen")
    await expect(card).to_contain_text("To find the witness at the gate")
    await expect(card).to_contain_text("5680/R/1")
    await card.get_by_role("button", name="Refuse with reason").click()
    await erik.get_by_label("Why not").fill("Ask for the statement first")
    await foretold(erik.get_by_role("dialog"), "refuse", name="Aino Korhonen")
    await erik.get_by_role("dialog").get_by_role("button", name="Refuse", exact=True).click()
    told = figure.get_by_text("G-1 was refused by Erik Etisk: Ask for the statement first")
    await expect(told).to_be_visible()

    await asked(page, shown, "The statement names nobody")
    await expect(card).to_contain_text("The statement names nobody")
    await card.get_by_text("What happens then").click()
    await foretold(card, "allow", name="Aino Korhonen", time="30 minutes")
    await accessible(erik)
    await card.get_by_role("button", name=re.compile("^Allow for 30 minutes")).click()
    await expect(card).to_have_count(0)
    await figure.get_by_role("button", name="See the original").click()
    original = page.get_by_role("img", name="gate.jpg as it came")
    await expect(original).to_be_visible()
    await expect(original).to_have_js_property("naturalWidth", 1200)
    await expect(original).to_have_js_property("naturalHeight", 800)
    await expect(page.get_by_text(re.compile(r"G-2: \d\d:\d\d left"))).to_be_visible()
    await accessible(page)
    await page.get_by_role("button", name="End it now: G-2").click()
    await expect(original).to_have_count(0)
    await expect(figure.get_by_role("button", name="Ask to unmask")).to_be_visible()

    await erik.get_by_role("tab", name="Grants").click()
    past = erik.get_by_role("tabpanel").get_by_role("listitem")
    seen = past.filter(has_text="G-2")
    await expect(seen).to_contain_text("allowed by Erik Etisk for 30 minutes")
    await expect(seen).to_contain_text("seen once")
    await expect(past.filter(has_text="G-1")).to_contain_text("refused by Erik Etisk: Ask for the statement first")
    await accessible(erik)
    await page.context.close()
    await erik.context.close()


async def test_an_override_stands_on_the_bell(scene: Scene, people: People, address: str, browser: Browser) -> None:
    token = await people.token(Role.ETHICS_OFFICER, name="Erik Etisk")
    held = asyncio.Event()  # what happens after the first look and before the stream opens is not missed
    page = await console(browser, address, token, "/oversight", held)
    bell = page.locator("button.bell")
    await expect(bell).to_have_attribute("aria-label", "No unread notices")
    grant = await scene.override("hanna")
    assert grant is not None
    held.set()
    await expect(bell).to_have_attribute("aria-label", "1 unread notice")  # by itself
    await bell.click()
    await expect(page.get_by_text(re.compile("Hanna Salo overrode masking: an entry in the timeline"))).to_be_visible()
    await expect(page.get_by_role("button", name="All read")).to_be_disabled()
    await accessible(page)
    assert await scene.decide("minna", "review", grant)
    await expect(bell).to_have_attribute("aria-label", "No unread notices")
    await page.context.close()
