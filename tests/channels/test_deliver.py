"""From an alert to the outside: real webhooks, real mail, escalation, quiet hours, dead letters."""

import hashlib
import hmac
import json
import ssl
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, LoginPassword
from sqlalchemy import text
from tests.alerts.drafts import draft
from tests.channels.works import SECRET, Hook, Works
from tests.fixtures.server import People

from impetus.alerts.intake import intake
from impetus.channels import deliveries_repository as deliveries
from impetus.channels import follow, repository
from impetus.channels.deliver import BACK_OFF_S
from impetus.channels.rules import QuietHours
from impetus.kit.times import as_datetime
from impetus.model.alert import Severity
from impetus.people.permissions import Role

EVERYBODY = [{"kind": "everybody"}]


async def acknowledge(works: Works, alert: str, state: str = "acknowledged") -> None:
    async with works.unit() as unit:
        await unit.session.execute(
            text("UPDATE alert SET state = :state WHERE id = :id"), {"id": alert, "state": state}
        )
        unit.emit("alert", {"id": alert})


async def history(works: Works, alert: str) -> list[tuple[str, Any]]:
    async with works.unit() as unit:
        rows = await unit.session.execute(
            text("SELECT what, detail FROM alert_event WHERE alert = :id ORDER BY id"), {"id": alert}
        )
        return [(row.what, row.detail) for row in rows]


async def test_a_webhook_is_signed_and_comes_once(works: Works, hook: Hook) -> None:
    channel = await works.webhook(hook.url)
    await works.rule({"channel": channel})
    alert = await works.alert()
    await works.alert(1, severity=Severity.MEDIUM)
    for _ in range(3):
        await works.look()
    [(headers, body)] = hook.taken
    stamp = headers["x-impetus-timestamp"]
    expected = hmac.new(SECRET.encode(), stamp.encode() + b"." + body, hashlib.sha256).hexdigest()
    assert headers["x-impetus-signature"] == f"v1={expected}"
    assert headers["content-type"] == "application/cloudevents+json"
    event = json.loads(body)
    assert (event["specversion"], event["id"]) == ("1.0", headers["idempotency-key"])
    assert (event["subject"], event["data"]["severity"]) == (alert, "high")
    [row] = await works.sent()
    assert (row.state, row.answer, row.attempts) == ("sent", "HTTP 200", 1)
    [(what, detail)] = [line for line in await history(works, alert) if line[0] != "raised"]
    assert (what, detail["to"], detail["step"]) == ("notified", ["Webhook"], 1)


async def test_escalation_goes_on_until_somebody_acknowledges(works: Works, hook: Hook) -> None:
    channel = await works.webhook(hook.url)
    steps = [{"channel": channel, "after_s": after} for after in (0, 300, 600, 900)]
    await works.rule(*steps)
    alert = await works.alert()
    await works.look()
    assert len(hook.taken) == 1
    await works.later(299)
    assert len(hook.taken) == 1
    await works.later(1)
    assert [event["data"]["step"] for event in hook.events] == [0, 1]
    assert hook.events[1]["type"] == "org.impetus.alert.unacknowledged"
    await acknowledge(works, alert)
    await works.look()
    await works.later(3600)
    assert len(hook.taken) == 2
    await acknowledge(works, alert, "new")  # taken back: it goes on where it was
    await works.look()
    assert len(hook.taken) == 2
    await works.later(300)
    assert [event["data"]["step"] for event in hook.events] == [0, 1, 2]
    await works.later(300)
    assert [event["data"]["step"] for event in hook.events] == [0, 1, 2, 3]
    assert len(set(hook.keys)) == 4


async def test_a_rise_is_told_anew_and_replaces_what_was_planned(works: Works, hook: Hook) -> None:
    channel = await works.webhook(hook.url)
    await works.rule({"channel": channel}, {"channel": channel, "after_s": 300})
    await works.alert()
    await works.look()
    await works.alert(revision=1, severity=Severity.CRITICAL)
    await works.look()
    await works.later(600)
    told = [(event["data"]["severity"], event["data"]["step"]) for event in hook.events]
    assert told == [("high", 0), ("critical", 0), ("critical", 1)]


async def test_failures_are_tried_again_then_dead_then_sent_again(works: Works, hook: Hook) -> None:
    channel = await works.webhook(hook.url)
    await works.rule({"channel": channel})
    hook.answers = [500] * (len(BACK_OFF_S) + 1)
    alert = await works.alert()
    await works.look()
    [row] = await works.sent()
    assert (row.state, row.attempts) == ("waiting", 1)
    for wait in BACK_OFF_S:
        await works.later(wait)
    [row] = await works.sent()
    assert (row.state, row.answer) == ("dead", "The other side answered HTTP 500.")
    assert len(hook.taken) == len(BACK_OFF_S) + 1
    assert "notify_failed" in [what for what, _ in await history(works, alert)]
    async with works.unit() as unit:
        found = await repository.channel(unit, channel)
        assert found is not None
        assert found.state == "blind"
        assert await deliveries.again(unit, row.id, as_datetime(works.clock.now_ms()))
    await works.look()
    assert [row.state for row in await works.sent()] == ["sent"]
    assert len(set(hook.keys)) == 1


async def test_a_refusal_is_not_tried_again(works: Works, hook: Hook) -> None:
    await works.rule({"channel": await works.webhook(hook.url)})
    hook.answers = [410]
    await works.alert()
    await works.look()
    await works.later(7200)
    assert len(hook.taken) == 1
    assert [row.state for row in await works.sent()] == ["dead"]


async def test_quiet_hours_hold_all_but_what_is_critical(works: Works, hook: Hook) -> None:
    channel = await works.webhook(hook.url, quiet=QuietHours(start="11:00", end="13:00"))  # the clock shows noon
    await works.rule({"channel": channel})
    await works.alert(0)
    await works.alert(1, severity=Severity.CRITICAL)
    await works.look()
    assert [event["data"]["severity"] for event in hook.events] == ["critical"]
    await works.later(3600)
    assert [event["data"]["severity"] for event in hook.events] == ["critical", "high"]


async def test_a_channel_has_a_pace(works: Works, hook: Hook) -> None:
    await works.rule({"channel": await works.webhook(hook.url, most_per_hour=2)})
    for number in range(4):
        await works.alert(number)
        await works.look()
    await works.alert(9, severity=Severity.CRITICAL)
    await works.look()
    assert [event["data"]["severity"] for event in hook.events] == ["high", "high", "critical"]
    await works.later(3601)
    assert len(set(hook.keys)) == len(hook.keys) == 5


async def test_events_that_are_gone_are_made_up_for(works: Works, hook: Hook) -> None:
    await works.rule({"channel": await works.webhook(hook.url)})
    await works.alert(0)
    await works.look()
    await works.alert(1)
    async with works.worker(agency="platform", purpose="platform.relay", actor="platform") as unit:
        await unit.session.execute(text("DELETE FROM outbox"))
    await works.alert(2)
    async with works.worker(agency="platform", purpose="platform.relay", actor="platform") as unit:
        await unit.session.execute(text("SELECT nextval('outbox_seq')"))
    await works.look()
    assert len(set(hook.keys)) == len(hook.keys) == 3


async def test_what_is_held_back_is_told_only_where_a_rule_asks(works: Works, hook: Hook) -> None:
    channel = await works.webhook(hook.url)
    await works.rule({"channel": channel})
    await works.alert(0, shown=False)
    await works.look()
    assert hook.taken == []
    await works.rule({"channel": channel}, shown_only=False)
    await works.alert(1, shown=False)
    await works.look()
    assert len(hook.taken) == 2  # the one before was held back a moment ago


async def test_alerts_that_triage_leaves_lying_are_told_all_the_same(works: Works, hook: Hook) -> None:
    await works.rule({"channel": await works.webhook(hook.url)})
    await intake(works.uow, "helsinki", "anomaly", "1.0.0", [draft(0, severity=Severity.HIGH)])
    assert await follow.overlooked(works.worker) == 0
    works.clock.advance(6000)
    assert await follow.overlooked(works.worker) == 1
    assert await follow.overlooked(works.worker) == 0
    await works.look()
    assert len(hook.taken) == 1


async def test_agencies_are_apart(works: Works, hook: Hook) -> None:
    await works.rule({"channel": await works.webhook(hook.url)})
    await works.alert(0, agency="oslo")
    await works.look()
    assert hook.taken == []
    assert await works.sent(agency="oslo") == []


async def test_the_desk_is_who_is_on_duty_there(works: Works, people: People) -> None:
    console = await works.channel("console")
    await works.rule({"channel": console, "to": [{"kind": "desk"}]})
    browsers = {
        name: await people.client(Role.OPERATOR, name=name) for name in ("Anna Aas", "Kari Nordmann", "Ola Dahl")
    }
    ids = {name: (await one.get("/api/session")).json()["person"]["id"] for name, one in browsers.items()}
    await works.alert(0)
    await works.look()
    assert {row.name for row in await works.sent()} == set(ids)  # nobody keeps a roster: whoever works at desks
    async with works.unit() as unit:
        now = as_datetime(works.clock.now_ms())
        for desk, kinds, person in (("air", ["air"], "Anna Aas"), ("rest", [], "Kari Nordmann")):
            await unit.session.execute(
                text("INSERT INTO desk (agency_id, id, name, kinds, made_at) VALUES (:a, :d, :d, :k, :at)"),
                {"a": unit.agency, "d": desk, "k": kinds, "at": now},
            )
            await unit.session.execute(
                text("INSERT INTO duty (agency_id, id, desk, person, since) VALUES (:a, :d, :d, :p, :at)"),
                {"a": unit.agency, "d": desk, "p": ids[person], "at": now},
            )
    crowd = await works.alert(1)
    air = await works.alert(2, kind="air.plume")
    await works.look()
    assert {row.subject: row.name for row in (await works.sent())[3:]} == {crowd: "Kari Nordmann", air: "Anna Aas"}


async def test_chat_services_are_told_through_apprise(works: Works, hook: Hook) -> None:
    host = hook.url.removeprefix("http://").removesuffix("/hook")
    channel = await works.channel("apprise", settings={"service": f"mmost://{host}/3ccdd113474722377935511fc85d3dd4"})
    await works.rule({"channel": channel})
    await works.alert()
    await works.look()
    [row] = await works.sent()
    assert (row.state, row.answer) == ("sent", "taken")
    [event] = hook.events
    assert "3.1 times as many people" in event["text"]
    assert "3ccdd113" not in str(await works.sent())


async def test_notices_in_the_console(works: Works, people: People) -> None:
    kari = await people.client(Role.OPERATOR, name="Kari Nordmann")
    anna = await people.client(Role.SUPERVISOR, name="Anna Aas")
    me = (await anna.get("/api/session")).json()["person"]["id"]
    console = await works.channel("console")
    await works.rule(
        {"channel": console, "to": [{"kind": "person", "id": me}]},
        {"channel": console, "after_s": 60, "to": EVERYBODY},
    )
    alert = await works.alert()
    await works.look()
    [notice] = (await anna.get("/api/notices")).json()
    assert (notice["subject"], notice["seen"]) == (alert, False)
    assert notice["title"].startswith("High: ")
    assert (await kari.get("/api/notices")).json() == []
    assert (await anna.post("/api/notices/seen", json={"up_to": notice["id"]})).status_code == 204
    assert (await anna.get("/api/notices")).json()[0]["seen"]
    for seen in (False, True):
        marked = await anna.post("/api/notices/seen", json={"ids": [notice["id"]], "seen": seen})
        assert marked.status_code == 204
        assert (await anna.get("/api/notices")).json()[0]["seen"] is seen
    assert (await kari.post("/api/notices/seen", json={"ids": [notice["id"]], "seen": False})).status_code == 204
    assert (await anna.get("/api/notices")).json()[0]["seen"]
    await works.later(60)
    assert len((await kari.get("/api/notices")).json()) == 1


class Post:
    """Takes mail as a server does."""

    def __init__(self) -> None:
        self.mail: list[Any] = []
        self.answer = "250 taken"

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:  # noqa: N802 - aiosmtpd's name
        if self.answer.startswith("250"):
            self.mail.append(envelope)
        return self.answer


class Tls(Controller):
    """A mail server with TLS and a password."""

    def __init__(self, post: Post, port: int, context: ssl.SSLContext) -> None:
        self._context = context
        super().__init__(post, hostname="127.0.0.1", port=port)

    def factory(self) -> SMTP:
        def check(server: Any, session: Any, envelope: Any, mechanism: str, data: LoginPassword) -> AuthResult:
            return AuthResult(success=data.login == b"city" and data.password == b"open sesame")

        return SMTP(
            self.handler, hostname="127.0.0.1", tls_context=self._context, require_starttls=True,
            authenticator=check, auth_required=True,
        )  # fmt: skip


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A certificate of localhost by an authority of its own, with its key, in one file."""
    import datetime

    from cryptography import x509
    from cryptography.hazmat.primitives import hashes, serialization
    from cryptography.hazmat.primitives.asymmetric import ec

    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "localhost")])
    now = datetime.datetime.now(datetime.UTC)
    made = (
        x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key())
        .serial_number(1).not_valid_before(now - datetime.timedelta(days=1))
        .not_valid_after(now + datetime.timedelta(days=30))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("localhost")]), False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), True)
        .sign(key, hashes.SHA256())
    )  # fmt: skip
    path = tmp_path_factory.mktemp("tls") / "both.pem"
    path.write_bytes(
        made.public_bytes(serialization.Encoding.PEM)
        + key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    )
    return path


@pytest.fixture
def post(unused_tcp_port: int, certificate: Path) -> Iterator[tuple[Post, dict[str, Any]]]:
    """A mail server with STARTTLS, and the settings of a channel to it."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    made = Post()
    server = Tls(made, unused_tcp_port, context)
    server.start()
    pem = certificate.read_text().split("-----BEGIN PRIVATE")[0]
    yield made, {
        "host": "localhost", "port": unused_tcp_port, "ca_certificate": pem, "username": "city",
        "password": "open sesame", "sender": "desk@city.example",
    }  # fmt: skip
    server.stop()


@pytest.fixture
async def reached(people: People, works: Works) -> str:
    """The id of somebody who reads Italian and has an e-mail address."""
    browser = await people.client(Role.SUPERVISOR, name="Giulia Bianchi")
    await browser.patch("/api/me", json={"locale": "it"})
    person = (await browser.get("/api/session")).json()["person"]["id"]
    async with works.unit() as unit:
        now = as_datetime(works.clock.now_ms())
        assert await repository.put_contact(unit, person, "giulia@city.example", True, now)
    return person


async def test_mail_goes_by_tls_in_the_readers_language(
    works: Works, post: tuple[Post, dict[str, Any]], reached: str, people: People
) -> None:
    taken, settings = post
    mail = await works.channel("email", settings=settings)
    silent = await people.client(Role.ANALYST, name="Nobody Reachable")
    other = (await silent.get("/api/session")).json()["person"]["id"]
    to = [{"kind": "on_call"}, {"kind": "person", "id": reached}, {"kind": "address", "id": "desk@city.example"}]
    await works.rule({"channel": mail, "to": [*to, {"kind": "person", "id": other}]})
    await works.alert()
    await works.look()
    rows = {row.name: row for row in await works.sent()}
    assert rows["Giulia Bianchi"].state == "sent", rows["Giulia Bianchi"].answer
    assert rows["Nobody Reachable"].state == "dead"
    assert {envelope.rcpt_tos[0] for envelope in taken.mail} == {"giulia@city.example", "desk@city.example"}
    [italian] = [envelope for envelope in taken.mail if envelope.rcpt_tos == ["giulia@city.example"]]
    content = italian.content.decode()
    assert f"Message-ID: <{rows['Giulia Bianchi'].key}@city.example>" in content
    assert "Subject: Alta: " in content
    assert "http://localhost:8600/operations?alert=alr_" in content
    taken.answer = "554 not here"
    await works.alert(1)
    await works.look()
    assert {row.state for row in await works.sent()} == {"sent", "dead"}
    assert any("554" in row.answer for row in await works.sent("dead"))


async def test_mail_is_never_sent_to_a_server_that_cannot_prove_who_it_is(
    works: Works, post: tuple[Post, dict[str, Any]], reached: str
) -> None:
    taken, settings = post
    mail = await works.channel("email", settings=settings | {"ca_certificate": ""})
    await works.rule({"channel": mail, "to": [{"kind": "person", "id": reached}]})
    await works.alert()
    await works.look()
    assert taken.mail == []
    [row] = await works.sent()
    assert row.state == "waiting"
    assert "certificate" in row.answer.lower()
