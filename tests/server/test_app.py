"""The assembled server: errors in one form, hosts, sizes, headers, files, parts that are away."""

import json
from pathlib import Path

import asyncpg
import httpx
import pytest
from fastapi import FastAPI
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.fixtures.server import BASE, People
from tests.fixtures.storage import Database

from impetus.bus.connection import Bus
from impetus.kit.settings import PlatformSettings
from impetus.people.access import CSRF_HEADER
from impetus.server import openapi, static
from impetus.server.app import create_app
from impetus.server.security import BODY_LIMIT, CSP, Guard
from impetus.server.status import SensorCounts, sentence

ROOT = Path(__file__).parents[2]


def error_of(answer: httpx.Response) -> dict[str, object]:
    body = answer.json()
    assert set(body) == {"error"}, body
    assert set(body["error"]) == {"code", "problem", "remedy", "field", "details"}
    found: dict[str, object] = body["error"]
    return found


async def test_health_is_open_and_says_little(people: People) -> None:
    answer = await (await people.anonymous()).get("/api/health")
    assert answer.status_code == 200
    assert answer.json()["parts"] == {"database": "up", "bus": "up", "worker": "unknown"}


async def test_the_city_at_a_glance(operator: httpx.AsyncClient) -> None:
    body = (await operator.get("/api/status", params={"locale": "nb"})).json()
    assert body["city"] == "Helsinki"
    assert body["alerts_hour"] == {"shown": 0, "agreed": 6}
    assert body["sentence"] == "Ingen sensor har sendt noe ennå."
    assert body["tools"]["total"] >= 1


@pytest.mark.parametrize(
    ("asked", "accepted", "told"),
    [
        ("nb", "", "Denne hendelsen finnes ikke."),
        ("", "it", "There is no such incident."),  # the person's own language comes before the browser's
        ("it", "nb", "Questo incidente non c’è."),
        ("xx", "", "There is no such incident."),
    ],
)
async def test_errors_speak_the_readers_language(
    operator: httpx.AsyncClient, asked: str, accepted: str, told: str
) -> None:
    answer = await operator.get(
        "/api/incidents/nothing", params={"locale": asked}, headers={"Accept-Language": accepted}
    )
    error = error_of(answer)
    assert (error["code"], error["problem"]) == ("not_found", told)


async def test_nobody_signed_in_reads_errors_as_the_browser_asks(people: People) -> None:
    browser = await people.anonymous()
    body = {"login": "nobody", "password": "a long enough password"}
    for accepted, told in (
        ("nn-NO", "Brukernavn eller passord er feil."),
        ("it-IT,en", "Nome o password sono sbagliati."),
    ):
        answer = await browser.post("/api/session", json=body, headers={"Accept-Language": accepted})
        assert error_of(answer)["problem"] == told
        assert answer.headers["content-language"] in ("nb", "it")
    missing = await browser.post("/api/session", json={"login": "a"}, params={"locale": "it"})
    assert error_of(missing)["details"] == {"problems": [{"field": "password", "problem": "Questo manca."}]}


@pytest.mark.parametrize(
    ("method", "path", "body", "status", "code"),
    [
        ("GET", "/api/nothing", b"", 404, "not_found"),
        ("POST", "/api/nothing", b"", 404, "not_found"),
        ("PUT", "/api/session", b"", 405, "method_not_allowed"),
        ("POST", "/api/session", b"{", 422, "bad_input"),
        ("POST", "/api/session", b'{"login": "a"}', 422, "bad_input"),
        ("POST", "/api/session", b'{"login": "a\\u0000", "password": "b"}', 422, "bad_input"),
        ("POST", "/api/session", b'{"login": "\\ud800", "password": "b"}', 422, "bad_input"),
        ("POST", "/api/session", b'{"login": "a", "password": "\\ud800"}', 422, "bad_input"),
        ("POST", "/api/session", b'{"login": "a", "password": "b", "\\ud800": 1}', 422, "bad_input"),
        ("POST", "/api/session", b"[" * 100_000, 422, "bad_input"),
        ("POST", "/api/session", b'{"login": ' + b"9" * 5000 + b"}", 422, "bad_input"),
        ("POST", "/api/session", b'{"login": NaN, "password": Infinity}', 422, "bad_input"),
        ("POST", "/api/session", b"\xff\xfe", 422, "bad_input"),
        ("GET", "/api/alerts", b"", 401, "not_signed_in"),
    ],
)
async def test_errors_have_one_form(
    people: People, method: str, path: str, body: bytes, status: int, code: str
) -> None:
    browser = await people.anonymous()
    answer = await browser.request(method, path, content=body, headers={"Content-Type": "application/json"})
    assert answer.status_code in (status, 400 if status == 422 else status), answer.text
    if answer.status_code == status:
        assert error_of(answer)["code"] == code
    assert error_of(answer)["remedy"]


@pytest.mark.parametrize(
    "query",
    ["cursor=x", "cursor=WzEsMiwzXQ", "cursor=%00", "cursor=WzFlMzA4LDEsMV0", "limit=0", "limit=99999999999999999999",
     "state=x", "from=yesterday", "from=9999-12-31T23:59:59-14:00", "to=0001-01-01T00:00:00%2B14:00", "q=%00",
     "q=%ed%a0%80", "kind=%00", "severity=x", "locale=xx", "q=" + "a" * 300, "q=a-999999999999999"],
)  # fmt: skip
async def test_bent_queries(operator: httpx.AsyncClient, query: str) -> None:
    answer = await operator.get(f"/api/alerts?{query}")
    assert answer.status_code in (200, 422), answer.text


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
async def test_no_input_is_a_server_error(operator: httpx.AsyncClient, data: st.DataObject) -> None:
    text = st.text(st.characters(exclude_categories=()), max_size=40)
    path = data.draw(
        st.sampled_from(["/api/alerts", "/api/audit", "/api/status", "/api/events/x", "/api/setup", "/api/tools"])
    )
    query = data.draw(st.dictionaries(
        st.sampled_from(["q", "cursor", "limit", "from", "to", "kind", "state", "locale", "token", "tool"]), text
    ))  # fmt: skip
    safe = {key: value.encode("utf-8", "surrogatepass") for key, value in query.items()}
    answer = await operator.get(path, params=list(safe.items()))
    assert answer.status_code < 500, answer.text


async def test_sizes(operator: httpx.AsyncClient) -> None:
    answer = await operator.post("/api/session", content=b"x" * (BODY_LIMIT + 1))
    assert (answer.status_code, error_of(answer)["code"]) == (413, "too_large")

    async def endless():  # type: ignore[no-untyped-def]
        for _ in range(40):
            yield b" " * 65536

    answer = await operator.post("/api/session", content=endless(), headers={"Content-Type": "application/json"})
    assert (answer.status_code, error_of(answer)["code"]) == (413, "too_large")
    answer = await operator.post("/api/session", content=b"", headers={"Content-Length": "-5"})
    assert answer.status_code in (413, 422)


async def test_headers(people: People) -> None:
    browser = await people.anonymous()
    for path in ("/api/health", "/", "/api/nothing", "/maps/helsinki.pmtiles"):
        answer = await browser.get(path)
        assert answer.headers["content-security-policy"] == CSP
        assert answer.headers["x-content-type-options"] == "nosniff"
    assert "unsafe-" not in CSP
    assert "style-src 'self';" in CSP
    assert "script-src 'self';" in CSP
    assert (await browser.get("/api/health")).headers["cache-control"] == "no-store"


@pytest.mark.parametrize(
    ("bound", "public", "host", "known"),
    [
        ("127.0.0.1", "", "localhost:8600", True),
        ("127.0.0.1", "", "[::1]:8600", True),
        ("127.0.0.1", "", "evil.example", False),
        ("127.0.0.1", "", "localhost.evil.example", False),
        ("127.0.0.1", "", "", False),
        ("127.0.0.1", "", "[::1", False),
        ("127.0.0.1", "https://impetus.city.example", "impetus.city.example", True),
        ("0.0.0.0", "", "192.0.2.7:8600", True),
        ("0.0.0.0", "", "evil.example", False),
    ],
)
def test_hosts(bound: str, public: str, host: str, known: bool) -> None:
    guard = Guard(FastAPI(), PlatformSettings(host=bound, public_url=public))
    assert guard._known(host) is known


async def test_wrong_hosts_are_refused(people: People) -> None:
    answer = await (await people.anonymous()).get("/api/health", headers={"Host": "evil.example"})
    assert (answer.status_code, error_of(answer)["code"]) == (421, "wrong_host")


async def test_maps_come_in_ranges(people: People) -> None:
    answer = await (await people.anonymous()).get("/maps/helsinki.pmtiles", headers={"Range": "bytes=0-6"})
    assert (answer.status_code, answer.content) == (206, b"PMTiles")
    for path in ("/maps/../app.py", "/maps/%2e%2e/%2e%2e/server/app.py", "/maps/nothing"):
        assert (await (await people.anonymous()).get(path)).status_code in (404, 200, 503)
        assert b"FastAPI" not in (await (await people.anonymous()).get(path)).content


async def test_the_console(database: Database, nats_url: str, bus: Bus, tmp_path: Path) -> None:
    folder = tmp_path / "dist"
    (folder / "assets").mkdir(parents=True)
    (folder / "index.html").write_text("<!doctype html>console")
    (folder / "assets" / "main-abc.js").write_text("1")
    given_ = PlatformSettings(
        data_dir=tmp_path,
        database_url=database.server,
        keys_url=database.keys,
        nats_url=nats_url,
        console_dir=str(folder),
    )
    app = create_app(given_, bus=bus)
    async with (
        app.router.lifespan_context(app),
        httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url=BASE) as browser,
    ):
        for path in ("/", "/operations", "/tools/anomaly", "/setup?token=x"):
            answer = await browser.get(path)
            assert (answer.status_code, answer.text) == (200, "<!doctype html>console"), path
            assert answer.headers["cache-control"] == "no-cache"
        answer = await browser.get("/assets/main-abc.js")
        assert "immutable" in answer.headers["cache-control"]
        assert (await browser.get("/assets/gone.js")).status_code == 404
        assert (await browser.get("/api/gone")).status_code == 404


async def test_a_console_that_is_built_later_is_served_without_a_new_start(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(
        static, "built_console", lambda chosen: tmp_path if (tmp_path / "index.html").exists() else None
    )
    transport = httpx.ASGITransport(static.WhenBuilt(""))
    async with httpx.AsyncClient(transport=transport, base_url=BASE) as browser:
        answer = await browser.get("/")
        assert (answer.status_code, "impetus up" in answer.text) == (503, True)
        (tmp_path / "index.html").write_text("<!doctype html>console")
        answer = await browser.get("/")
        assert (answer.status_code, answer.text) == (200, "<!doctype html>console")


async def test_a_database_that_is_away(operator: httpx.AsyncClient, database: Database) -> None:
    admin = await asyncpg.connect(database.superuser.rsplit("/", 1)[0] + "/postgres")
    await admin.execute(f"ALTER DATABASE {database.name} ALLOW_CONNECTIONS false")
    await admin.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = $1", database.name)
    answer = await operator.get("/api/alerts")
    assert (answer.status_code, error_of(answer)["code"]) == (503, "unavailable"), answer.text
    health = await operator.get("/api/health")
    assert (health.status_code, health.json()["parts"]["database"]) == (503, "down")
    await admin.execute(f"ALTER DATABASE {database.name} ALLOW_CONNECTIONS true")
    assert (await operator.get("/api/alerts")).status_code == 200
    await admin.close()


SIGNED = ("/api/push/", "/api/incidents/federation/")
"""Other programs speak here, with a token or a signature instead of a session."""

SIGNING_IN = ("/api/setup", "/api/session", "/api/session/second", "/api/session/passkey", "/api/oidc")
"""Ways to a session: nobody has one yet."""


def _signing_in(path: str) -> bool:
    return any(path == way or path.startswith(f"{way}/") for way in SIGNING_IN)


async def test_every_route_needs_a_session_or_is_known_to_be_open(application: FastAPI, people: People) -> None:
    open_ones = {
        ("get", "/api/health"),
        ("get", "/api/register"),  # the citizens' register
        ("get", "/api/warnings/feed.atom"),  # public warnings are for the public
        ("get", "/api/warnings/public/{identifier}"),
    }
    browser = await people.anonymous()
    for path, methods in openapi.description()["paths"].items():
        for method in methods:
            if (method, path) in open_ones or path.startswith(SIGNED):
                continue
            concrete = path.replace("{locale}", "en")
            answer = await browser.request(method, concrete, json={} if method in ("post", "put", "patch") else None)
            known = (401,) if not _signing_in(path) else (200, 303, 400, 401, 403, 404, 409, 422, 429)
            assert answer.status_code in known, (method, path, answer.text)
            assert "set-cookie" not in answer.headers or "impetus_session" not in answer.headers["set-cookie"]


async def test_every_change_needs_the_csrf_value(people: People) -> None:
    browser = await people.client()
    del browser.headers[CSRF_HEADER]
    for path, methods in openapi.description()["paths"].items():
        for method in methods:
            if method == "get" or _signing_in(path) or path.startswith(SIGNED):
                continue
            answer = await browser.request(method, path, json={} if method in ("post", "put", "patch") else None)
            assert answer.status_code == 403, (method, path, answer.text)


def test_the_description_is_committed() -> None:
    committed = json.loads((ROOT / "console" / "openapi.json").read_text(encoding="utf-8"))
    assert committed == openapi.description(), "run: python -m impetus.server.openapi > console/openapi.json"


@pytest.mark.parametrize("shown", [0, 1, 2])
@pytest.mark.parametrize("away", [0, 1, 2])
def test_sentences(shown: int, away: int) -> None:
    said = sentence(shown, SensorCounts(total=10, seeing=10 - away, blind=away, late=0, stuck=0))
    assert all((part.endswith(".") and part[0].isupper()) or part[0].isdigit() for part in (said.en, said.it, said.nb))


@pytest.mark.parametrize("origin", ["http://[", "null", "", "http://", "//", "http://localhost.evil", "http://a@b:c"])
async def test_a_bent_origin_is_another_site(operator: httpx.AsyncClient, origin: str) -> None:
    answer = await operator.patch("/api/me", json={}, headers={"Origin": origin})
    assert answer.status_code == 403
    assert error_of(answer)["code"] == "not_allowed"
    assert (await operator.patch("/api/me", json={}, headers={"Origin": BASE})).status_code == 200


BENT = ("%00", "%00.json", "..%2f..%2fetc%2fpasswd", "%2e%2e/keys/seal", "a" * 5000, "%ff", "%5c..%5ckeys")


@pytest.mark.parametrize("place", ["/maps/", "/", "/assets/"])
@pytest.mark.parametrize("name", BENT)
async def test_no_path_leads_out_of_the_folders(
    people: People, platform_settings: PlatformSettings, place: str, name: str
) -> None:
    keys = platform_settings.data_dir / "keys"
    keys.mkdir(exist_ok=True)
    (keys / "seal").write_text("secret of the installation")
    answer = await (await people.anonymous()).get(f"{place}{name}")
    assert answer.status_code in (200, 404, 503)
    assert "secret of the installation" not in answer.text
    assert "root:" not in answer.text
