"""An officer's day in a browser: allow, refuse, review, verify, pause; in three languages; what a guest sees."""

import re
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest
from benchmarks.harness import LOGIN, Platform, platform
from playwright.sync_api import Browser, Locator, Page, expect
from tests.law.assessments.conftest import complete
from tests.system.agencies import WORD, Somebody, add_agency, place_sensors, signed_in
from tests.system.consoles import PATIENCE, Consoles
from tests.system.test_incidents import accessible, browser
from tests.system.words import Words

from impetus.model.sensor import Sensor, SensorKind
from impetus.people.permissions import Role

__all__ = ["browser"]  # a fixture of the neighbour
pytestmark = [pytest.mark.system, pytest.mark.browser, pytest.mark.slow, pytest.mark.xdist_group("system")]
SAID = "Kari Nordmann saw it; call her at +47 412 34 567"


@pytest.fixture(scope="module")
def running() -> Iterator[Platform]:
    with platform() as started:
        started.start()
        started.set_up("Testville")
        own = started.get("/api/session")["agency"]
        people = [
            Somebody("Minna Laakso", "minna", Role.DATA_PROTECTION_OFFICER),
            Somebody("Hanna Salo", "hanna"),
            Somebody("Sanna Virta", "sanna", Role.SUPERVISOR),
            Somebody("Ada Guest", "ada", Role.ADVISOR),
        ]
        add_agency(started, own["id"], own["name"], people)
        yield started


@pytest.fixture
def console(running: Platform, browser: Browser, request: pytest.FixtureRequest) -> Iterator[Callable[..., Page]]:
    """Open the console for somebody, in a language; what the browser calls an error fails the test."""
    consoles = Consoles(browser, request.node, "status of 401")  # no session yet

    def opened(login: str, language: str = "en-GB", width: int = 1440, height: int = 900) -> Page:
        signed_in(running, login).patch("/api/me", json={"locale": language[:2]}).raise_for_status()
        page = consoles.page(viewport={"width": width, "height": height}, locale=language)
        page.goto(running.url)
        page.locator("input[autocomplete^=username]").fill(login)
        page.locator("input[type=password]").fill(WORD)
        page.keyboard.press("Enter")
        page.wait_for_url(re.compile("/(oversight|operations)"), timeout=PATIENCE)
        return page

    yield opened
    consoles.close()


def post(client: httpx.Client, path: str, **body: Any) -> Any:
    answer = client.post(path, json=body)
    assert answer.is_success, f"{path}: {answer.status_code} {answer.text}"
    return answer.json() if answer.content else None


def head(say: Words, count: int) -> str:
    """The head of the screen where `count` things wait."""
    return say(f"oversight:{'waitsNone' if not count else 'waits_one' if count == 1 else 'waits_other'}", count=count)


def running_tools(running: Platform) -> set[str]:
    """Those that people let run."""
    return {tool["id"] for tool in running.get("/api/tools") if tool["state"]["running"]}


@pytest.fixture(scope="module")
def asked(running: Platform) -> tuple[httpx.Client, dict[str, Any]]:
    """Hanna's browser, and what she asks for: what Sanna wrote, under a case."""
    sanna, hanna = signed_in(running, "sanna"), signed_in(running, "hanna")
    incident = post(sanna, "/api/incidents", title="A fight on the square")
    entry = post(sanna, f"/api/incidents/{incident['id']}/entries", text=SAID, side="city")
    ends = (datetime.now(UTC) + timedelta(days=30)).isoformat()
    case = post(sanna, "/api/cases", reference="5680/R/1", title="A fight", purpose="urban_safety", ends_at=ends)
    answer = hanna.put("/api/session/purpose", json={"purpose": "urban_safety", "case": case["id"]})
    assert answer.is_success, answer.text
    return hanna, {"item": {"kind": "incident_entry", "id": entry["id"]}, "case": case["id"]}


EACH = [("en", "en-GB"), ("it", "it-IT"), ("nb", "nb-NO")]


@pytest.mark.parametrize(("locale", "language"), EACH)
def test_an_officers_day(
    running: Platform, console: Callable[..., Page], asked: tuple[httpx.Client, dict[str, Any]], locale: str,
    language: str,
) -> None:  # fmt: skip
    """The whole of it in every language: what people read is asked for from the console's own catalogues."""
    say, (hanna, what) = Words(locale), asked
    page = console("minna", language)
    expect(page).to_have_url(re.compile("/oversight"))
    lacking = [one for one in running.get("/api/assessments") if one["state"] in ("missing", "expired")]
    expect(page.get_by_role("heading", level=1, name=head(say, len(lacking)))).to_be_visible()
    cards = page.get_by_role("article").filter(has_text=say.like("oversight:lacking.say"))
    expect(cards).to_have_count(len(lacking))  # tools that do not run until somebody has assessed them
    accessible(page, "nobody asks")

    post(hanna, "/api/grants", **what, purpose="urban_safety", reason="To find the witness", minutes=30)
    card = page.get_by_role("article").filter(has_text="Hanna Salo")
    expect(card).to_contain_text(say.like("oversight:grant.asks_other", name="Hanna Salo", count=30))
    expect(card).to_contain_text("5680/R/1")
    expect(page.get_by_role("heading", level=1, name=head(say, len(lacking) + 1))).to_be_visible()
    accessible(page, "a request waits")
    page.keyboard.press("y")
    expect(page.get_by_text(say("oversight:grant.allowed_other", name="Hanna Salo", count=30))).to_be_visible()
    expect(page.get_by_text(say.like("oversight:force.left", r"\d+:\d\d"))).to_be_visible()
    expect(card).to_have_count(0)
    page.get_by_role("button", name=say.like("oversight:force.endOf")).click()
    expect(page.get_by_text(say("oversight:force.none"))).to_be_visible()

    post(hanna, "/api/grants", **what, purpose="urban_safety", reason="To ask her again", minutes=10)
    expect(card).to_contain_text("To ask her again")
    page.keyboard.press("n")
    dialog = page.get_by_role("dialog")
    expect(dialog).to_contain_text(say("oversight:grant.refuseTitle", name="Hanna Salo"))
    foretold(dialog, say, "refuse", name="Hanna Salo")
    accessible(page, "refusing")
    dialog.get_by_label(say("oversight:grant.why")).fill(f"She was asked this morning, {locale}")
    dialog.get_by_role("button", name=say("oversight:grant.refuseAct"), exact=True).click()
    expect(page.get_by_text(say("oversight:grant.refused", name="Hanna Salo"))).to_be_visible()

    sanna = signed_in(running, "sanna")
    answer = sanna.put("/api/session/purpose", json={"purpose": "urban_safety", "case": what["case"]})
    assert answer.is_success, answer.text
    post(hanna, "/api/grants/override", **what, reason="Armed person at large, no time")
    expect(page.get_by_text(say("oversight:review.kind"))).to_be_visible()
    page.get_by_role("button", name=say("oversight:review.right")).click()
    foretold(dialog, say, "review")
    dialog.get_by_label(say("oversight:review.note")).fill("The person was armed")
    page.get_by_role("button", name=say("oversight:review.act")).click()
    expect(page.get_by_text(say("oversight:review.done"))).to_be_visible()
    for own in hanna.get("/api/grants", params={"state": "in_force"}).raise_for_status().json():
        post(hanna, f"/api/grants/{own['id']}/end")

    name = f"Erik Etisk {locale}"
    running.post("/api/people/invitations", {"name": name, "role": "ethics_officer"})
    officer = page.get_by_role("article").filter(has_text=name)
    officer.get_by_text(say("effects:then")).click()
    expect(officer).to_contain_text(say.like("effects:act.officer.what"))
    accessible(page, "an officer waits")
    officer.get_by_role("button", name=say("oversight:officer.approve")).click()
    expect(page.get_by_text(say("oversight:officer.done.approve", name=name))).to_be_visible()
    expect(officer).to_have_count(0)

    expect(dialog).to_have_count(0)  # keys of the screen rest while one is open
    page.keyboard.press("v")
    expect(page.get_by_text(say.like("oversight:seal.whole_other"))).to_be_visible()

    page.get_by_role("button", name=say("oversight:pause.act")).click()
    choice = say("oversight:pause.tool")
    dialog.get_by_role("combobox", name=choice).or_(dialog.get_by_role("textbox", name=choice)).first.click()
    tool = running.get(f"/api/strings/{locale}")["anomaly"]["name"]
    dialog.get_by_role("option", name=tool).click()
    dialog.get_by_label(say("oversight:pause.reason")).fill("It alarms too often")
    foretold(dialog, say, "pause")
    accessible(page, "pausing a tool")
    dialog.get_by_role("button", name=say("oversight:pause.act")).click()
    expect(page.get_by_text(say("oversight:pause.done", tool=tool))).to_be_visible()
    assert "anomaly" not in running_tools(running)
    page.get_by_role("tab", name=say("oversight:tab.register")).click()
    expect(page.get_by_role("heading", level=1, name=say("register:public.title"))).to_be_visible()
    expect(page.get_by_text(say("register:public.stopped", tools=tool))).to_be_visible()  # what citizens read follows
    accessible(page, "what citizens read")
    page.get_by_role("tab", name=say("oversight:tab.statistics")).click()
    page.get_by_role("button", name=say("judging:pauses.lift")).first.click()
    expect(dialog.get_by_role("textbox")).to_be_focused()
    foretold(dialog, say, "lift")
    accessible(page, "lifting a pause")
    expect(dialog.get_by_role("textbox")).to_be_focused()  # nothing hands the focus on to the button that closes
    page.keyboard.type(f"Its limits were set anew, {locale}")
    page.keyboard.press("Enter")
    expect(page.get_by_text(f"Its limits were set anew, {locale}")).to_be_visible()
    running.wait(lambda: "anomaly" in running_tools(running), "the tool to run again")

    page.get_by_role("tab", name=say("oversight:tab.now"), exact=True).press("Enter")
    for tab in ("assessments", "grants", "audit"):  # the tabs by keyboard alone
        page.keyboard.press("ArrowRight")
        expect(page.get_by_role("tab", name=say(f"oversight:tab.{tab}"))).to_be_focused()
    found = page.get_by_role("search")
    found.get_by_role("textbox").first.fill(f"She was asked this morning, {locale}")
    page.keyboard.press("Enter")
    # The oldest is the act itself; that somebody searched for these words may stand above it.
    line = page.get_by_role("tabpanel").get_by_role("listitem").filter(has_text="Minna Laakso").last
    line.get_by_role("button").click()
    expect(line).to_contain_text(f"She was asked this morning, {locale}")
    page.get_by_role("button", name=say("audit:chain.verify")).click()
    expect(page.get_by_text(say.like("audit:chain.whole_other"))).to_be_visible()
    accessible(page, "the log")

    assessed(running)
    page.get_by_role("tab", name=say("oversight:tab.now"), exact=True).press("Enter")
    stale = page.get_by_role("article").filter(has_text=say("oversight:stale.say", tool=tool))
    stale.get_by_role("link", name=say("oversight:stale.again")).press("Enter")
    expect(page.get_by_role("heading", name=say("assessments:changed.title"))).to_be_visible()
    expect(page.get_by_text(say("assessments:putBack.others"))).to_be_visible()
    accessible(page, "a stale assessment")
    put_back(running)


def foretold(dialog: Locator, say: Words, act: str, **values: object) -> None:
    """The dialog says what happens, who is told, how long it lasts and how to undo it."""
    for part in ("what", "who", "long", "undo"):
        expect(dialog.get_by_role("term").filter(has_text=say(f"effects:{part}"))).to_be_visible()
        expect(dialog).to_contain_text(say(f"effects:act.{act}.{part}", **values))


def put_back(running: Platform) -> None:
    """The assessed settings of the tool are in force again."""
    [one] = [one for one in running.get("/api/assessments") if one["subject"] == "anomaly"]
    running.post(f"/api/assessments/{one['assessment']}/settings", {})


def assessed(running: Platform) -> str:
    """An accepted assessment of a tool that runs otherwise by now; its id."""
    tool = "anomaly"
    one = running.post("/api/assessments", {"subject": tool})
    url = f"/api/assessments/{one['id']}"
    one = running.client.put(url, json=complete(one)).raise_for_status().json()
    officer = signed_in(running, "minna")
    one = post(officer, f"{url}/opinion", revision=one["revision"], favourable=True, text="It can be borne.")
    until = (datetime.now(UTC) + timedelta(days=300)).isoformat()
    decision = {"revision": one["revision"], "accepted": True, "reason": "We bear it.", "valid_until": until}
    running.post(f"{url}/decision", decision)
    values = running.get(f"/api/tools/{tool}")["settings"]["values"]
    name = next(name for name, value in values.items() if isinstance(value, float))
    changed = values | {name: values[name] + 1}
    running.client.put(f"/api/tools/{tool}/settings", json={"values": changed}).raise_for_status()
    return str(one["id"])


def test_what_departs_from_its_assessment_is_shown_and_put_back(
    running: Platform, console: Callable[..., Page], tmp_path: Path
) -> None:
    exported = tmp_path / "pia.json"
    exported.write_bytes(running.client.get(f"/api/assessments/{assessed(running)}/pia").raise_for_status().content)
    officer = console("minna")
    card = officer.get_by_role("article").filter(has_text="no longer runs as it was assessed")
    card.get_by_role("link", name="Open the assessment").press("Enter")
    expect(officer.get_by_role("heading", name="It no longer runs as it was assessed")).to_be_visible()
    expect(officer.get_by_text("Whoever sets tools can put the assessed settings back")).to_be_visible()
    expect(officer.get_by_text("A tool runs on for 72 hours")).to_be_visible()
    accessible(officer, "a stale assessment")

    page = console(LOGIN)
    page.goto(f"{running.url}/oversight?tab=assessments")
    page.get_by_role("button", name="Put the assessed settings back").press("Enter")
    foretold(page.get_by_role("dialog"), Words("en"), "putBack")
    accessible(page, "putting settings back")
    page.get_by_role("dialog").get_by_role("button", name="Put them back").press("Enter")
    expect(page.get_by_text("The assessed settings are in force again")).to_be_visible()
    expect(page.get_by_role("heading", name="It no longer runs as it was assessed")).to_have_count(0)
    page.get_by_label("Hours a tool runs on").fill("48")
    page.keyboard.press("Enter")
    expect(page.get_by_text("runs on for 48 hours")).to_be_visible()
    assert running.get("/api/assessments/grace") == {"hours": 48}
    page.get_by_role("button", name="Import an assessment").click()
    other = tmp_path / "other.json"
    other.write_text("[]")
    page.get_by_label("File (JSON)").set_input_files(other)
    expect(page.get_by_role("alert")).to_contain_text("other.json holds no JSON of that software")
    accessible(page, "importing an assessment")
    page.get_by_label("File (JSON)").set_input_files(exported)
    page.get_by_role("button", name="Begin with these answers").press("Enter")
    expect(page.get_by_role("heading", name=re.compile("a draft"))).to_be_visible()

    page.goto(f"{running.url}/oversight?tab=policies")
    page.get_by_role("button", name="Word “Training”").click()
    page.get_by_label("Name, English").fill("Training of the night shift")
    accessible(page, "wording a purpose")
    page.get_by_role("button", name="Save", exact=True).press("Enter")
    expect(page.get_by_text("Training of the night shift").first).to_be_visible()
    words = {one["id"]: one["label"] for one in running.get("/api/purposes")["items"]}
    assert words["training"] == "Training of the night shift"


def test_a_screen_that_the_purpose_does_not_open_says_so(running: Platform, console: Callable[..., Page]) -> None:
    page = console("minna")
    page.get_by_role("button", name="Purpose: Oversight").click()
    page.get_by_role("button", name="Change purpose or case").click()
    page.get_by_role("radio", name=re.compile("^Rights of persons")).check()
    page.get_by_role("button", name="Declare", exact=True).press("Enter")
    expect(page.get_by_text("From now on: Rights of persons")).to_be_visible()
    rail = page.get_by_role("navigation", name="Screens")
    expect(rail.get_by_role("link", name="Tools")).to_have_count(0)
    expect(page.get_by_role("tab", name="Citizens' register")).to_have_count(0)
    page.get_by_role("button", name="All screens").click()
    expect(page.get_by_role("dialog")).to_contain_text("Not open under “Rights of persons”: ")
    page.goto(f"{running.url}/tools")
    expect(page.get_by_text("Tools is not open under “Rights of persons”")).to_be_visible()
    accessible(page, "a screen that is not open")
    page.get_by_role("button", name="Declare “Oversight”").press("Enter")
    page.get_by_role("button", name="Declare", exact=True).press("Enter")
    expect(rail.get_by_role("link", name="Tools")).to_be_visible()


def test_everybody_reads_the_register(running: Platform, browser: Browser, request: pytest.FixtureRequest) -> None:
    """With the map of cameras and sensors, by keyboard, in every language."""
    stand = [("North gate", "camera", 60.1712), ("South gate", "camera", 60.1698), ("Air", "air", 60.1705)]
    found = [
        Sensor(id=f"place-{name}", name=name, kind=SensorKind(kind), source="city", area="Kluuvi", latitude=at,
               longitude=24.944) for name, kind, at in stand
    ]  # fmt: skip
    place_sensors(running, running.get("/api/session")["agency"]["id"], found)
    consoles = Consoles(browser, request.node, "status of 401")
    page = consoles.page(locale="nb-NO", viewport={"width": 1024, "height": 768})
    page.goto(f"{running.url}/register")
    for locale in ("nb", "it", "en"):
        say = Words(locale)
        page.locator(f"nav button[lang={locale}]").press("Enter")
        expect(page.get_by_role("heading", level=1, name=say("register:public.title"))).to_be_visible()
        expect(page.get_by_role("term").filter(has_text=say("register:public.figures")).first).to_be_visible()
        expect(page.get_by_role("listitem").filter(has_text="North gate")).to_be_visible()
        expect(page.get_by_role("rowheader", name="Kluuvi")).to_have_count(2)
        page.get_by_role("heading", name=say("register:public.where")).scroll_into_view_if_needed()
        plan = page.get_by_role("region", name=say("register:public.map"))
        expect(plan).to_be_visible()
        expect(page.get_by_role("figure")).to_have_attribute("aria-busy", "false")
        nearer = page.get_by_role("button", name=say("register:public.zoomIn"))
        expect(nearer).to_be_enabled()
        for _ in range(8):  # by keyboard as near as it gets; the arrows move it
            plan.press("+")
        expect(nearer).to_be_disabled()
        page.keyboard.press("ArrowRight")
        expect(plan).to_be_focused()
        accessible(page, f"the register in {locale}")
    consoles.close()


@pytest.mark.parametrize(
    ("language", "now", "policies"),
    [("en-GB", "Now", "May they?"), ("it-IT", "Adesso", "Possono?"), ("nb-NO", "Nå", "Får de?")],
)
def test_every_tab_in_three_languages(
    running: Platform, console: Callable[..., Page], language: str, now: str, policies: str
) -> None:
    page = console("minna", language, 1024, 768)
    expect(page.get_by_role("tab", name=now, exact=True)).to_have_attribute("aria-selected", "true")
    expect(page.get_by_role("heading", name=policies)).to_be_visible()
    tabs = page.get_by_role("tab")
    expect(tabs).to_have_count(11)
    for place in range(tabs.count()):
        name = tabs.nth(place).inner_text()
        tabs.nth(place).click()
        expect(tabs.nth(place)).to_have_attribute("aria-selected", "true")
        expect(page.get_by_role("tabpanel").locator("*").first).to_be_attached()
        expect(page.get_by_role("tabpanel").locator(".skel")).to_have_count(0)
        page.wait_for_timeout(500)
        accessible(page, f"{name} in {language}")


def test_a_guest_reads_and_others_do_not_see_it(running: Platform, console: Callable[..., Page]) -> None:
    guest = console("ada")
    refused: list[str] = []
    guest.on("response", lambda answer: refused.append(answer.url) if answer.status == 403 else None)
    expect(guest).to_have_url(re.compile("/oversight"))
    expect(guest.get_by_role("tab", name="Now", exact=True)).to_be_visible()
    expect(guest.get_by_role("button", name="Pause a tool")).to_be_disabled()
    expect(guest.get_by_role("tab", name="Requests by persons")).to_have_count(0)
    tabs = guest.get_by_role("tab")
    expect(tabs).to_have_count(10)
    for place in range(tabs.count()):  # nothing of it is refused to a guest
        tabs.nth(place).click()
        expect(tabs.nth(place)).to_have_attribute("aria-selected", "true")
        expect(guest.get_by_role("tabpanel").locator("*").first).to_be_attached()
        expect(guest.get_by_role("tabpanel").locator(".skel")).to_have_count(0)
        expect(guest.get_by_role("tabpanel").locator(".ban.c")).to_have_count(0)
        if tabs.nth(place).get_attribute("id") == "oversight-audit":  # reads and verifies, and takes nothing away
            expect(guest.get_by_role("button", name="Take as a table")).to_be_disabled()
            guest.get_by_role("button", name="Verify", exact=True).click()
            expect(guest.get_by_text(Words("en").like("audit:chain.whole_other"))).to_be_visible()
    assert refused == []
    accessible(guest, "a guest")
    ada = signed_in(running, "ada")
    acts = ("oversight/tools/anomaly/pause", "oversight/tools/anomaly/lift", "assessments", "breaches", "requests")
    assert {ada.post(f"/api/{act}", json={}).status_code for act in acts} == {403}
    assert ada.get("/api/record/file").status_code == 403  # it leaves with nobody who is not of the agency
    operator = console("hanna")
    expect(operator.get_by_role("navigation").first).to_be_visible()
    operator.get_by_role("button", name="All screens").click()
    expect(operator.get_by_role("dialog").get_by_role("link", name="Operations")).to_be_visible()
    expect(operator.get_by_role("link", name="Oversight")).to_have_count(0)
