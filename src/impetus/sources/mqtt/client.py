"""One connection to an MQTT broker on asyncio, over paho.

Two things that the usual wrappers lack matter here: a message is acknowledged only when the platform
says so (then it is durable), and while the platform is full nothing is read from the socket, so that
the broker and not our memory holds what waits.
"""

import asyncio
import logging
import ssl
import tempfile
from collections import deque
from pathlib import Path
from typing import Any, Final

from paho.mqtt.client import Client, ConnectFlags, DisconnectFlags, MQTTMessage
from paho.mqtt.enums import CallbackAPIVersion, MQTTErrorCode, MQTTProtocolVersion
from paho.mqtt.packettypes import PacketTypes
from paho.mqtt.properties import Properties
from paho.mqtt.reasoncodes import ReasonCode
from paho.mqtt.subscribeoptions import SubscribeOptions

from impetus.sources.mqtt.settings import Settings

_log = logging.getLogger(__name__)

MAX_WAITING: Final = 2_000
"""Messages read and not yet taken, from which on the socket is left alone."""
MAX_WAITING_BYTES: Final = 64 << 20
MAX_MESSAGE_BYTES: Final = 16 << 20
_CONNECT_S: Final = 10.0
_AT_ONCE: Final = 200


class Disconnected(Exception):
    """The connection is gone or was refused; the text says why."""


class TlsContext(ssl.SSLContext):
    """Remembers the socket it wrapped: paho leaves it open when the handshake fails."""

    last: ssl.SSLSocket | None = None

    def wrap_socket(self, *args: Any, **options: Any) -> ssl.SSLSocket:
        """Wrap a socket as usual."""
        self.last = super().wrap_socket(*args, **options)
        return self.last


def tls_context(settings: Settings) -> TlsContext:
    """Return what TLS needs; raise Disconnected for certificates that cannot be read."""
    context = TlsContext(ssl.PROTOCOL_TLS_CLIENT)
    try:
        if settings.ca_certificate:
            context.load_verify_locations(cadata=settings.ca_certificate)
        else:
            context.load_default_certs()
        context.check_hostname = settings.check_hostname
        if settings.client_certificate:
            with tempfile.TemporaryDirectory() as folder:  # the ssl module reads a key from a file only
                path = Path(folder) / "client.pem"
                path.touch(mode=0o600)
                path.write_text(f"{settings.client_certificate}\n{settings.client_key.get_secret_value()}\n")
                context.load_cert_chain(path)
    except (ssl.SSLError, ValueError) as fault:
        raise Disconnected(f"the certificates cannot be used: {fault}") from fault
    return context


class Connection:
    """One connection from `open` to `close`; take messages with `batch`, then `acknowledge` them."""

    def __init__(self, settings: Settings, client_id: str) -> None:
        self._settings = settings
        self._loop = asyncio.get_running_loop()
        self._v5 = settings.version == "5"
        self._waiting: deque[MQTTMessage] = deque()
        self._waiting_bytes = 0
        self._arrived = asyncio.Event()
        self._ready: asyncio.Future[None] = self._loop.create_future()
        self._gone: str | None = None
        self._reading = False
        self._socket: Any = None
        self._misc: asyncio.Task[None] | None = None
        client = Client(
            CallbackAPIVersion.VERSION2,
            client_id=client_id,
            clean_session=None if self._v5 else settings.session_hours == 0,
            protocol=MQTTProtocolVersion.MQTTv5 if self._v5 else MQTTProtocolVersion.MQTTv311,
            reconnect_on_failure=False,
            manual_ack=True,
        )
        client.connect_timeout = _CONNECT_S
        if settings.username:
            client.username_pw_set(settings.username, settings.password.get_secret_value() or None)
        self._tls = tls_context(settings) if settings.tls else None
        if self._tls is not None:
            client.tls_set_context(self._tls)
        client.on_connect = self._on_connect
        client.on_disconnect = self._on_disconnect
        client.on_subscribe = self._on_subscribe
        client.on_message = self._on_message
        client.on_socket_close = self._on_socket_close
        client.on_socket_register_write = self._on_register_write
        client.on_socket_unregister_write = self._on_unregister_write
        self._client = client

    async def open(self) -> None:
        """Connect and subscribe; raise Disconnected with the reason where that fails."""
        properties = None
        if self._v5:
            properties = Properties(PacketTypes.CONNECT)  # type: ignore[no-untyped-call]  # paho leaves it untyped
            properties.SessionExpiryInterval = self._settings.session_hours * 3600
            properties.ReceiveMaximum = MAX_WAITING
            properties.MaximumPacketSize = MAX_MESSAGE_BYTES
        extra: dict[str, Any] = {"clean_start": self._settings.session_hours == 0} if self._v5 else {}
        try:
            await asyncio.to_thread(
                self._client.connect,
                self._settings.host,
                self._settings.port,
                self._settings.keepalive_s,
                properties=properties,
                **extra,
            )
        except (OSError, ValueError) as fault:
            if self._tls is not None and self._tls.last is not None:
                self._tls.last.close()
            raise Disconnected(f"{self._settings.host}:{self._settings.port}: {fault}") from fault
        self._socket = self._client.socket()
        if self._socket is None:
            raise Disconnected("the broker hung up")
        self._watch()
        if self._client.want_write():
            self._loop.add_writer(self._socket, self._write)
        self._misc = asyncio.create_task(self._keep_alive())
        try:
            async with asyncio.timeout(_CONNECT_S):
                await self._ready
        except TimeoutError:
            raise Disconnected("the broker does not answer") from None

    async def batch(self, most: int) -> list[MQTTMessage]:
        """Return 1 to `most` messages in order of arrival; raise Disconnected when gone and all are taken."""
        while not self._waiting:
            if self._gone is not None:
                raise Disconnected(self._gone)
            self._arrived.clear()
            await self._arrived.wait()
        taken = [self._waiting.popleft() for _ in range(min(most, len(self._waiting)))]
        self._waiting_bytes -= sum(len(message.payload) for message in taken)
        if not self._reading and not self._full():
            self._watch()
            self._loop.call_soon(self._read)  # TLS may hold what the selector cannot see
        return taken

    def acknowledge(self, messages: list[MQTTMessage]) -> None:
        """Tell the broker that these are safe, in the order they came."""
        for message in messages:
            if message.qos and self._gone is None:
                self._client.ack(message.mid, message.qos)

    async def close(self) -> None:
        """Hang up; a persistent session stays with the broker."""
        if self._misc is not None:
            self._misc.cancel()
        if self._gone is None:
            self._client.disconnect()
        self._unwatch()
        self._client.loop_misc()
        sock = self._client.socket()
        if sock is not None:
            self._loop.remove_writer(sock)
            sock.close()

    def _full(self) -> bool:
        return len(self._waiting) >= MAX_WAITING or self._waiting_bytes >= MAX_WAITING_BYTES

    def _watch(self) -> None:
        if not self._reading and self._socket is not None:
            self._reading = True
            self._loop.add_reader(self._socket, self._read)

    def _unwatch(self) -> None:
        if self._reading and self._socket is not None:
            self._reading = False
            self._loop.remove_reader(self._socket)

    def _read(self) -> None:
        for _ in range(_AT_ONCE):
            if not self._reading or self._gone is not None:
                return
            before = len(self._waiting)
            if self._client.loop_read() != MQTTErrorCode.MQTT_ERR_SUCCESS:
                self._lost("the connection broke")
                return
            if self._full():
                self._unwatch()
                return
            pending = getattr(self._socket, "pending", None)
            if len(self._waiting) == before and not (pending is not None and pending()):
                return
        self._loop.call_soon(self._read)

    def _write(self) -> None:
        if self._gone is None:
            self._client.loop_write()

    async def _keep_alive(self) -> None:
        while self._gone is None:
            await asyncio.sleep(1)
            if self._client.loop_misc() != MQTTErrorCode.MQTT_ERR_SUCCESS:
                self._lost("the broker gave no sign of life")

    def _lost(self, why: str) -> None:
        if self._gone is None:
            self._gone = why
            if not self._ready.done():
                self._ready.set_exception(Disconnected(why))
        self._arrived.set()

    def _on_connect(
        self, client: Client, userdata: Any, flags: ConnectFlags, reason: ReasonCode, properties: Properties | None
    ) -> None:
        if reason.is_failure:
            self._lost(f"the broker refuses: {str(reason).lower()}")
            return
        settings = self._settings
        if self._v5:
            # Retained messages come with a new subscription only, not at every reconnect.
            options = SubscribeOptions(qos=settings.qos, retainHandling=SubscribeOptions.RETAIN_SEND_IF_NEW_SUB)
            client.subscribe([(topic, options) for topic in settings.topics])
        else:
            client.subscribe([(topic, int(settings.qos)) for topic in settings.topics])

    def _on_subscribe(
        self, client: Client, userdata: Any, mid: int, reasons: list[ReasonCode], properties: Properties | None
    ) -> None:
        refused = [topic for topic, reason in zip(self._settings.topics, reasons, strict=False) if reason.is_failure]
        if refused:
            self._lost(f"the broker refuses the topic {refused[0]}")
        elif not self._ready.done():
            self._ready.set_result(None)

    def _on_message(self, client: Client, userdata: Any, message: MQTTMessage) -> None:
        self._waiting.append(message)
        self._waiting_bytes += len(message.payload)
        self._arrived.set()

    def _on_disconnect(
        self, client: Client, userdata: Any, flags: DisconnectFlags, reason: ReasonCode, properties: Properties | None
    ) -> None:
        self._lost(f"the connection ended: {str(reason).lower()}")

    def _on_socket_close(self, client: Client, userdata: Any, sock: Any) -> None:
        if sock is self._socket:
            self._unwatch()
            if sock.fileno() >= 0:
                self._loop.remove_writer(sock)
            self._socket = None

    def _on_register_write(self, client: Client, userdata: Any, sock: Any) -> None:
        # while connecting, paho writes from its own thread; a socket that is closed already is watched by nobody
        if sock is self._socket and sock.fileno() >= 0:
            self._loop.add_writer(sock, self._write)

    def _on_unregister_write(self, client: Client, userdata: Any, sock: Any) -> None:
        if sock is self._socket and sock.fileno() >= 0:
            self._loop.remove_writer(sock)
