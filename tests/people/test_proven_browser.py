"""In a real browser, by a real provider of accounts: signing in, and proving there anew before a dangerous act."""

import asyncio
import shutil
from collections.abc import AsyncIterator, Callable
from pathlib import Path

import pytest
from axe_playwright_python.async_playwright import Axe
from playwright.async_api import Browser, Page, expect
from sqlalchemy import text
from tests.fixtures.server import People
from tests.people.test_browser import browser
from tests.people.test_oidc import configure, manual_clock, provider_program

from impetus.launch.console_build import node_environment
from impetus.people import oidc
from impetus.people.permissions import Role
from impetus.storage.unit import UnitOfWork

__all__ = ["browser", "manual_clock", "provider_program"]  # fixtures of the neighbours
pytestmark = [pytest.mark.browser, pytest.mark.slow]
PATIENCE = 60_000


@pytest.fixture
def here(address: str) -> str:
    """The console's address as people type it."""
    return address.replace("127.0.0.1", "localhost")


@pytest.fixture
async def issuer(provider_program: Path, here: str, unused_tcp_port_factory: Callable[[], int]) -> AsyncIterator[str]:
    """The address of a running provider that knows this console."""
    port, environment = unused_tcp_port_factory(), node_environment()
    node = shutil.which("node", path=environment["PATH"])
    assert node
    running = await asyncio.create_subprocess_exec(
        node, str(provider_program), str(port), f"{here}{oidc.CALLBACK}", env=environment,
        stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.DEVNULL,
    )  # fmt: skip
    assert running.stdout
    while b"ready" not in (line := await running.stdout.readline()):
        assert line, "the provider did not start"
    yield f"http://127.0.0.1:{port}"
    running.kill()
    await running.wait()


async def be(page: Page, name: str) -> None:
    """Be somebody at the provider, by name and any password."""
    await page.locator("input[name=login]").fill(name)
    await page.locator("input[name=password]").fill("any")
    await page.locator("button[type=submit]").click()


async def test_an_act_goes_on_by_itself_after_a_new_proof_at_the_provider(
    people: People, uow: UnitOfWork, issuer: str, here: str, browser: Browser
) -> None:
    roles = [{"group": "desk-aino", "role": "administrator"}]
    await configure(await people.client(Role.ADMINISTRATOR), issuer, roles=roles)
    page = await browser.new_page(viewport={"width": 1440, "height": 900}, locale="en-GB")
    page.set_default_timeout(PATIENCE)
    await page.goto(f"{here}/login?to=/admin/people")
    await page.get_by_role("link", name="City").click()
    await be(page, "aino")
    await expect(page.locator("input[name=prompt][value=consent]")).to_be_attached(timeout=PATIENCE)
    await page.locator("button[type=submit]").click()
    await page.wait_for_url("**/admin/people*", timeout=PATIENCE)
    async with uow(agency="helsinki", purpose="test", actor="platform") as unit:
        await unit.session.execute(text("UPDATE session SET proven_at = NULL WHERE how = 'oidc'"))

    await page.get_by_role("button", name="Invite").click()
    await page.get_by_label("Full name").fill("Olli Aho")
    await page.get_by_role("button", name="Make the link").click()
    dialog = page.get_by_role("dialog", name="Is it still you?")
    await expect(dialog).to_be_visible(timeout=PATIENCE)
    async with page.context.expect_page() as opened:
        await dialog.get_by_role("link", name="City").click()
    proof = await opened.value
    await be(proof, "aino")
    # what was begun goes on in the first window by itself
    assert "token=" in await page.get_by_test_id("link").inner_text()
    await expect(dialog).to_have_count(0, timeout=PATIENCE)

    # a window that the browser does not let close itself says what to do
    await page.goto(f"{here}/proven")
    await expect(page.get_by_role("heading", name="You are back")).to_be_visible(timeout=PATIENCE)
    result = await Axe().run(page)
    assert result.violations_count == 0, result.generate_report()
