"""Units that differ between senders and sensors, converted where the conversion is certain."""

from typing import Final

_SPELLINGS: Final = {
    "kmh": "km/h", "kph": "km/h", "kmt": "km/h", "km/t": "km/h", "km/hr": "km/h", "mi/h": "mph", "mps": "m/s",
    "m s-1": "m/s", "kt": "kn", "knots": "kn",
    "c": "°c", "degc": "°c", "cel": "°c", "celsius": "°c", "ºc": "°c", "f": "°f", "degf": "°f", "[degf]": "°f",
    "fahrenheit": "°f", "kelvin": "k",
    "ug/m3": "µg/m³", "µg/m3": "µg/m³", "μg/m3": "µg/m³", "μg/m³": "µg/m³", "ug/m³": "µg/m³", "ug m-3": "µg/m³",
    "mg/m3": "mg/m³",
    "dba": "db(a)", "db a": "db(a)",
    "percent": "%", "pct": "%",
    "metre": "m", "meter": "m", "mbar": "hpa",
    "count": "", "1": "", "people": "", "persons": "", "vehicles": "", "veh": "",
}  # fmt: skip

_TO: Final[dict[tuple[str, str], tuple[float, float]]] = {
    ("mph", "km/h"): (1.609344, 0.0),
    ("m/s", "km/h"): (3.6, 0.0),
    ("kn", "km/h"): (1.852, 0.0),
    ("kn", "m/s"): (1852 / 3600, 0.0),
    ("mph", "m/s"): (0.44704, 0.0),
    ("°f", "°c"): (5 / 9, -160 / 9),
    ("k", "°c"): (1.0, -273.15),
    ("mg/m³", "µg/m³"): (1000.0, 0.0),
    ("pa", "hpa"): (0.01, 0.0),
    ("kpa", "hpa"): (10.0, 0.0),
    ("cm", "m"): (0.01, 0.0),
    ("mm", "m"): (0.001, 0.0),
    ("km", "m"): (1000.0, 0.0),
    ("ft", "m"): (0.3048, 0.0),
    ("ppb", "ppm"): (0.001, 0.0),
}


def plain(unit: str) -> str:
    """Return the unit in one spelling: `KMH` becomes `km/h`, `ug/m3` becomes `µg/m³`, a count the empty unit."""
    folded = " ".join(unit.split()).lower()
    return _SPELLINGS.get(folded, folded)


def conversion(given: str, wanted: str) -> tuple[float, float] | None:
    """Return (factor, offset) so that factor × value + offset is in `wanted`; None where it is not known.

    An empty unit on either side is taken as the other's.
    """
    a, b = plain(given), plain(wanted)
    if a == b or not a or not b:
        return (1.0, 0.0)
    if (a, b) in _TO:
        return _TO[a, b]
    if (b, a) in _TO:
        factor, offset = _TO[b, a]
        return (1 / factor, -offset / factor)
    return None
