"""From replayed Melbourne counters to an alert acknowledged and confirmed on the screen, in a real browser."""

import csv
import gzip
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from benchmarks.harness import LOGIN, PASSWORD, Platform, platform
from playwright.sync_api import Browser, Page, expect, sync_playwright
from tests.system.consoles import Consoles

CHROMIUM_ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu-compositing",  # as Chromium does by itself without a graphics card
    "--use-gl=angle",
    "--use-angle=swiftshader",
    "--enable-unsafe-swiftshader",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]
UNTIL = "2012-05-01"

pytestmark = [pytest.mark.system, pytest.mark.browser, pytest.mark.slow, pytest.mark.xdist_group("system")]


@pytest.fixture(scope="module")
def running() -> Iterator[Platform]:
    with platform() as started:
        started.start()
        started.set_up("Melbourne")
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


def a_part(source: Path, target: Path) -> int:
    """Write the readings before UNTIL to `target`; return how many."""
    count = 0
    with gzip.open(source, "rt") as whole, target.open("w", newline="") as part:
        reader, writer = csv.reader(whole), csv.writer(part)
        writer.writerow(next(reader))
        for row in reader:
            if row[0] < UNTIL:
                writer.writerow(row)
                count += 1
    return count


def accessible(page: Page, where: str) -> None:
    """Nothing found by axe's rules for WCAG 2.2 AA."""
    tags = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
    result = Axe().run(page, options={"runOnly": {"type": "tag", "values": tags}})
    assert result.violations_count == 0, f"{where}: {result.generate_report()}"


def test_from_readings_to_a_confirmed_alert(
    running: Platform, browser: Browser, request: pytest.FixtureRequest, urban_data: Path, tmp_path: Path
) -> None:
    file = tmp_path / "melbourne.csv"
    sent = a_part(urban_data / "melbourne_pedestrians_2012_2014.csv.gz", file)
    command = [sys.executable, "-m", "impetus", "replay", str(file), "--data", str(running.base)]
    command += ["--sensors", str(urban_data / "melbourne_sensors.csv"), "--time-zone", "Australia/Melbourne"]
    done = subprocess.run(command, env=running.env, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr

    def scored() -> bool:
        figures = {item["key"]: item["value"] for item in running.get("/api/tools/anomaly")["figures"]}
        return figures.get("readings_taken", 0) >= sent - 18 * 24

    running.wait(scored, "the tool to have taken the readings", 120)
    alerts = running.wait(lambda: running.get("/api/alerts", state="new")["items"], "an alert")
    assert all(alert["tool"] == "anomaly" and alert["why"] for alert in alerts)

    consoles = Consoles(browser, request.node, "status of 401")  # no session yet
    page = consoles.page(viewport={"width": 1440, "height": 900})
    page.goto(running.url)
    page.get_by_label("Name", exact=True).fill(LOGIN)
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    accessible(page, "login")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Needs a decision")).to_be_visible()
    first = page.locator("[data-alert]").first
    first.click()
    accessible(page, "operations")
    chosen = first.get_attribute("data-alert") or ""
    page.keyboard.press("a")
    expect(page.get_by_text("You have A-")).to_be_visible()
    assert running.get(f"/api/alerts/{chosen}")["state"] == "acknowledged"
    page.keyboard.press("c")
    expect(page.get_by_text("Confirmed: A-")).to_be_visible()
    assert running.get(f"/api/alerts/{chosen}")["state"] == "confirmed"
    verdict = running.get(f"/api/alerts/{chosen}")["verdict"]
    assert verdict["word"] == "confirmed"
    assert verdict["by"]["name"] == "Anna Koski"
    lines = running.get("/api/audit")["items"]
    assert any(chosen in str(line) for line in lines)
    accessible(page, "operations after a verdict")
    consoles.close()
