"""The register of alert kinds: one dotted name, one icon, one default severity, one guide."""

from typing import Final

import msgspec

from impetus.model.alert import Severity
from impetus.model.text import Text


class AlertKind(msgspec.Struct, frozen=True, kw_only=True):
    """A kind of alert. `icon` names one of the console's icons; `procedure` and `guide` are ids."""

    name: str
    title: Text
    severity: Severity
    icon: str
    procedure: str = ""
    guide: str = ""


def _kind(name: str, severity: Severity, icon: str, en: str, it: str, nb: str) -> AlertKind:
    return AlertKind(
        name=name,
        title=Text(en=en, it=it, nb=nb),
        severity=severity,
        icon=icon,
        procedure=name,
        guide=f"operations/{name.split('.')[0]}",
    )


_KINDS: Final = (
    _kind("crowd.surge", Severity.MEDIUM, "people", "Crowd surge", "Affollamento", "Folkemengde vokser"),
    _kind("crowd.flight", Severity.HIGH, "people", "Crowd flight", "Fuga di folla", "Folk flykter"),
    _kind("crowd.void", Severity.LOW, "people", "Unusually empty", "Insolitamente vuoto", "Uvanlig tomt"),
    _kind("traffic.blockage", Severity.MEDIUM, "traffic", "Traffic blockage", "Blocco del traffico", "Trafikkstans"),
    _kind("traffic.surge", Severity.LOW, "traffic", "Unusual traffic", "Traffico insolito", "Uvanlig trafikk"),
    _kind("air.plume", Severity.HIGH, "air", "Smoke or pollution", "Fumo o inquinamento", "Røyk eller forurensning"),
    _kind("noise.high", Severity.LOW, "noise", "Unusual noise", "Rumore insolito", "Uvanlig støy"),
    _kind("firearm.identified", Severity.CRITICAL, "target", "Armed person", "Persona armata", "Bevæpnet person"),
    _kind("object.unattended", Severity.HIGH, "pin", "Unattended object", "Oggetto incustodito", "Forlatt gjenstand"),
    _kind("bacteria.high", Severity.HIGH, "microbe", "Airborne bacteria", "Batteri nell'aria", "Bakterier i luften"),
    _kind("cyber.attack", Severity.HIGH, "shield", "Cyber attack", "Attacco informatico", "Dataangrep"),
    _kind(
        "sensor.outage", Severity.MEDIUM, "eyeoff", "Sensor outage", "Sensori fuori servizio", "Sensorer ute av drift"
    ),
    _kind("person.lost", Severity.MEDIUM, "user", "Lost child", "Bambino smarrito", "Bortkommet barn"),
    _kind("anomaly.other", Severity.LOW, "anomaly", "Unusual readings", "Misure insolite", "Uvanlige målinger"),
    _kind("weather.warning", Severity.MEDIUM, "air", "Weather warning", "Allerta meteo", "Farevarsel"),
    _kind("imported.idmef", Severity.MEDIUM, "shield", "Alert from elsewhere", "Allarme esterno", "Varsel utenfra"),
)

REGISTER: Final[dict[str, AlertKind]] = {kind.name: kind for kind in _KINDS}
"""Kinds of the platform by name; a tool's manifest may declare further kinds under its own prefix."""
