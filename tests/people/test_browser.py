"""In a real browser: codes, passkeys (Chromium's virtual authenticator), step-up, an invitation, a phone."""

import shutil
from collections.abc import AsyncIterator
from typing import Any

import httpx
import pyotp
import pytest
from playwright.async_api import Browser, Page, async_playwright, expect
from sqlalchemy import text
from tests.alerts.drafts import draft
from tests.fixtures.server import People
from tests.law.confirm import send_out

from impetus.alerts.intake import alert_id, intake
from impetus.kit.clock import ManualClock
from impetus.launch.console_build import built_console, ensure_built
from impetus.people.passwords import hash_password
from impetus.people.permissions import Role
from impetus.storage.unit import UnitOfWork

pytestmark = [pytest.mark.browser, pytest.mark.slow]
PASSWORD = "korrekt hest batteri"
PATIENCE = 60_000


@pytest.fixture
async def browser() -> AsyncIterator[Browser]:
    program = shutil.which("chromium")
    if program is None:
        pytest.skip("there is no Chromium on this machine")
    if built_console() is None:
        assert ensure_built(print)
    expect.set_options(timeout=PATIENCE)
    async with async_playwright() as playwright:
        opened = await playwright.chromium.launch(
            executable_path=program, args=["--no-sandbox", "--disable-background-networking"]
        )
        yield opened
        await opened.close()


async def somebody(people: People, uow: UnitOfWork, role: Role = Role.ADMINISTRATOR) -> tuple[httpx.AsyncClient, str]:
    """A new person with a password: a client signed in as them, and their login."""
    client = await people.client(role, name="Anna Aas")
    me = (await client.get("/api/session")).json()["person"]
    async with uow(agency="helsinki", purpose="test", actor="platform") as unit:
        await unit.session.execute(
            text("UPDATE person SET password_hash = :hash, login = 'anna' WHERE id = :id"),
            {"hash": await hash_password(PASSWORD), "id": me["id"]},
        )
    return client, "anna"


async def console(browser: Browser, address: str) -> Page:
    page = await browser.new_page(viewport={"width": 1440, "height": 900}, locale="en-GB")
    page.set_default_timeout(PATIENCE)
    await page.goto(address.replace("127.0.0.1", "localhost") + "/login?to=/account")
    return page


async def by_password(page: Page, login: str) -> None:
    await page.get_by_label("Name", exact=True).fill(login)
    await page.get_by_label("Password", exact=True).fill(PASSWORD)
    await page.get_by_role("button", name="Sign in", exact=True).click()


async def sign_out(page: Page) -> None:
    await page.get_by_role("button", name="Anna Aas: language").click()
    await page.get_by_role("menuitem", name="Sign out").click()
    await expect(page.get_by_role("heading", name="The city’s safety desk")).to_be_visible(timeout=PATIENCE)


async def authenticator(page: Page) -> Any:
    """A passkey's keeper in this browser."""
    session = await page.context.new_cdp_session(page)
    await session.send("WebAuthn.enable")
    await session.send(
        "WebAuthn.addVirtualAuthenticator",
        {
            "options": {
                "protocol": "ctap2", "transport": "internal", "hasResidentKey": True, "hasUserVerification": True,
                "isUserVerified": True, "automaticPresenceSimulation": True,
            }
        },
    )  # fmt: skip
    return session


async def test_codes_and_passkeys(
    people: People, uow: UnitOfWork, address: str, browser: Browser, manual_clock: ManualClock
) -> None:
    _, login = await somebody(people, uow)
    page = await console(browser, address)
    keeper = await authenticator(page)
    await by_password(page, login)
    await page.get_by_role("button", name="Add an authenticator app").click()
    secret = await page.get_by_test_id("secret").inner_text()
    totp = pyotp.TOTP(secret)
    await page.get_by_label("Code").fill(totp.at(manual_clock.now_ms() // 1000))
    await page.get_by_role("button", name="Confirm").click()
    await expect(page.get_by_test_id("codes").locator("span")).to_have_count(10, timeout=PATIENCE)
    await page.get_by_role("button", name="I have kept them").click()
    await expect(page.get_by_text("10 recovery codes left")).to_be_visible(timeout=PATIENCE)
    await sign_out(page)

    manual_clock.advance(30_000)
    await by_password(page, login)
    await page.get_by_label("Code").fill("000000")
    await page.get_by_role("button", name="Sign in", exact=True).click()
    await expect(page.get_by_text("The code does not fit.")).to_be_visible(timeout=PATIENCE)
    await page.get_by_label("Code").fill(totp.at(manual_clock.now_ms() // 1000))
    await page.get_by_role("button", name="Sign in", exact=True).click()
    await expect(page.get_by_text("Operations").first).to_be_visible(timeout=PATIENCE)

    await page.goto(address.replace("127.0.0.1", "localhost") + "/account")
    await page.get_by_role("button", name="Add a passkey").click()
    await expect(page.get_by_text("Passkey of")).to_be_visible(timeout=PATIENCE)
    await sign_out(page)
    await page.get_by_role("button", name="Use my passkey").click()
    await expect(page.get_by_text("Operations").first).to_be_visible(timeout=PATIENCE)

    manual_clock.advance(11 * 60 * 1000)
    await page.goto(address.replace("127.0.0.1", "localhost") + "/admin/people")
    await page.get_by_role("button", name="Invite").click()
    await page.get_by_label("Full name").fill("Aino Aho")
    await page.get_by_role("button", name="Make the link").click()
    await expect(page.get_by_role("heading", name="Is it still you?")).to_be_visible(timeout=PATIENCE)
    await page.get_by_role("button", name="Use my passkey").click()
    link = await page.get_by_test_id("link").inner_text()  # the act was repeated by itself
    await keeper.detach()

    other = await browser.new_page(locale="en-GB")
    await other.goto(link)
    await expect(other.get_by_role("heading", name="Welcome, Aino Aho")).to_be_visible(timeout=PATIENCE)
    await other.get_by_label("Password", exact=True).fill(PASSWORD)
    await other.get_by_role("button", name="Join").click()
    await other.wait_for_url("**/operations*", timeout=PATIENCE)


async def test_a_responder_on_a_phone(people: People, uow: UnitOfWork, address: str, browser: Browser) -> None:
    await intake(uow, "helsinki", "anomaly", "1.0.0", [draft(0)])
    client, _ = await somebody(people, uow, Role.OPERATOR)
    alert = alert_id("helsinki", "anomaly", draft(0))
    made = await send_out(
        client,
        "/api/responders",
        {"alert": alert, "responder": "Patrol 12", "instruction": "Come by the north side."},
    )
    context = await browser.new_context(viewport={"width": 390, "height": 844}, locale="en-GB", has_touch=True)
    phone = await context.new_page()
    refused: list[str] = []
    phone.on("console", lambda line: refused.append(line.text))
    await phone.goto(address.replace("127.0.0.1", "localhost") + httpx.URL(made.json()["address"]).path)
    await expect(phone.get_by_text("Come by the north side.")).to_be_visible()
    box = await phone.get_by_role("button", name="On my way").bounding_box()
    assert box
    assert box["height"] >= 56
    await phone.get_by_role("button", name="On my way").click()
    await expect(phone.get_by_text("The desk knows: On my way.")).to_be_visible(timeout=PATIENCE)
    wide = await phone.evaluate("document.documentElement.scrollWidth")
    assert wide <= 390
    assert refused == []
    [link] = (await client.get("/api/responders", params={"alert": alert})).json()
    assert link["status"] == "coming"
    await client.delete(f"/api/responders/{link['id']}")
    await phone.reload()
    await expect(phone.get_by_text("This link has ended.")).to_be_visible(timeout=PATIENCE)
    await expect(phone.get_by_text("Come by the north side.")).to_have_count(0)
