"""How one installation is set up: by environment variables with the prefix IMPETUS_, or by options of a command."""

import os
from pathlib import Path

from platformdirs import user_data_path
from pydantic import Field, SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict

DEFAULT_PORT = 8600


def default_data_dir() -> Path:
    """/var/lib/impetus for root (its servers run as another user, who must reach it), else the user's data folder."""
    return Path("/var/lib/impetus") if os.geteuid() == 0 else user_data_path("impetus")


class PlatformSettings(BaseSettings):
    """Everything a process of the platform needs to find the others."""

    model_config = SettingsConfigDict(env_prefix="IMPETUS_", extra="ignore")

    data_dir: Path = Field(default_factory=default_data_dir, description="Where snapshots, history and keys are kept")
    database_url: str = Field("", description="PostgreSQL address of the server's role (impetus_server)")
    worker_database_url: str = Field("", description="PostgreSQL address of the workers' role (impetus_worker)")
    migrator_database_url: str = Field("", description="PostgreSQL address of the owner of the tables")
    keys_url: str = Field("", description="PostgreSQL address of the keys' database (impetus_keys), never the data's")
    nats_url: str = Field("", description="NATS address; a cluster's addresses parted by commas")
    nats_replicas: int = Field(1, ge=1, le=5, description="Copies of the stream: 3 on a cluster of three nodes")
    stream_max_bytes: int = Field(4 << 30, ge=1 << 20, description="The stream refuses more, senders then wait")
    host: str = Field("127.0.0.1", description="Address the console listens on")
    port: int = Field(DEFAULT_PORT, ge=0, le=65535, description="Port the console listens on")
    public_url: str = Field("", description="Address people open, where a proxy stands before the console")
    postgres_bin: str = Field("", description="Folder with PostgreSQL's programs")
    nats_server: str = Field("", description="The nats-server program")
    console_dir: str = Field("", description="Folder with the built console")
    channel_networks: str = Field(
        "", description="Inside networks that webhooks and feeds may reach, such as 10.0.0.0/8, parted by commas"
    )
    audit_export: str = Field(
        "", description="Folder of a second party (a mounted share) that gets each signed checkpoint of the audit log"
    )
    audit_webhook: str = Field(
        "", description="Address of a second party that gets each signed checkpoint of the audit log, in order"
    )
    audit_webhook_secret: SecretStr = Field(
        SecretStr(""),
        description="Secret shared with that second party, which signs what is sent: 16 characters or more",
    )
    demo: bool = Field(False, description="Run the demonstration city")

    @property
    def objects_dir(self) -> Path:
        """The object store's folder."""
        return self.data_dir / "objects"

    @property
    def keys_dir(self) -> Path:
        """Keys and passwords, apart from the database."""
        return self.data_dir / "keys"

    @property
    def address(self) -> str:
        """The address people open."""
        return self.public_url or f"http://{'localhost' if self.host == '127.0.0.1' else self.host}:{self.port}"
