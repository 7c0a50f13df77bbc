"""Procedures by keyboard: an operator answers one beside an alert, a supervisor draws, tries out and publishes one."""

from collections.abc import Callable, Iterator
from itertools import count

import pytest
from benchmarks.harness import Platform, platform
from playwright.sync_api import Page, expect
from tests.alerts.drafts import draft
from tests.system.agencies import Somebody, add_agency, raise_alert
from tests.system.consoles import PATIENCE
from tests.system.test_incidents import accessible, browser, console, screens

from impetus.model.alert import Severity, Where
from impetus.people.permissions import Role

__all__ = ["browser", "console"]  # fixtures of the neighbour
NUMBERS = count(1)
pytestmark = [pytest.mark.system, pytest.mark.browser, pytest.mark.slow, pytest.mark.xdist_group("system")]


@pytest.fixture(scope="module")
def running() -> Iterator[Platform]:
    with platform() as started:
        started.start()
        started.set_up("Testville")
        own = started.get("/api/session")["agency"]
        people = [Somebody("Sanna Virta", "sanna", Role.SUPERVISOR), Somebody("Leo Laine", "leo")]
        add_agency(started, own["id"], own["name"], people)
        far = draft(1, severity=Severity.HIGH, kind="air.plume", where=Where(name="Far", latitude=60.3, longitude=25.2))
        raise_alert(started, own["id"], far)  # stays undecided
        yield started


@pytest.fixture
def flight(running: Platform) -> str:
    """An alert of its own for each try, each far from the others: a procedure begun before is not begun again."""
    number = next(NUMBERS)
    where = Where(name=f"Place {number}", latitude=60.17 + number, longitude=24.94)
    given = draft(number, severity=Severity.HIGH, kind="crowd.flight", where=where)
    return raise_alert(running, running.get("/api/session")["agency"]["id"], given)


def test_an_operator_answers_by_keys_and_the_supervisor_hears_of_a_skip(
    running: Platform, console: Callable[..., Page], flight: str
) -> None:
    page, supervisor = console("leo"), console("sanna", 1024, 768)
    page.locator(f"button.row[data-alert='{flight}']").click()
    page.get_by_role("button", name="Start the procedure Crowd flight").press("Enter")
    expect(page.get_by_text("Look at the nearest camera.")).to_be_visible()
    accessible(page, "a procedure in the alert's detail")
    page.keyboard.press("1")
    expect(page.get_by_text("Go back in time with the cameras")).to_be_visible()
    expect(page.get_by_text("step 2 of")).to_be_visible()
    page.keyboard.press("s")
    page.get_by_label("Why is this step left out?").fill("No cameras here")
    page.keyboard.press("Enter")
    expect(supervisor.get_by_text("Leo Laine skipped a step of Crowd flight")).to_be_visible(timeout=PATIENCE)
    page.get_by_role("button", name="Take back").press("Enter")
    expect(page.get_by_text("Go back in time with the cameras")).to_be_visible()
    page.get_by_role("button", name="3 entries").press("Enter")
    expect(page.get_by_text("Skipped: No cameras here")).to_be_visible()
    accessible(page, "its history")
    [run] = running.get("/api/procedures/runs", alert=flight)
    assert [line["what"] for line in run["history"]] == ["answered", "skipped", "undone"]
    assert running.get(f"/api/alerts/{flight}")["owner"]["name"] == "Leo Laine"


def test_a_supervisor_draws_tries_and_publishes(running: Platform, console: Callable[..., Page]) -> None:
    page = console("sanna")
    screens(page, "p")
    expect(page.get_by_role("heading", name="Procedures")).to_be_visible()
    page.get_by_role("button", name="New", exact=True).press("Enter")
    expect(page.get_by_role("heading", name="The whole procedure")).to_be_visible()
    page.get_by_label("Offered for").select_option("crowd.void")
    for language, words in (("English", "Empty square"), ("Italiano", "Piazza vuota"), ("Norsk", "Tomt torg")):
        page.get_by_label(f"Title, {language}").fill(words)
    page.get_by_role("button", name="1. No words yet").press("Enter")
    for language, words in (("English", "Is it shut?"), ("Italiano", "È chiusa?"), ("Norsk", "Er det stengt?")):
        page.get_by_label(f"What to do or find out, {language}").fill(words)
    page.get_by_role("combobox", name="Leads to").first.select_option("+")
    page.get_by_label("Kind", exact=True).select_option("tell")
    expect(page.get_by_text("things keep it from being published")).to_be_visible(timeout=PATIENCE)
    accessible(page, "a draft with faults")
    for language, words in (("English", "Reject it"), ("Italiano", "Scartalo"), ("Norsk", "Avvis det")):
        page.get_by_label(f"What to do or find out, {language}").fill(words)
    publish = page.get_by_role("button", name="Publish", exact=True)
    expect(publish).to_be_enabled(timeout=PATIENCE)
    page.get_by_role("button", name="2. Reject it").focus()
    page.keyboard.press("y")
    page.keyboard.press("1")
    expect(page.get_by_role("region", name="Try it").get_by_text("Reject it")).to_be_visible()
    accessible(page, "the sandbox")
    page.keyboard.press("1")
    expect(page.get_by_text("The procedure ends here, after 2 steps.")).to_be_visible()
    publish.press("Enter")
    page.get_by_label("What is new").fill("First")
    page.keyboard.press("Enter")
    expect(page.get_by_text("In force. Runs under way stay on their version.")).to_be_visible()
    made = [one for one in running.get("/api/procedures") if one["kind"] == "crowd.void"]
    assert [(one["title"], one["state"], one["steps"]) for one in made] == [("Empty square", "published", 2)]


def test_steps_and_arrows_are_dragged_and_taken_back(running: Platform, console: Callable[..., Page]) -> None:
    page = console("sanna", 1024, 768)
    screens(page, "p")
    page.locator("[data-procedure]", has_text="Sensor outage").click()
    expect(page.locator("[data-step='how_many']")).to_be_visible()
    accessible(page, "a procedure that ships")
    page.locator("[data-answer='how_many.0']").drag_to(page.locator("[data-step='power']"))
    page.locator("[data-step='how_many']").click()
    expect(page.get_by_role("combobox", name="Leads to").first).to_have_value("power")
    page.keyboard.press("Control+z")
    expect(page.get_by_role("combobox", name="Leads to").first).to_have_value("kind")
    page.get_by_role("button", name="Versions").click()
    expect(page.get_by_role("heading", name="Versions")).to_be_visible()
    accessible(page, "versions")
