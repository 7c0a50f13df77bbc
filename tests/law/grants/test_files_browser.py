"""In a real browser: a masked picture, and an override on the bell."""

import asyncio
import re

import pytest
from axe_playwright_python.async_playwright import Axe
from PIL import Image, ImageDraw
from playwright.async_api import Browser, Page, expect
from tests.fixtures.server import People
from tests.kit.pictures import saved
from tests.law.grants.scene import Scene
from tests.people.test_browser import browser
from tests.people.test_purpose_browser import console
from tests.server.test_events import relay

from impetus.people.permissions import Role

__all__ = ["browser", "relay"]
pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.usefixtures("relay")]
PATIENCE = 60_000


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


async def accessible(page: Page) -> None:
    tags = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
    found = await Axe().run(page, options={"runOnly": {"type": "tag", "values": tags}})
    assert found.violations_count == 0, found.generate_report()


async def test_a_picture_is_shown_masked(scene: Scene, people: People, address: str, browser: Browser) -> None:
    path = f"/api/incidents/{scene.incident}"
    for name in ("gate.jpg", "statement.txt"):
        content = photo() if name.endswith("jpg") else b"A statement"
        made = await scene.browsers["sanna"].post(f"{path}/files", params={"name": name}, content=content)
        assert made.status_code == 201, made.text
    token = await people.token(Role.OPERATOR, name="Aino Korhonen")
    page = await console(browser, address, token, f"/incidents?incident={scene.incident}")
    frame = page.get_by_role("button", name=re.compile("^Open .*gate.jpg"))
    await frame.click(timeout=PATIENCE)
    shown = page.get_by_role("img", name="gate.jpg, masked: large blocks of colour")
    await expect(shown).to_be_visible()
    await accessible(page)
    await page.context.close()


async def test_an_override_stands_on_the_bell(scene: Scene, people: People, address: str, browser: Browser) -> None:
    token = await people.token(Role.ETHICS_OFFICER, name="Erik Etisk")
    held = asyncio.Event()  # what happens after the first look and before the stream opens is not missed
    page = await console(browser, address, token, "/oversight", held)
    bell = page.locator("button.bell")
    await expect(bell).to_have_attribute("aria-label", "No unread notices", timeout=PATIENCE)
    grant = await scene.override("hanna")
    assert grant is not None
    held.set()
    await expect(bell).to_have_attribute("aria-label", "1 unread notice", timeout=PATIENCE)  # by itself
    await bell.click()
    await expect(page.get_by_text(re.compile("Hanna Salo overrode masking: an entry in the timeline"))).to_be_visible()
    await expect(page.get_by_role("button", name="All read")).to_be_disabled()
    await accessible(page)
    assert await scene.decide("minna", "review", grant)
    await expect(bell).to_have_attribute("aria-label", "No unread notices", timeout=PATIENCE)
    await page.context.close()
