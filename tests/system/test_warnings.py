"""A public warning by two people in two browsers, by keyboard; channels set up on screen; both pass axe."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from benchmarks.harness import Platform, platform
from playwright.sync_api import Page, expect
from tests.system.agencies import Somebody, add_agency
from tests.system.consoles import PATIENCE
from tests.system.test_incidents import accessible, browser, console, screens

from impetus.formats import cap
from impetus.people.permissions import Role

__all__ = ["browser", "console"]  # fixtures of the neighbour
pytestmark = [pytest.mark.system, pytest.mark.browser, pytest.mark.slow, pytest.mark.xdist_group("system")]


@pytest.fixture(scope="module")
def running() -> Iterator[Platform]:
    with platform() as started:
        started.start()
        started.set_up("Testville")
        own = started.get("/api/session")["agency"]
        people = [Somebody("Sanna Virta", "sanna", Role.SUPERVISOR), Somebody("Leo Laine", "leo", Role.SUPERVISOR)]
        add_agency(started, own["id"], own["name"], [*people, Somebody("Anna Admin", "admin", Role.ADMINISTRATOR)])
        yield started


def draft(running: Platform) -> dict[str, Any]:
    """A complete draft, written over the API by the administrator."""
    words = {"event": "Smoke", "headline": "Smoke over the harbour", "description": "Stay inside.", "area": "Harbour"}
    body = {
        "texts": {"en": words, "it": words, "nb": words},
        "ring": [[24.94, 60.168], [24.946, 60.168], [24.946, 60.171]],
        "expires_at": (datetime.now(UTC) + timedelta(hours=2)).isoformat(),
    }
    made: dict[str, Any] = running.post("/api/warnings", {"content": body})
    return made


def test_one_drafts_another_releases(running: Platform, console: Callable[..., Page]) -> None:
    draft(running)
    sanna, leo = console("sanna"), console("leo", 1024, 768)
    screens(sanna, "w")
    expect(sanna.get_by_role("heading", name="Warnings")).to_be_visible(timeout=PATIENCE)
    headline = sanna.get_by_label("Headline")
    expect(headline).to_have_value("Smoke over the harbour", timeout=PATIENCE)
    headline.fill("Smoke over the harbour and the market")
    sanna.keyboard.press("Control+s")
    expect(sanna.get_by_text("You wrote in it")).to_be_visible(timeout=PATIENCE)
    expect(sanna.get_by_role("button", name="Release to the public")).to_be_disabled(timeout=PATIENCE)
    accessible(sanna, "a draft")

    screens(leo, "w")
    release = leo.get_by_role("button", name="Release to the public")
    expect(release).to_be_enabled(timeout=PATIENCE)
    release.focus()
    leo.keyboard.press("Enter")
    expect(leo.get_by_role("dialog").get_by_role("button", name="Release to the public")).to_be_focused(
        timeout=PATIENCE
    )
    leo.keyboard.press("Enter")
    expect(leo.get_by_text("In force until")).to_be_visible(timeout=PATIENCE)
    accessible(leo, "a warning in force")

    feed = running.client.get("/api/warnings/feed.atom")
    [message] = cap.read(feed.content).items
    assert message.infos[0].headline == "Smoke over the harbour and the market"


def test_nothing_is_saved_before_it_is_written(running: Platform, console: Callable[..., Page]) -> None:
    before = len(running.get("/api/warnings"))
    page = console("sanna")
    screens(page, "w")
    expect(page.get_by_role("heading", name="Warnings")).to_be_visible(timeout=PATIENCE)
    page.keyboard.press("n")
    expect(page.get_by_role("heading", name="New, not saved")).to_be_visible(timeout=PATIENCE)
    assert len(running.get("/api/warnings")) == before
    page.get_by_label("Headline").fill("Thin ice")
    page.keyboard.press("Control+s")
    running.wait(lambda: len(running.get("/api/warnings")) == before + 1, "the draft to be kept")
    expect(page.get_by_label("Headline")).to_have_value("Thin ice", timeout=PATIENCE)


def test_channels_are_set_up_on_screen(running: Platform, console: Callable[..., Page]) -> None:
    page = console("admin", 1024, 768)
    screens(page, "c")
    expect(page.get_by_text("goes to nobody")).to_be_visible(timeout=PATIENCE)
    page.keyboard.press("n")
    page.get_by_role("button", name="Console").press("Enter")
    page.get_by_label("Name").fill("Desk screens")
    page.keyboard.press("Control+s")
    page.get_by_role("button", name="Send a test").press("Enter")
    expect(page.get_by_text("The test left.")).to_be_visible(timeout=PATIENCE)
    accessible(page, "channels")
    page.get_by_role("tab", name="Rules").press("Enter")
    page.keyboard.press("n")
    page.get_by_label("Name").fill("High alerts")
    accessible(page, "a rule")
    page.keyboard.press("Control+s")
    expect(page.get_by_text("by Desk screens at once").first).to_be_visible(timeout=PATIENCE)
    for tab in ("People", "Messages", "Weather feeds"):
        page.get_by_role("tab", name=tab).click()
        page.wait_for_timeout(500)
        accessible(page, tab)
