"""The queue under the hand: nothing moves, what is loud and out of view is named, acts are taken back by a key."""

import re
from collections.abc import Callable, Iterator

import pytest
from benchmarks.harness import Platform, platform
from playwright.sync_api import Page, expect
from tests.alerts.drafts import draft
from tests.system.agencies import Somebody, add_agency, raise_alert
from tests.system.test_incidents import accessible, browser, console

from impetus.model.alert import Severity, Where

__all__ = ["browser", "console"]  # fixtures of the neighbour
pytestmark = [pytest.mark.system, pytest.mark.browser, pytest.mark.slow, pytest.mark.xdist_group("system")]
PATIENCE = 60_000
PLACE = "(row) => row.getBoundingClientRect().top - row.closest('.qlist').getBoundingClientRect().top"


@pytest.fixture(scope="module")
def running() -> Iterator[Platform]:
    with platform() as started:
        started.start()
        started.set_up("Testville")
        own = started.get("/api/session")["agency"]
        add_agency(started, own["id"], own["name"], [Somebody("Leo Laine", "leo")])
        for number in range(12):
            far_away(started, number, Severity.HIGH)
        yield started


def far_away(running: Platform, number: int, severity: Severity) -> str:
    """An alert so far from all others that nothing joins it; its id."""
    where = Where(name=f"Square {number}", latitude=58 + number * 0.1, longitude=20 + number * 0.1)
    kind = "crowd.flight" if severity is Severity.CRITICAL else "air.plume"
    own = running.get("/api/session")["agency"]["id"]
    return raise_alert(running, own, draft(number, severity=severity, kind=kind, where=where))


def test_a_repeat_is_set_aside_by_two_keys(running: Platform, console: Callable[..., Page]) -> None:
    """`D`, then the figure of the alert that stays; taken back by a key."""
    own = running.get("/api/session")["agency"]["id"]
    first, second = (
        raise_alert(running, own, draft(40 + number, severity=Severity.HIGH, kind=kind, where=where))
        for number, kind, where in (
            (0, "air.plume", Where(name="North pier", latitude=57.0, longitude=19.0)),
            (1, "traffic.blockage", Where(name="South pier", latitude=57.02, longitude=19.0)),
        )
    )
    both = {first, second}
    running.wait(
        lambda: both <= {one["id"] for one in running.get("/api/alerts", state="open")["items"]}, "both to be shown"
    )
    page = console("leo")
    page.goto(f"{running.url}/operations?alert={second}")
    stays = running.get(f"/api/alerts/{first}")["number"]
    expect(page.get_by_role("button", name="Acknowledge")).to_be_visible(timeout=PATIENCE)
    page.keyboard.press("d")
    asked = page.get_by_role("dialog", name="Which alert is it the same as?")
    expect(asked.get_by_role("button", name=re.compile(f"^{stays} .*km, "))).to_be_focused(timeout=PATIENCE)
    accessible(page, "the question which alert it repeats")
    page.keyboard.press("1")
    expect(page.get_by_text(re.compile(f"^Same as {stays}, said Leo Laine"))).to_be_visible(timeout=PATIENCE)
    assert running.get(f"/api/alerts/{second}")["verdict"]["word"] == "duplicate"
    page.keyboard.press("u")
    running.wait(lambda: running.get(f"/api/alerts/{second}")["state"] == "new", "it to be taken back")
    expect(page.get_by_role("button", name="Reject")).to_be_enabled(timeout=PATIENCE)  # the page knows it too
    page.keyboard.press("r")
    expect(page.get_by_role("dialog", name="Why is it not real?")).to_be_visible(timeout=PATIENCE)
    page.keyboard.press("d")
    expect(asked).to_be_visible(timeout=PATIENCE)
    page.keyboard.press("Escape")
    expect(asked).to_have_count(0)


@pytest.mark.parametrize(("width", "height", "number"), [(1440, 900, 20), (1024, 768, 21)])
def test_what_is_loud_and_out_of_view_is_named_and_one_press_goes_there(
    running: Platform, console: Callable[..., Page], width: int, height: int, number: int
) -> None:
    page = console("leo", width, height)
    rows, queue = page.locator(".qlist .row"), page.locator(".qlist")
    running.wait(lambda: running.get("/api/alerts", state="open")["total"] >= 12, "the queue to fill")
    expect(rows.nth(5)).to_be_attached(timeout=PATIENCE)
    queue.hover()
    queue.evaluate("(list) => list.scrollTo({ top: 700 })")
    expect(rows.first).not_to_be_in_viewport(timeout=PATIENCE)
    middle = queue.bounding_box()
    assert middle
    page.mouse.move(middle["x"] + 120, middle["y"] + middle["height"] / 2)
    under = page.locator(".qlist .row:hover")
    expect(under).to_have_count(1, timeout=PATIENCE)
    held = page.locator(f".qlist [data-alert='{under.get_attribute('data-alert')}']")
    before = held.evaluate(PLACE)

    critical = far_away(running, number, Severity.CRITICAL)
    banner = page.get_by_role("group", name="New, out of view")
    name = banner.get_by_role("button", name=re.compile(f"Crowd flight, Piazza {number}"))
    expect(name).to_be_visible(timeout=PATIENCE)
    assert name.evaluate("(it) => { const b = it.querySelector('b'); return b.scrollHeight - b.clientHeight; }") <= 1, (
        "the whole name is read"
    )
    assert held.evaluate(PLACE) == before, "a new row never moves the row under the pointer"
    accessible(page, "the banner of the queue")
    name.press("Enter")
    row = page.locator(f".qlist [data-alert='{critical}']")
    expect(row).to_have_attribute("aria-current", "true", timeout=PATIENCE)
    expect(row).to_be_in_viewport(timeout=PATIENCE)
    expect(name).to_have_count(0, timeout=PATIENCE)

    # what was done by a key is taken back by a key
    page.keyboard.press("a")
    expect(page.get_by_text("You have A-").first).to_be_visible(timeout=PATIENCE)
    running.wait(lambda: running.get(f"/api/alerts/{critical}")["state"] == "acknowledged", "it to be taken")
    page.keyboard.press("u")
    running.wait(lambda: running.get(f"/api/alerts/{critical}")["state"] == "new", "it to be given back")
