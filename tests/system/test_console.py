"""The console by itself: its content policy on every screen, and what it says when a part of it does not come."""

import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from benchmarks.harness import LOGIN, PASSWORD, Platform, platform
from playwright.sync_api import Browser, Page, Route, expect
from tests.system.consoles import Consoles
from tests.system.test_incidents import browser

__all__ = ["browser"]  # a fixture of the neighbour
pytestmark = [pytest.mark.system, pytest.mark.browser, pytest.mark.slow, pytest.mark.xdist_group("system")]

SCREENS = (
    "operations", "incidents", "warnings", "procedures", "handover", "figures", "oversight", "tools", "sources",
    "search", "evacuation", "admin/triage", "admin/channels", "admin/incidents", "admin/people", "admin", "account",
)  # fmt: skip
HEARD = """
addEventListener('securitypolicyviolation', (one) =>
  refused([one.effectiveDirective, one.blockedURI, one.sourceFile, one.sample, location.pathname].join(' ')))
"""


@pytest.fixture(scope="module")
def running() -> Iterator[Platform]:
    with platform() as started:
        started.start()
        started.set_up("Testville")
        yield started


@pytest.fixture
def opened(running: Platform, browser: Browser, request: pytest.FixtureRequest) -> Iterator[Callable[..., Page]]:
    """Open the console's first page; `prepare` is given the page before it is loaded."""
    # what these tests provoke: no session yet, what is gone or does not come, and what the policy refuses
    provoked = "status of (401|404)|ERR_CONNECTION_FAILED|Content Security Policy"
    consoles = Consoles(browser, request.node, provoked)

    def made(prepare: Callable[[Page], Any] = lambda page: None) -> Page:
        page = consoles.page(viewport={"width": 1440, "height": 900}, locale="en-GB")
        prepare(page)
        page.goto(running.url)
        return page

    yield made
    consoles.close()


def sign_in(page: Page) -> None:
    page.get_by_label("Name", exact=True).fill(LOGIN)
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.keyboard.press("Enter")
    expect(page.get_by_role("navigation", name="Screens")).to_be_visible()


def test_no_screen_needs_more_than_the_policy(running: Platform, opened: Callable[..., Page]) -> None:
    refused: list[str] = []

    def listen(page: Page) -> None:
        page.context.expose_function("refused", lambda said: refused.append(said))
        page.add_init_script(HEARD)

    page = opened(listen)
    sign_in(page)
    for screen in SCREENS:
        page.evaluate(
            "(to) => { history.pushState({}, '', to); dispatchEvent(new PopStateEvent('popstate')) }", f"/{screen}"
        )
        page.wait_for_url(f"**/{screen}*")
        expect(page.get_by_role("main").get_by_role("heading").first).to_be_visible()
        expect(page.locator(".skel")).to_have_count(0)
    # what lies over screens: the palette, a menu, another theme, a form, a tool's card in a dialog
    page.keyboard.press("Control+k")
    expect(page.get_by_role("combobox").first).to_be_focused()
    page.keyboard.press("Escape")
    page.get_by_role("button", name=re.compile("^Theme: ")).click()
    page.get_by_role("menuitem", name="Light").click()
    page.goto(f"{running.url}/sources?add=http")
    expect(page.get_by_role("textbox", name="Name", exact=True)).to_be_visible()
    page.goto(f"{running.url}/tools")
    page.get_by_role("button", name="Open", exact=True).first.click()
    expect(page.get_by_role("dialog").get_by_role("heading").nth(1)).to_be_visible()
    page.keyboard.press("Escape")
    page.goto(f"{running.url}/register")
    expect(page.get_by_role("heading").first).to_be_visible()
    # the ear is not deaf
    page.evaluate("document.body.insertAdjacentHTML('beforeend', '<i style=\"color: red\">red</i>')")
    page.wait_for_function("() => document.querySelector('i[style]').style.color === ''")
    assert [line.split()[0] for line in refused] == ["style-src-attr"], refused


def test_the_map_comes_in_one_piece(opened: Callable[..., Page]) -> None:
    """What draws over the map is there once its file is; luma.gl's device is not fetched when the map stands."""
    asked: list[str] = []
    page = opened(lambda page: page.on("request", lambda sent: asked.append(sent.url)))
    sign_in(page)
    expect(page.locator(".mapbox canvas").nth(1)).to_be_visible()
    assert [url for url in asked if "/assets/view-" in url]
    assert not [url for url in asked if "/assets/webgl" in url]


@pytest.mark.parametrize("suffix", ["js", "css"])
def test_a_screen_that_does_not_come_says_so_and_comes_when_asked(opened: Callable[..., Page], suffix: str) -> None:
    page = opened()
    sign_in(page)
    away = re.compile(rf"/assets/Sources-.*\.{suffix}$")
    page.route(away, lambda route: route.abort("connectionfailed"))
    page.get_by_role("link", name="Sources").click()
    expect(page.get_by_text("This part of the console could not be loaded.")).to_be_visible()
    expect(page.get_by_role("navigation", name="Screens")).to_be_visible()
    page.unroute(away)
    page.get_by_role("button", name="Try again").click()
    expect(page.get_by_role("heading", name="Sources")).to_be_visible()
    assert page.evaluate("[...document.styleSheets].some((one) => /Sources-/.test(one.href))")


def test_after_an_upgrade_the_page_is_loaded_anew(opened: Callable[..., Page], running: Platform) -> None:
    """The old names are gone, and the server's page names others."""
    page = opened()
    sign_in(page)
    gone, home = re.compile(r"/assets/Sources-.*\.js$"), f"{running.url}/"
    page.route(gone, lambda route: route.fulfill(status=404, body="{}", content_type="application/json"))

    def another(route: Route) -> None:
        answer = route.fetch()
        route.fulfill(response=answer, body=re.sub(r"/assets/index-[\w-]+\.js", "/assets/index-new.js", answer.text()))

    page.route(home, another)
    page.get_by_role("link", name="Sources").click()
    expect(page.get_by_text("The server runs another version than this page.")).to_be_visible()
    page.unroute(gone)
    page.unroute(home)
    page.get_by_role("button", name="Reload the page").click()
    expect(page.get_by_role("heading", name="Sources")).to_be_visible()
    assert page.url == f"{running.url}/sources"


@pytest.mark.parametrize("what", [r"/assets/index-.*\.js$", r"/assets/en-.*\.js$", r"/assets/index-.*\.css$"])
def test_a_console_that_does_not_come_at_all_says_so(opened: Callable[..., Page], what: str) -> None:
    away = re.compile(what)
    page = opened(lambda page: page.route(away, lambda route: route.abort("connectionfailed")))
    expect(page.get_by_role("heading", name="The console could not be loaded.")).to_be_visible()
    page.unroute(away)
    page.get_by_role("button", name="Try again").click()
    expect(page.get_by_label("Password", exact=True)).to_be_visible()


@pytest.mark.parametrize("what", [r"/assets/maplibre-gl-worker-", r"\.pmtiles$", r"/maps/style-"])
def test_a_map_that_does_not_come_says_so_and_comes_when_asked(opened: Callable[..., Page], what: str) -> None:
    away = re.compile(what)
    page = opened(lambda page: page.route(away, lambda route: route.abort("connectionfailed")))
    sign_in(page)
    expect(page.get_by_text("The map did not load. Queue and evidence work without it.")).to_be_visible()
    page.unroute(away)
    page.locator(".mapwait").get_by_role("button", name="Try again").click()
    expect(page.locator(".mapbox canvas").nth(1)).to_be_visible()
    expect(page.locator(".mapwait")).to_have_count(0)


def test_tiles_that_did_not_come_come_later(opened: Callable[..., Page]) -> None:
    archive, head = re.compile(r"\.pmtiles$"), "bytes=0-16383"

    def lost(route: Route) -> None:
        # the archive's head comes, so that the map stands; its tiles do not
        if route.request.headers["range"] == head:
            route.continue_()
        else:
            route.abort("connectionfailed")

    page = opened(lambda page: page.route(archive, lost))
    with page.expect_event("requestfailed", lambda sent: sent.url.endswith(".pmtiles")):
        sign_in(page)
    with page.expect_event(
        "requestfinished", lambda sent: sent.url.endswith(".pmtiles") and sent.headers["range"] != head
    ):
        page.unroute(archive)
