"""The API's description for the console's client: `python -m impetus.server.openapi > console/openapi.json`."""

import json
import sys
from typing import Any

from impetus.kit.settings import PlatformSettings
from impetus.server.app import create_app


def description() -> dict[str, Any]:
    """Return the OpenAPI 3.1 document, the same on every machine."""
    made: dict[str, Any] = create_app(PlatformSettings(database_url="", nats_url="")).openapi()
    return made


if __name__ == "__main__":
    sys.stdout.write(json.dumps(description(), indent=2, ensure_ascii=False, sort_keys=True) + "\n")
