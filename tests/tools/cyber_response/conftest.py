"""Networks for the tests."""

from typing import Any

import msgspec
import pytest

from impetus.tools.cyber_response.graph.model import City, read_city

OU_2005: dict[str, Any] = {
    "from": ["internet"],
    "apart": ["dmz", "inside"],
    "hosts": [
        {
            "id": "webServer",
            "zone": "dmz",
            "services": [{"name": "httpd", "port": 80, "runs_as": "user"}],
            "vulnerabilities": [{"id": "CAN-2002-0392", "service": "httpd", "chance": 0.8}],
            "writes": ["/export"],
        },
        {
            "id": "fileServer",
            "zone": "inside",
            "services": [{"name": "mountd", "port": 2049, "runs_as": "root"}],
            "vulnerabilities": [{"id": "CAN-2003-0252", "service": "mountd", "chance": 0.5}],
            "exports": ["/export"],
        },
        {"id": "workStation", "zone": "inside", "mounts": ["/export"]},
    ],
    "flows": [
        {"source": "internet", "target": "webServer", "ports": [80]},
        {"source": "webServer", "target": "fileServer"},
        {"source": "workStation", "target": "fileServer"},
    ],
    "services": [{"id": "files", "name": "Files", "needs": [["workStation"]], "loss": 1000}],
}
"""The small example of MulVAL (Ou, Govindavajhala and Appel, USENIX Security 2005), in our form."""


def city(said: dict[str, Any]) -> City:
    return read_city(msgspec.json.encode(said))


@pytest.fixture
def small() -> City:
    return city(OU_2005)
