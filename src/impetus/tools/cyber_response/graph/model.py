"""A city's computers as the attack graph sees them: hosts, what runs there, who reaches whom, what depends on it."""

from typing import Annotated, Final, Literal

import msgspec
from msgspec import Meta

from impetus.kit.errors import BadInput

MOST_BYTES: Final = 64 * 1024 * 1024
Name = Annotated[str, Meta(min_length=1, max_length=200)]
Share = Annotated[float, Meta(ge=0, le=1)]
Port = Annotated[int, Meta(ge=1, le=65535)]
Privilege = Literal["user", "root"]
Reach = Literal["remote", "local", "client"]
"""From where a vulnerability is exploited: over the network, by who is on the host, by what its user opens."""


class Service(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A program that listens. `runs_as` is what who takes it over may do; `login` lets in who has an account."""

    name: Name
    port: Port
    runs_as: Privilege = "user"
    login: bool = False


class Vulnerability(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A weakness of a host. `service` names the one it is in (none: the system or a program that opens files).

    `chance` is how likely an attacker who gets at it succeeds: an exploitation probability, or a guess.
    """

    id: Name
    service: str = ""
    reach: Reach = "remote"
    gives: Literal["user", "root", "as_service"] = "as_service"
    chance: Share = 0.5


class Account(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """An account that a host lets in, and what it may do there."""

    credential: Name
    privilege: Privilege = "user"


class Host(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A computer, device or controller in a zone.

    `keeps` are credentials that who controls it finds there; `exports` are folders it shares, `writes` those it may
    write to, and `mounts` those from which it runs programs.
    """

    id: Name
    zone: Name
    services: tuple[Service, ...] = ()
    vulnerabilities: tuple[Vulnerability, ...] = ()
    accounts: tuple[Account, ...] = ()
    keeps: tuple[Name, ...] = ()
    exports: tuple[Name, ...] = ()
    writes: tuple[Name, ...] = ()
    mounts: tuple[Name, ...] = ()
    owner: str = ""


class Flow(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Who may open connections to whom: zones or hosts, on these ports (none: all)."""

    source: Name
    target: Name
    ports: tuple[Port, ...] = ()


class CityService(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Something that people depend on. It stops where all hosts of any one group are lost; `loss` is money an hour."""

    id: Name
    name: Name
    needs: Annotated[tuple[Annotated[tuple[Name, ...], Meta(min_length=1)], ...], Meta(min_length=1)]
    loss: Annotated[float, Meta(ge=0, le=1e12)] = 0.0


class City(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The network. Hosts of a zone reach one another on all ports; others go by `flows`; attackers begin in `from_`."""

    hosts: Annotated[tuple[Host, ...], Meta(min_length=1, max_length=100_000)]
    flows: Annotated[tuple[Flow, ...], Meta(max_length=1_000_000)] = ()
    services: tuple[CityService, ...] = ()
    from_: tuple[Name, ...] = msgspec.field(default=("internet",), name="from")
    apart: tuple[Name, ...] = ()
    """Zones whose hosts do not reach one another unless a flow says so."""


def read_city(said: bytes) -> City:
    """Read a network from JSON. Raise BadInput naming the field."""
    if len(said) > MOST_BYTES:
        raise BadInput(
            f"The network has {len(said):,} bytes, more than {MOST_BYTES:,}.", remedy="Split it.", field="network"
        )
    try:
        city = msgspec.json.decode(said, type=City)
    except msgspec.ValidationError as error:
        what, _, where = str(error).partition(" - at `$")
        field = where.rstrip("`").lstrip(".") or "network"
        raise BadInput(
            f"The network's {field}: {what}.", remedy="See docs/cyber.md for the form.", field=field
        ) from error
    except (msgspec.DecodeError, RecursionError) as error:
        raise BadInput("The network is not JSON.", remedy="See docs/cyber.md for the form.", field="network") from error
    check(city)
    return city


def check(city: City) -> None:
    """Raise BadInput where names are double or point to nothing."""
    hosts = _once([one.id for one in city.hosts], "hosts", "id")
    zones = {one.zone for one in city.hosts} | set(city.from_)
    if both := sorted(set(hosts) & zones):
        raise _bad(f"hosts[{hosts[both[0]]}].id", f"{both[0]!r} is the name of a zone too")
    _once([one.id for one in city.services], "services", "id")
    for at, host in enumerate(city.hosts):
        known = set(_once([one.name for one in host.services], f"hosts[{at}].services", "name"))
        for place, one in enumerate(host.vulnerabilities):
            where = f"hosts[{at}].vulnerabilities[{place}]"
            if one.service and one.service not in known:
                raise _bad(f"{where}.service", f"{one.service!r} is no service of {host.id}")
            if one.reach == "remote" and not one.service:
                raise _bad(f"{where}.service", "is missing: what is exploited over the network needs one that listens")
            if one.gives == "as_service" and not one.service:
                raise _bad(f"{where}.gives", "is missing: without a service, say user or root")
    for at, flow in enumerate(city.flows):
        if flow.source not in hosts and flow.source not in zones:
            raise _bad(f"flows[{at}].source", f"{flow.source!r} is neither a host nor a zone")
        if flow.target not in hosts and flow.target not in zones:
            raise _bad(f"flows[{at}].target", f"{flow.target!r} is neither a host nor a zone")
    for at, service in enumerate(city.services):
        for place, group in enumerate(service.needs):
            for host_id in group:
                if host_id not in hosts:
                    raise _bad(f"services[{at}].needs[{place}]", f"{host_id!r} is no host")


def _once(names: list[str], where: str, key: str) -> dict[str, int]:
    """Return each name's place."""
    found: dict[str, int] = {}
    for at, name in enumerate(names):
        if name in found:
            raise _bad(f"{where}[{at}].{key}", f"{name!r} is there twice")
        found[name] = at
    return found


def _bad(where: str, what: str) -> BadInput:
    return BadInput(f"The network's {where}: {what}.", remedy="See docs/cyber.md for the form.", field=where)
