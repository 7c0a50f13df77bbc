"""Made-up networks of any size, to reckon attack graphs on."""

from typing import Any

import msgspec
import numpy as np

from impetus.tools.cyber_response.graph.model import City, read_city


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
    return read_city(msgspec.json.encode({"hosts": made, "flows": flows, "services": services}))
