"""The consoles of the desk's benchmark: stream clients, and one real browser that notes what comes on its screen."""

import json
import shutil
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Final, NamedTuple

import httpx
from playwright.sync_api import Page, sync_playwright

from benchmarks.harness import LOGIN, PASSWORD, Platform

CHROMIUM: Final = (
    "--no-sandbox",
    "--disable-gpu-compositing",  # as Chromium does by itself without a graphics card
    "--use-gl=angle",
    "--use-angle=swiftshader",
    "--enable-unsafe-swiftshader",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
)
TRACED: Final = ("-*", "disabled-by-default-devtools.timeline", "blink.user_timing")
TASK: Final = "RunTask"
WATCH: Final = """
() => {
  const seen = (window.__bench = { counts: [], rows: 0, fit: 0, wanted: null, at: null });
  const title = document.querySelector('.qhead .t3');
  const count = () => seen.counts.push([Number(title.textContent.replace(/\\D/g, '')), Date.now()]);
  new MutationObserver(count).observe(title, { childList: true, characterData: true, subtree: true });
  count();
  const list = document.querySelector('.qlist');
  const fit = () => {
    // asked seldom, for it lays the page out: the watcher is not to be what takes long
    const high = list.querySelector('.qrow')?.offsetHeight;
    if (high) seen.fit = Math.max(seen.fit, Math.ceil(list.clientHeight / high));
  };
  setInterval(fit, 1000);
  const look = () => {
    const rows = list.querySelectorAll('[data-alert]');
    seen.rows = Math.max(seen.rows, rows.length);
    if (seen.wanted && !seen.at) {
      // its row in the list's window, or its name over the list where one looks elsewhere in it
      const row = list.querySelector(`[data-alert="${seen.wanted}"]`);
      const box = row?.getBoundingClientRect(), frame = list.getBoundingClientRect();
      if (document.querySelector(`.newabove [data-alert="${seen.wanted}"]`)) seen.at = Date.now();
      if (box && box.bottom > frame.top && box.top < frame.bottom) seen.at = Date.now();
    }
  };
  // only after something changed or moved, and once a frame: a watcher that asks for every frame makes the page draw it
  let asked = false;
  const later = () => {
    if (asked) return;
    asked = true;
    requestAnimationFrame(() => { asked = false; look(); });
  };
  new MutationObserver(later).observe(list.parentElement, {
    childList: true, subtree: true, attributes: true, attributeFilter: ['data-alert', 'style'],
  });
  list.addEventListener('scroll', later, { passive: true });
  window.__bench.look = later;
}
"""


class StreamClient(threading.Thread):
    """An open console that only listens: when did each alert first come, by an event or by fetching anew on `reset`?"""

    def __init__(self, running: Platform) -> None:
        super().__init__(daemon=True)
        self.url, self.cookies = running.url, dict(running.client.cookies)
        self.seen: dict[str, int] = {}
        self.resets = 0
        self.open, self.ending = threading.Event(), threading.Event()

    def run(self) -> None:
        """Read events until told to end."""
        with (
            httpx.Client(base_url=self.url, cookies=self.cookies, timeout=60) as client,
            client.stream("GET", "/api/events") as stream,
        ):
            kind = ""
            for line in stream.iter_lines():
                if self.ending.is_set():
                    return
                self.open.set()
                if line.startswith("event: "):
                    kind = line[7:]
                    if kind == "reset":
                        self.resets += 1
                        self._fetch()
                elif kind == "alert" and line.startswith('data: {"id":"'):
                    self.seen.setdefault(line[13 : line.index('"', 13)], time.time_ns() // 1_000_000)

    def _fetch(self) -> None:
        """What a console does that was too slow: read the top of the queue anew."""
        with httpx.Client(base_url=self.url, cookies=self.cookies, timeout=60) as client:
            items = client.get("/api/alerts", params={"limit": 200}).json().get("items", [])
        now = time.time_ns() // 1_000_000
        for item in items:
            self.seen.setdefault(item["id"], now)


@contextmanager
def stream_clients(running: Platform, count: int) -> Iterator[list[StreamClient]]:
    """So many consoles that only listen."""
    clients = [StreamClient(running) for _ in range(count)]
    for client in clients:
        client.start()
    for client in clients:
        client.open.wait(20)
    try:
        yield clients
    finally:
        for client in clients:
            client.ending.set()


class Task(NamedTuple):
    """One task of the page's main thread, in ms: how long it lasted, and for how much of that it had a core."""

    wall: float
    cpu: float


def main_thread_tasks(trace: bytes) -> list[Task]:
    """The tasks in a Chromium trace of `RunTask` events, of the page's main thread alone.

    `dur` is wall time and `tdur` thread time, both in µs (Trace Event Format, section "Complete Events"). The thread is
    that of the page's first mark by the watcher. Raises `RuntimeError` where the trace holds no such thread.
    """
    events = json.loads(trace)["traceEvents"]
    marked = {(one["pid"], one["tid"]) for one in events if one["name"] == "bench" and "user_timing" in one["cat"]}
    if not marked:
        raise RuntimeError("the trace has no mark of the page")
    return [
        Task(one["dur"] / 1000, one["tdur"] / 1000)
        for one in events
        if one["name"] == TASK and one["ph"] == "X" and (one["pid"], one["tid"]) in marked and "tdur" in one
    ]


class Screen:
    """The console in Chromium, on the Operations screen; `tasks` is filled once `traced` was left."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.tasks: list[Task] = []

    @contextmanager
    def traced(self) -> Iterator[None]:
        """Record every task of the main thread, with its thread time."""
        browser = self.page.context.browser
        assert browser is not None
        browser.start_tracing(page=self.page, categories=[*TRACED])
        self.page.evaluate("() => performance.mark('bench')")
        yield
        self.tasks = main_thread_tasks(browser.stop_tracing())

    def at(self) -> int | None:
        """When the wanted alert came on the screen (ms UTC), None before. Asks for nothing else, to cost little."""
        found: int | None = self.page.evaluate("() => window.__bench.at")
        return found

    def read(self) -> dict[str, Any]:
        """What the page noted so far: counts of the queue, most rows in the document, and rows that fit the list."""
        found: dict[str, Any] = self.page.evaluate("() => window.__bench")
        return found

    def want(self, id: str) -> None:
        """Note when the row of this alert is in the list's window."""
        asked = "window.__bench.wanted = id; window.__bench.at = null; window.__bench.look()"
        self.page.evaluate(f"(id) => {{ {asked} }}", id)

    def scroll(self, by: int) -> None:
        """Turn the wheel over the queue."""
        self.page.mouse.move(200, 450)
        self.page.mouse.wheel(0, by)

    def rest(self) -> None:
        """Back to the top of the queue, the hand off it."""
        self.page.mouse.move(700, 20)
        self.page.evaluate("() => document.querySelector('.qlist').scrollTo({ top: 0 })")

    def read_all(self, rows: int) -> None:
        """Scroll to the end until every page of the queue was read, then back to the top."""
        self.page.mouse.move(700, 20)
        for _ in range(rows // 20 + 20):
            done = self.page.evaluate(
                "() => { const list = document.querySelector('.qlist'); list.scrollTo({ top: list.scrollHeight });"
                " return list.querySelector('.qmore') === null; }"
            )
            if done:
                break
            self.page.wait_for_timeout(150)
        self.rest()


@contextmanager
def browser(running: Platform) -> Iterator[Screen | None]:
    """The console in a real browser; None where there is no Chromium."""
    program = shutil.which("chromium")
    if program is None:
        yield None
        return
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=program, args=[*CHROMIUM])
        page = opened.new_page(viewport={"width": 1440, "height": 900})
        page.goto(running.url)
        page.get_by_label("Name", exact=True).fill(LOGIN)
        page.get_by_label("Password", exact=True).fill(PASSWORD)
        page.keyboard.press("Enter")
        page.locator(".qhead .t3").wait_for(timeout=60_000)
        page.wait_for_function("() => document.querySelector('.qhead .t3').textContent !== ''", timeout=60_000)
        page.wait_for_timeout(20_000)  # the map is drawn, as on a desk at work
        page.evaluate(WATCH)
        try:
            yield Screen(page)
        finally:
            opened.close()
