"""Networks for the tests."""

from typing import Any

import msgspec
import numpy as np
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


def large(hosts: int, weak: int, seed: int = 1) -> City:
    """A made-up network of zones in a row, with services, accounts and weaknesses drawn at random."""
    rng = np.random.default_rng(seed)
    zones = [f"zone{at}" for at in range(max(2, hosts // 50))]
    made: list[dict[str, Any]] = []
    for at in range(hosts):
        services = [
            {
                "name": f"s{place}",
                "port": int(rng.integers(1, 65536)),
                "runs_as": str(rng.choice(["user", "root"])),
                "login": bool(rng.random() < 0.3),
            }
            for place in range(3)
        ]
        made.append(
            {
                "id": f"host{at}",
                "zone": zones[at % len(zones)],
                "services": services,
                "vulnerabilities": [],
                "accounts": [{"credential": f"key{rng.integers(hosts // 5 + 1)}", "privilege": "user"}],
                "keeps": [f"key{rng.integers(hosts // 5 + 1)}"],
            }
        )
    for at in range(weak):
        host = made[int(rng.integers(hosts))]
        local = rng.random() < 0.3
        how = {"reach": "local", "gives": "root"} if local else {"service": f"s{rng.integers(3)}"}
        weakness = {"id": f"CVE-2026-{10000 + at}", "chance": float(rng.random() ** 3), **how}
        host["vulnerabilities"].append(weakness)
    flows = [{"source": one, "target": two} for one, two in zip(["internet", *zones], zones, strict=False)]
    needs = [[f"host{rng.integers(hosts)}"] for _ in range(20)]
    services = [{"id": f"city{at}", "name": f"City {at}", "needs": [group], "loss": 100 * (at + 1)}
                for at, group in enumerate(needs)]  # fmt: skip
    return city({"hosts": made, "flows": flows, "services": services})
