"""A real Mosquitto broker, with its own configuration, that tests may kill and start again."""

import datetime
import ipaddress
import os
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

MOSQUITTO = shutil.which("mosquitto") or shutil.which("mosquitto", path="/usr/sbin:/usr/local/sbin")


@dataclass
class Broker:
    """A broker on a port of its own; `lines` are further lines of its configuration."""

    folder: Path
    port: int
    lines: list[str] = field(default_factory=list)
    process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        config = self.folder / "mosquitto.conf"
        config.write_text(
            "\n".join(
                [
                    f"listener {self.port} 127.0.0.1",
                    "persistence true",
                    f"persistence_location {self.folder}/",
                    "autosave_on_changes true",
                    "autosave_interval 1",
                    "max_queued_messages 100000",
                    *(["user root"] if os.geteuid() == 0 else []),  # else it cannot read the tests' folders
                    *(self.lines or ["allow_anonymous true"]),
                ]
            )
            + "\n"
        )
        with (self.folder / "log").open("ab") as log:
            self.process = subprocess.Popen([str(MOSQUITTO), "-c", str(config)], stdout=log, stderr=log)
        for _ in range(500):
            try:
                socket.create_connection(("127.0.0.1", self.port), timeout=1).close()
                return
            except OSError:
                time.sleep(0.02)
        raise RuntimeError((self.folder / "log").read_text())

    def kill(self) -> None:
        assert self.process is not None
        self.process.kill()
        self.process.wait()

    def stop(self) -> None:
        if self.process is not None and self.process.poll() is None:
            self.process.terminate()
            self.process.wait(10)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture
def broker(tmp_path_factory: pytest.TempPathFactory, request: pytest.FixtureRequest) -> Iterator[Broker]:
    """A running broker that lets everybody in, or is configured by the lines of an indirect parameter."""
    if MOSQUITTO is None:
        pytest.skip("the program mosquitto is not installed (Debian: apt install mosquitto)")
    folder = tmp_path_factory.mktemp("mosquitto")
    for parent in (folder, *folder.parents[:2]):  # pytest closes its folders to the broker's user
        parent.chmod(0o755)
    made = Broker(folder, free_port(), list(getattr(request, "param", [])))
    made.start()
    yield made
    made.stop()


@dataclass
class Authority:
    """A certificate authority for one test."""

    folder: Path
    key: Any = None
    certificate: Any = None

    def __post_init__(self) -> None:
        self.key = ec.generate_private_key(ec.SECP256R1())
        self.certificate = self._sign("Test authority", self.key.public_key(), authority=True)
        (self.folder / "ca.pem").write_bytes(self.certificate.public_bytes(serialization.Encoding.PEM))

    @property
    def pem(self) -> str:
        return (self.folder / "ca.pem").read_text()

    def issue(self, name: str) -> tuple[str, str]:
        """Return certificate and key as PEM, and leave both in the folder."""
        key = ec.generate_private_key(ec.SECP256R1())
        certificate = self._sign(name, key.public_key())
        pem = certificate.public_bytes(serialization.Encoding.PEM)
        raw = key.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
        (self.folder / f"{name}.pem").write_bytes(pem)
        (self.folder / f"{name}.key").write_bytes(raw)
        (self.folder / f"{name}.key").chmod(0o644)
        return pem.decode(), raw.decode()

    def _sign(self, name: str, public: Any, authority: bool = False) -> Any:
        subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
        now = datetime.datetime.now(datetime.UTC)
        builder = (
            x509.CertificateBuilder()
            .subject_name(subject)
            .issuer_name(subject if authority else self.certificate.subject)
            .public_key(public)
            .serial_number(x509.random_serial_number())
            .not_valid_before(now - datetime.timedelta(days=1))
            .not_valid_after(now + datetime.timedelta(days=2))
            .add_extension(x509.BasicConstraints(ca=authority, path_length=None), critical=True)
        )
        if not authority:
            builder = builder.add_extension(
                x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address("127.0.0.1"))]), critical=False
            )
        return builder.sign(self.key, hashes.SHA256())


@pytest.fixture
def authority(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    """A fresh certificate authority, its folder readable by the broker."""
    folder = tmp_path_factory.mktemp("ca")
    for parent in (folder, *folder.parents[:2]):
        parent.chmod(0o755)
    return Authority(folder)
