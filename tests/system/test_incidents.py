"""One incident, two operators of two agencies at once, each in a browser of their own, by keyboard alone."""

import json
import re
import shutil
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from benchmarks.harness import Platform, platform
from playwright.sync_api import Browser, Page, expect, sync_playwright
from tests.alerts.drafts import draft
from tests.system.agencies import WORD, Somebody, add_agency, raise_alert, signed_in
from tests.system.consoles import PATIENCE, Consoles
from tests.system.test_melbourne import CHROMIUM_ARGUMENTS

from impetus.model.alert import Severity, Where
from impetus.people.permissions import Role

pytestmark = [pytest.mark.system, pytest.mark.browser, pytest.mark.slow, pytest.mark.xdist_group("system")]
TITLE = "Market square: crowd at the east gate"


@pytest.fixture(scope="module")
def running() -> Iterator[Platform]:
    with platform() as started:
        started.start()
        started.set_up("Testville")
        own = started.get("/api/session")["agency"]
        add_agency(
            started, own["id"], own["name"],
            [Somebody("Sanna Virta", "sanna", Role.SUPERVISOR), Somebody("Aino Koskinen", "aino")],
        )  # fmt: skip
        add_agency(started, "rescue", "Rescue", [Somebody("Mikko Rinne", "mikko")])
        yield started


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    program = shutil.which("chromium")
    if program is None:
        pytest.skip("Chromium is not installed (apt-get install chromium)")
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=program, args=CHROMIUM_ARGUMENTS)
        yield opened
        opened.close()


def accessible(page: Page, where: str) -> None:
    """Nothing found by axe's rules for WCAG 2.2 AA."""
    tags = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
    result = Axe().run(page, options={"runOnly": {"type": "tag", "values": tags}})
    assert result.violations_count == 0, f"{where}: {result.generate_report()}"


@pytest.fixture
def console(running: Platform, browser: Browser, request: pytest.FixtureRequest) -> Iterator[Callable[..., Page]]:
    """Open a console for somebody; whatever the browser calls an error fails the test."""
    # what these tests provoke: no session yet, to be confirmed first, nothing shared, somebody was first, no line
    provoked = r"status of (401|403|404|409)|ERR_(INTERNET_DISCONNECTED|FAILED)|Worker failed to load"
    consoles = Consoles(browser, request.node, provoked)

    def opened(login: str, width: int = 1440, height: int = 900) -> Page:
        page = consoles.page(viewport={"width": width, "height": height})
        page.goto(running.url)
        page.get_by_label("Name", exact=True).fill(login)
        page.get_by_label("Password", exact=True).fill(WORD)
        page.keyboard.press("Enter")
        expect(
            page.get_by_role("heading", name="Needs a decision").or_(page.get_by_text("Nothing needs"))
        ).to_be_visible(timeout=PATIENCE)
        return page

    yield opened
    consoles.close()


def screens(page: Page, key: str) -> None:
    """Go to a screen by its keys."""
    page.keyboard.press("g")
    page.keyboard.press(key)


def make(running: Platform, title: str = TITLE, **more: Any) -> dict[str, Any]:
    """An incident made over the API."""
    made: dict[str, Any] = running.post("/api/incidents", {"title": title, **more})
    return made


def test_two_operators_of_two_agencies_at_once(running: Platform, console: Callable[..., Page]) -> None:
    home, rescue = console("sanna"), console("mikko")
    screens(home, "i")
    expect(home.get_by_role("heading", name="No incident is open")).to_be_visible()
    accessible(home, "the empty list")
    screens(rescue, "i")
    expect(rescue.get_by_role("heading", name="No incident is open")).to_be_visible()

    # made by hand, by keyboard
    home.keyboard.press("n")
    home.keyboard.type(TITLE)
    home.keyboard.press("Enter")
    expect(home.get_by_role("heading", level=1, name=TITLE)).to_be_visible()
    accessible(home, "a new incident")
    found = running.get("/api/incidents")["items"][0]
    path = f"/api/incidents/{found['id']}"

    # another agency sees nothing of it until it is shared
    mikko = signed_in(running, "mikko")
    assert mikko.get(path).status_code == 404
    assert mikko.get("/api/incidents").json()["total"] == 0
    home.keyboard.press("p")
    home.get_by_role("radio", name="Rescue").press("Space")
    expect(home.get_by_text("Rescue will see:")).to_be_visible()
    accessible(home, "the dialog that shares")
    home.get_by_label("Reason, shown to both").press_sequentially("Two people may be hurt")
    home.keyboard.press("Enter")
    expect(home.get_by_role("button", name="End")).to_be_visible()
    home.keyboard.press("Escape")

    # it comes into the other's open list by itself, and opens by keyboard
    expect(rescue.get_by_text(TITLE)).to_be_visible()
    expect(rescue.get_by_role("heading", name=re.compile("1 incident is open"))).to_be_visible()
    accessible(rescue, "the list")
    rescue.keyboard.press("j")
    rescue.keyboard.press("Enter")
    expect(rescue.get_by_role("heading", level=1, name=TITLE)).to_be_visible()
    rescue.keyboard.press("e")
    running.wait(lambda: mikko.get(path).json()["timers"]["acknowledge"]["stopped_at"], "it to be taken in hand")

    # both write at once; each sees the other's words, none the other's own
    home.keyboard.press("n")
    home.keyboard.type("Gate east is closed. @Res")
    expect(home.get_by_role("option", name="Rescue")).to_be_visible()
    home.keyboard.press("Enter")
    home.keyboard.type("can you come to the south side?")
    rescue.keyboard.press("n")
    rescue.keyboard.type("Rescue 3 is on its way, four minutes.")
    home.keyboard.press("Enter")
    rescue.keyboard.press("Enter")
    expect(rescue.get_by_text("Your agency is called in an incident")).to_be_visible()  # for ten seconds: first
    for page in (home, rescue):
        expect(page.locator(".tl").get_by_text("Gate east is closed.")).to_be_visible()
        expect(page.locator(".tl").get_by_text("Rescue 3 is on its way, four minutes.")).to_be_visible()
    # the two live by two clocks: what the other wrote stands with the other's time
    theirs = re.compile(r"Rescue, .*\d\d:\d\d there")
    expect(home.locator(".tl").get_by_text(theirs).first).to_be_visible()
    secret = mikko.post(f"{path}/entries", json={"text": "Keep one unit back.", "audience": "own"})
    assert secret.status_code == 201, secret.text
    expect(rescue.get_by_text("Keep one unit back.")).to_be_visible()
    assert home.get_by_text("Keep one unit back.").count() == 0
    assert "Keep one unit back." not in json.dumps(running.get(f"{path}/timeline"))

    # a task given by one agency is done by the other
    home.keyboard.press("Escape")
    home.keyboard.press("t")
    home.keyboard.type("Casualty point at the fountain")
    home.get_by_role("combobox", name="For").select_option(label="Rescue")
    home.get_by_label("Until when").press_sequentially("20 min")
    home.keyboard.press("Enter")
    task = rescue.get_by_role("checkbox", name="Done: Casualty point at the fountain")
    expect(task).to_be_visible()
    task.press("Space")
    expect(home.get_by_role("checkbox", name="Not done after all: Casualty point at the fountain")).to_be_checked()
    accessible(home, "an incident at work")
    accessible(rescue, "an incident of another agency")

    # a supervisor may close; the incident stays open until both have closed, then all see it closed
    home.keyboard.press("Escape")  # out of the field of tasks
    for stage, button in (("analyse", "To response"), ("respond", "To evaluation"), ("evaluate", "Close")):
        home.keyboard.press("e")
        expect(home.get_by_role("button", name=button, exact=True)).to_be_visible()
        assert running.get(path)["stage"] == stage
    home.keyboard.press("e")
    expect(home.get_by_text("The incident stays open until these have closed theirs: Rescue.")).to_be_visible()
    home.keyboard.type("Gate open again, nobody hurt")
    home.get_by_role("button", name="Close", exact=True).last.press("Enter")
    running.wait(lambda: running.get(path)["agencies"][0]["closed"], "one part to be closed")
    assert running.get(path)["closed_at"] is None


def test_a_part_that_is_shared_is_all_that_is_seen(running: Platform, console: Callable[..., Page]) -> None:
    made = make(running, "Bridge: blocked by a lorry")
    path = f"/api/incidents/{made['id']}"
    running.post(f"{path}/entries", {"text": "Driver will not open the door."})
    running.post(
        f"{path}/shares", {"agency": "rescue", "parts": ["summary", "tasks"], "reason": "Ladder may be needed"}
    )
    page = console("mikko")
    page.goto(f"{running.url}/incidents?incident={made['id']}")
    expect(page.get_by_text("shares a part of this incident with you")).to_be_visible()
    assert page.get_by_text("Driver will not open the door.").count() == 0
    accessible(page, "an incident shared in part")
    running.client.delete(f"{path}/shares/rescue").raise_for_status()
    page.reload()
    expect(page.get_by_text("There is no incident")).to_be_visible()


def test_what_is_written_while_cut_off_is_sent_when_back(running: Platform, console: Callable[..., Page]) -> None:
    made = make(running, "Tunnel: smoke at the north end")
    path = f"/api/incidents/{made['id']}"
    page = console("sanna")
    page.goto(f"{running.url}/incidents?incident={made['number']}")
    expect(page.get_by_role("heading", level=1, name="Tunnel")).to_be_visible()
    page.keyboard.press("n")
    page.keyboard.type("A draft that is kept")
    page.wait_for_timeout(300)
    page.reload()
    expect(page.get_by_role("combobox", name=re.compile("Write what was done"))).to_have_value("A draft that is kept")
    page.context.set_offline(True)
    page.keyboard.press("n")
    page.keyboard.press("Enter")
    expect(page.get_by_text("Waits to be sent")).to_be_visible()
    assert running.get(f"{path}/timeline")["items"][0]["text"] != "A draft that is kept"
    page.context.set_offline(False)
    running.wait(
        lambda: any(one["text"] == "A draft that is kept" for one in running.get(f"{path}/timeline")["items"]),
        "what waited to be sent",
    )
    expect(page.get_by_text("Waits to be sent")).to_have_count(0)


def test_a_conflict_is_said_in_words(running: Platform, console: Callable[..., Page]) -> None:
    made = make(running, "Harbour: a boat adrift")
    page = console("sanna")
    page.goto(f"{running.url}/incidents?incident={made['number']}")
    expect(page.get_by_role("heading", level=1, name="Harbour")).to_be_visible()
    # the stream is held back, so that this console does not hear of the change before it acts
    page.route("**/api/events*", lambda route: route.abort())
    page.context.set_offline(True)
    now = running.get(f"/api/incidents/{made['id']}")
    body = {"version": now["version"], "severity": "high"}
    running.client.patch(f"/api/incidents/{made['id']}", json=body).raise_for_status()
    page.context.set_offline(False)
    page.keyboard.press("e")
    expect(page.get_by_text("Somebody changed the incident meanwhile.").first).to_be_visible()


def test_merge_and_split_are_shown_before_and_taken_back(running: Platform, console: Callable[..., Page]) -> None:
    one, other = make(running, "Old town: fire alarm"), make(running, "Old town: smoke seen")
    page = console("sanna")
    page.goto(f"{running.url}/incidents?incident={other['number']}")
    expect(page.get_by_role("heading", level=1, name="Old town: smoke seen")).to_be_visible()
    page.get_by_role("button", name="Report, merge, split").press("Enter")
    page.get_by_role("menuitem", name="Merge into another").press("Enter")
    page.get_by_role("radio", name=re.compile("Old town: fire alarm")).press("Space")
    expect(page.get_by_text(f"{one['number']} will hold both:")).to_be_visible()
    accessible(page, "the dialog that merges")
    page.get_by_role("button", name=f"Merge into {one['number']}").press("Enter")
    expect(page.get_by_role("heading", level=1, name="Old town: fire alarm")).to_be_visible()
    running.wait(lambda: running.get(f"/api/incidents/{other['id']}")["merged_into"] == one["id"], "the merge")
    page.get_by_role("button", name="Report, merge, split").press("Enter")
    page.get_by_role("menuitem", name=f"Undo the merge of {other['number']}").press("Enter")
    page.get_by_role("button", name="Undo", exact=True).first.press("Enter")
    running.wait(lambda: running.get(f"/api/incidents/{other['id']}")["merged_into"] is None, "the undoing")


@pytest.mark.parametrize(("locale", "word"), [("it", "In centrale"), ("nb", "I sentralen")])
def test_narrow_and_in_other_languages(
    running: Platform, console: Callable[..., Page], locale: str, word: str, tmp_path: Path
) -> None:
    made = make(running, "Station: a train stands in the tunnel")
    page = console("sanna", 1024, 768)
    page.evaluate(f"localStorage.setItem('impetus.locale', '{locale}')")
    page.evaluate("localStorage.setItem('impetus.theme', 'light')")
    page.goto(f"{running.url}/incidents?incident={made['number']}")
    expect(page.get_by_role("heading", level=2, name=word)).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= 1024
    # tasks are a tab of the timelines here
    page.keyboard.press("t")
    expect(page.locator("#inc-new-task")).to_be_focused()
    accessible(page, f"narrow, light, {locale}")
    page.screenshot(path=str(tmp_path / f"incident-{locale}.png"), timeout=150_000)


def test_place_set_and_rules_changed_by_keyboard(running: Platform, console: Callable[..., Page]) -> None:
    made = make(running, "Park: a tree has fallen")
    page = console("sanna")
    page.goto(f"{running.url}/incidents?incident={made['number']}")
    page.get_by_role("button", name="Change the place and the area").press("Enter", timeout=90_000)
    page.get_by_label("What the place is called").fill("Long lake")
    page.locator(".inc .maplibregl-canvas").press("Enter")
    page.get_by_role("tab", name="Place").press("ArrowRight")
    for key in ("ArrowRight", "ArrowDown", "ArrowLeft"):
        page.locator(".inc .maplibregl-canvas").press("Enter")
        page.locator(".inc .maplibregl-canvas").press(key)
        page.wait_for_timeout(600)
    accessible(page, "the place on the map")
    page.get_by_role("button", name="Save").press("Enter")
    place = running.wait(lambda: running.get(f"/api/incidents/{made['id']}")["place"]["area"] and
                         running.get(f"/api/incidents/{made['id']}")["place"], "the place")  # fmt: skip
    assert place["name"] == "Long lake"
    assert place["latitude"] is not None
    assert len(place["area"]) == 4  # three corners, closed

    # the rules of incidents stand under all screens
    page.get_by_role("heading", level=1).press("g")
    page.keyboard.press("g")
    expect(page.get_by_role("dialog", name="All screens")).to_be_visible()
    accessible(page, "all screens")
    page.keyboard.press("d")
    page.get_by_label("Critical, To take in hand").fill("45 s")
    accessible(page, "the rules of incidents")
    page.keyboard.press("Control+s")
    running.wait(
        lambda: running.get("/api/incidents/settings")["goals"]["critical"]["acknowledge_s"] == 45,
        "the goal to be kept",
    )


def test_an_alert_becomes_an_incident_by_one_key(running: Platform, console: Callable[..., Page]) -> None:
    agency = running.get("/api/session")["agency"]["id"]
    at = int(time.time() * 1000) - 60_000
    changes = {"severity": Severity.HIGH, "clock": "live"}
    first = raise_alert(running, agency, draft(1, window_start=at, window_end=at + 30_000, subject="gate", **changes))
    running.wait(lambda: running.get("/api/alerts", state="open")["items"], "the alert to be shown")
    page = console("sanna")
    expect(page.locator(f'button[data-alert="{first}"]')).to_be_visible()
    page.keyboard.press("i")
    expect(page.get_by_role("dialog")).to_be_visible()
    expect(page.get_by_role("radio", name="A new incident")).to_be_visible()
    accessible(page, "the dialog that joins")
    page.keyboard.press("n")
    page.keyboard.press("Enter")
    expect(page.get_by_role("region", name="Alerts").get_by_text("A-1")).to_be_visible()
    number = page.url.rsplit("=", 1)[1]

    # the alert says from then on where it stands; another one near is offered with the reason and joins by one key
    where = Where(name="Bridge", latitude=60.172, longitude=24.942)
    near = draft(
        2, window_start=at, window_end=at + 30_000, subject="bridge", kind="traffic.blockage", where=where, **changes
    )
    second = raise_alert(running, agency, near)
    running.wait(lambda: len(running.get("/api/alerts", state="open")["items"]) > 1, "the second alert to be shown")
    page.reload()
    related = page.get_by_role("region", name="May belong here")
    expect(related).to_be_visible()
    page.keyboard.press("i")
    found = running.get("/api/incidents", q=number, state="all")["items"][0]["id"]
    running.wait(lambda: running.get(f"/api/incidents/{found}")["alerts"] == 2, "the second alert to join")
    expect(related).to_have_count(0)
    page.goto(f"{running.url}/operations?alert={second}")
    expect(page.get_by_role("link", name=re.compile(f"Open {number}"))).to_be_visible()
