"""A desk changes hands by keyboard; screens about people and figures, dark and light, pass axe."""

from collections.abc import Callable, Iterator

import pytest
from benchmarks.harness import Platform, platform
from playwright.sync_api import Page, expect
from tests.system.agencies import Somebody, add_agency, signed_in
from tests.system.consoles import PATIENCE
from tests.system.test_incidents import accessible, browser, console

from impetus.people.permissions import Role

__all__ = ["browser", "console"]  # fixtures of the neighbour
pytestmark = [pytest.mark.system, pytest.mark.browser, pytest.mark.slow, pytest.mark.xdist_group("system")]


@pytest.fixture(scope="module")
def running() -> Iterator[Platform]:
    with platform() as started:
        started.start()
        started.set_up("Testville")
        own = started.get("/api/session")["agency"]
        people = [
            Somebody("Sanna Virta", "sanna", Role.SUPERVISOR), Somebody("Leo Laine", "leo", Role.SUPERVISOR),
            Somebody("Anna Admin", "admin", Role.ADMINISTRATOR),
        ]  # fmt: skip
        add_agency(started, own["id"], own["name"], people)
        yield started


def test_a_desk_changes_hands(running: Platform, console: Callable[..., Page]) -> None:
    sanna = signed_in(running, "sanna")
    desk = sanna.get("/api/shifts/board").json()["desks"][0]["id"]
    sanna.post(f"/api/shifts/desks/{desk}/check-in").raise_for_status()
    incident = sanna.post("/api/incidents", json={"title": "Crowd at the harbour"}).raise_for_status().json()
    path = f"/api/incidents/{incident['id']}"
    sanna.post(f"{path}/tasks", json={"text": "Look behind the kiosk"}).raise_for_status()
    sanna.post("/api/shifts/notes", json={"text": "The ferry is late."}).raise_for_status()

    leo = console("leo")
    leo.goto(f"{running.url}/handover")
    expect(leo.get_by_text("Sanna Virta to Leo Laine")).to_be_visible(timeout=PATIENCE)
    expect(leo.get_by_role("heading", name="Without an owner")).to_be_visible(timeout=PATIENCE)
    expect(leo.get_by_text("One thing is without an owner.")).to_be_visible(timeout=PATIENCE)
    accessible(leo, "the handover")
    # the first item, the task that nobody has, by itself; then the rest by one key
    leo.keyboard.press("Enter")
    expect(leo.get_by_role("progressbar", name="Taken or left")).to_have_attribute("aria-valuenow", "1")
    accessible(leo, "the handover under way")
    leo.keyboard.press("a")
    expect(leo.get_by_text("is yours")).to_be_visible(timeout=PATIENCE)
    me = signed_in(running, "leo")
    assert me.get(path).json()["owner"]["name"] == "Leo Laine"
    assert me.get(f"{path}/tasks").json()[0]["owner"]["name"] == "Leo Laine"
    [kept] = me.get("/api/shifts/handovers").json()
    assert (kept["state"], kept["leaver"]["name"]) == ("done", "Sanna Virta")
    leo.get_by_role("link", name="Desks").press("Enter")
    expect(leo.get_by_role("heading", name="Desks")).to_be_visible(timeout=PATIENCE)
    accessible(leo, "desks")


def test_a_desk_is_made_on_screen(running: Platform, console: Callable[..., Page]) -> None:
    page = console("admin", 1024, 768)
    page.goto(f"{running.url}/handover?view=desks")
    form = page.get_by_role("form", name="Add desk")
    form.get_by_label("Name").fill("Cyber")
    kinds = form.get_by_label("Kinds of alert it owns")
    kinds.fill("cyber")
    kinds.press("Enter")
    form.get_by_label("Name").press("Enter")
    expect(page.get_by_role("form", name="Cyber")).to_be_visible(timeout=PATIENCE)
    assert [(one["name"], one["kinds"]) for one in running.get("/api/shifts/board")["desks"] if one["kinds"]] == [
        ("Cyber", ["cyber"])
    ]
    page.get_by_label("Away after").fill("20")
    page.get_by_label("Away after").press("Enter")
    running.wait(lambda: running.get("/api/shifts/settings")["values"]["away_min"] == 20, "the setting to be kept")


@pytest.mark.parametrize("theme", ["dark", "light"])
def test_screens_pass_axe(running: Platform, console: Callable[..., Page], theme: str) -> None:
    page = console("admin", 1024 if theme == "light" else 1440, 768 if theme == "light" else 900)
    page.evaluate(f"localStorage.setItem('impetus.theme', '{theme}')")
    page.reload()
    for path, name in (
        ("/handover", "what is open now"), ("/handover?view=roster", "Roster"), ("/handover?view=desks", "Desks"),
        ("/figures", "Figures"), ("/admin/people", "People"),
    ):  # fmt: skip
        page.goto(f"{running.url}{path}")
        expect(page.get_by_role("heading", name=name).first).to_be_visible(timeout=PATIENCE)
        page.wait_for_timeout(500)
        accessible(page, f"{path}, {theme}")
    page.keyboard.press("b")
    expect(page.get_by_text("Nobody has told you of anything yet.")).to_be_visible(timeout=PATIENCE)
    accessible(page, f"notices, {theme}")
