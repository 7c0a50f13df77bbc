"""From a live incident to a steward's brief in the browser: reckoned, compared, kept, printed, given as tasks."""

import re
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from benchmarks.harness import Platform, platform
from playwright.sync_api import Page, expect
from tests.system.agencies import Somebody, add_agency
from tests.system.consoles import PATIENCE
from tests.system.test_incidents import accessible, browser, console, make, screens

from impetus.people.permissions import Role

__all__ = ["browser", "console"]  # fixtures of the neighbour
pytestmark = [pytest.mark.system, pytest.mark.browser, pytest.mark.slow, pytest.mark.xdist_group("system")]
PLACE = {"name": "Rautatientori", "latitude": 60.1712, "longitude": 24.9440}
LONG = 4 * PATIENCE
"""Reckoning posts walks some thousand crowds, on whatever machine this is."""


@pytest.fixture(scope="module")
def running() -> Iterator[Platform]:
    with platform() as started:
        started.start()
        started.set_up("Testville")
        own = started.get("/api/session")["agency"]
        add_agency(started, own["id"], own["name"], [Somebody("Sanna Virta", "sanna", Role.SUPERVISOR)])
        yield started


def test_from_an_incident_to_a_steward_brief(running: Platform, console: Callable[..., Page], tmp_path: Path) -> None:
    incident = make(running, "Threat at the station door", place=PLACE)
    page = console("sanna")
    screens(page, "i")
    page.get_by_text("Threat at the station door").first.click(timeout=PATIENCE)
    pressed = time.monotonic()
    page.get_by_role("button", name="Plan the evacuation of this place").click(timeout=PATIENCE)

    # the place, its threat and its people are there, and a first plan comes by itself
    expect(page.get_by_label("Name of the plan")).to_have_value("Rautatientori", timeout=PATIENCE)
    expect(page.get_by_label("Threat 1: Radius in metres")).to_have_value("30", timeout=PATIENCE)
    outcome = page.get_by_role("region", name="Outcome")
    expect(outcome.get_by_text(re.compile("empt(y|ies) the place in"))).to_be_visible(timeout=LONG)
    print(f"From the press on the incident to the first plan: {time.monotonic() - pressed:.1f} s")
    expect(outcome.get_by_role("table")).to_be_visible(timeout=LONG)
    expect(outcome.get_by_text(re.compile(r"\d+ stewards? empt"))).to_be_visible(timeout=LONG)
    expect(page.get_by_role("button", name="Stop reckoning")).to_be_hidden(timeout=LONG)
    accessible(page, "a plan with posts")

    # time passes on the map and along the curve, and the plan is held against the nearest way out
    page.get_by_label("Time since the start").fill("60")
    expect(page.get_by_label("Time since the start")).to_have_attribute(
        "aria-valuetext", re.compile("^1:00, .* still inside with A"), timeout=PATIENCE
    )
    page.get_by_role("button", name="Side by side").press("Enter")
    expect(page.get_by_label("Plan B", exact=True)).to_have_value("", timeout=PATIENCE)
    accessible(page, "two plans")
    page.get_by_role("button", name="Difference").press("Enter")
    expect(page.get_by_label("Plan B", exact=True)).to_be_hidden(timeout=PATIENCE)

    with page.expect_download(timeout=LONG) as download:
        page.keyboard.press("p")
    brief = tmp_path / "brief.pdf"
    download.value.save_as(brief)
    assert brief.read_bytes().startswith(b"%PDF")

    [kept] = running.get("/api/evacuations", about=incident["id"])
    page.get_by_role("button", name="Send as tasks").press("Enter")
    expect(page.get_by_role("button", name="Sent as tasks")).to_be_visible(timeout=PATIENCE)
    tasks = running.get(f"/api/incidents/{incident['id']}/tasks")
    assert len(tasks) == kept["posts"] > 0
    assert running.get(f"/api/evacuations/{kept['id']}")["tasked"] is True

    # from now on it is in use: what changes holds orders back until it is planned again, and then only news are given
    in_use = page.get_by_role("region", name="The plan in use")
    expect(in_use.get_by_text(re.compile(r"^In use for \d+:\d\d"))).to_be_visible(timeout=PATIENCE)
    page.get_by_label("Threat 1: Radius in metres").fill("90")
    expect(in_use.get_by_text(re.compile("Stewards keep their orders"))).to_be_visible(timeout=PATIENCE)
    expect(page.get_by_role("button", name=re.compile(r"^Brief \d+ posts?"))).to_be_disabled(timeout=PATIENCE)
    expect(page.get_by_role("button", name=re.compile("^(Send|Sent) as tasks"))).to_be_disabled(timeout=PATIENCE)
    expect(outcome.get_by_text(re.compile(r"\d+ stewards? empt"))).to_be_visible(timeout=PATIENCE)
    in_use.get_by_role("button", name="Plan again").press("Enter")
    expect(in_use.get_by_text(re.compile(r"posts? keeps? (its|their) orders|No place is left"))).to_be_visible(
        timeout=LONG
    )
    expect(page.get_by_role("button", name="Stop reckoning")).to_be_hidden(timeout=LONG)
    accessible(page, "a plan made again")
    told = in_use.get_by_role("listitem").count()
    page.get_by_role("button", name="Send as tasks").press("Enter")
    expect(page.get_by_role("button", name="Sent as tasks")).to_be_visible(timeout=PATIENCE)
    after = running.get(f"/api/incidents/{incident['id']}/tasks")
    assert len(after) == len(tasks) + told > len(tasks)
    assert running.get(f"/api/evacuations/{kept['id']}")["reckoned"]["used_at"]

    in_use.get_by_role("button", name="End").press("Enter")
    expect(in_use).to_be_hidden(timeout=PATIENCE)


def test_a_model_place_is_drawn_stopped_and_kept_in_the_library(
    running: Platform, console: Callable[..., Page]
) -> None:
    page = console("sanna", 1024, 768)
    screens(page, "x")
    page.get_by_role("button", name="Choose a place").press("Enter")
    expect(page.get_by_role("button", name="Fenced square")).to_be_visible(timeout=PATIENCE)
    accessible(page, "where to begin")
    page.get_by_role("button", name="Fenced square").press("Enter")
    expect(page.get_by_label("Name of the plan")).to_have_value("Fenced square", timeout=PATIENCE)
    page.get_by_role("button", name="Situation").press("Enter")
    situation = page.get_by_role("region", name="Situation")
    situation.get_by_role("button", name="Draw").last.press("Enter")
    page.get_by_role("button", name="In the middle").press("Enter")
    expect(page.get_by_label("Threat 1: Radius in metres")).to_have_value("40", timeout=PATIENCE)
    page.get_by_label("Threat 1: Radius in metres").fill("4")

    # an exit is narrower than the map says, and shuts; what was taken off comes back
    page.get_by_label("Give an exit its width or hours").select_option(index=1)
    gate = situation.get_by_role("group", name=re.compile("^Exit 1"))
    gate.get_by_label("People a minute").fill("110")
    expect(gate.get_by_label("Width, m")).to_have_value("1.5", timeout=PATIENCE)
    gate.get_by_label("Open until").fill("00:00")
    page.get_by_label("People set out at").fill("23:30")
    expect(gate.get_by_text("Closes 30:00 after the start")).to_be_visible(timeout=PATIENCE)
    accessible(page, "a situation")
    situation.get_by_role("button", name="As it was").press("Enter")
    expect(gate).to_be_hidden(timeout=PATIENCE)
    page.get_by_role("button", name="Undo").press("Enter")
    expect(gate.get_by_label("Open until")).to_have_value("00:00", timeout=PATIENCE)

    page.get_by_label("Name of the plan").fill("Summer stage")
    page.get_by_role("button", name="Situation").press("Enter")
    page.get_by_role("button", name="Reckon").press("Enter")
    page.get_by_role("button", name="Stop reckoning").press("Enter")
    expect(page.get_by_role("button", name=re.compile("^Reckon"))).to_be_visible(timeout=PATIENCE)
    page.get_by_role("button", name=re.compile("^Reckon")).press("Enter")
    outcome = page.get_by_role("region", name="Outcome")
    expect(outcome.get_by_text(re.compile("empt(y|ies) the place in"))).to_be_visible(timeout=LONG)
    page.get_by_role("button", name="Keep", exact=True).press("Enter")
    expect(page.get_by_role("button", name="Keep again")).to_be_visible(timeout=PATIENCE)

    page.get_by_role("button", name="Choose a place").press("Enter")
    expect(page.get_by_role("button", name=re.compile("^Summer stage"))).to_be_visible(timeout=PATIENCE)
    [head] = [one for one in running.get("/api/evacuations") if one["name"] == "Summer stage"]
    setting = running.get(f"/api/evacuations/{head['id']}")["setting"]
    assert list(setting["gates"].values()) == [{"width_m": 1.5, "opens": "", "closes": "00:00"}]
    assert setting["starts"] == "23:30"
