"""What a city enters for single devices; the rest they have from the tool's settings."""

from datetime import UTC, date, datetime
from math import isfinite
from typing import Any, ClassVar, Final

from pydantic import BaseModel, Field, field_validator

from impetus.contracts.lists import Entry
from impetus.kit.fields import Line, MaskedLine, Name
from impetus.kit.forms import words
from impetus.tools.bacteria.calibration import fit
from impetus.tools.bacteria.settings import Settings, Standard

_MOST: Final = 20
"""Standards of one device."""
_HOW: Final = "write it as cells:signal, cells:signal, such as 1000:120, 10000:1150"
_LOT: Final = {"en": "lot", "it": "lotto", "nb": "parti"}
_UNTIL: Final = {"en": "until", "it": "fino al", "nb": "til"}
NUMBERS: Final = (
    "false_alarm_days",
    "flow",
    "minutes",
    "water",
    "efficiency",
    "collector_uncertainty",
    "blank_signal",
    "blank_spread",
    "highest_blank",
)
"""Settings that a device may have for its own, under the same names and within the same bounds."""


def _own(name: str) -> Any:
    """The field of the settings, empty where the device has none of its own."""
    known = Settings.model_fields[name]
    bounds = Settings.model_json_schema()["properties"][name]
    return Field(
        default=None,
        ge=bounds["minimum"],
        le=bounds["maximum"],
        allow_inf_nan=False,
        title=known.title,
        description=known.description,
        json_schema_extra=known.json_schema_extra,
    )


def curve_of(text: str) -> list[Standard]:
    """Read a calibration curve: `cells per ml:signal above the blank`, parted by commas or spaces.

    Raise ValueError with what is wrong and how to write it, or where `calibration.fit` finds no line.
    """
    pairs = []
    for part in text.replace(";", " ").replace(",", " ").split():
        cells, mark, signal = part.partition(":")
        try:
            pair = (float(cells), float(signal))
        except ValueError:
            pair = (0.0, 0.0)
        if not mark or not all(isfinite(one) and one > 0.0 for one in pair) or pair[0] > 1e12 or pair[1] > 1e15:
            raise ValueError(f"{part[:40]!r} is no standard; {_HOW}")
        pairs.append(pair)
    if len(pairs) > _MOST:
        raise ValueError(f"a curve has {_MOST} standards at most")
    fit(pairs)
    return [Standard(cells_per_ml=cells, signal=signal) for cells, signal in pairs]


class Own(Entry):
    """What one device has for its own: its place, its line, its reagent, its collector, its promise."""

    files: ClassVar[bool] = True

    device: Name = Field(
        title="Device",
        description="Name of the device: what stands before the last / in the names of its sensors.",
        json_schema_extra=words(
            "Dispositivo", "Enhet",
            it_help="Nome del dispositivo: ciò che sta prima dell'ultima / nei nomi dei suoi sensori.",
            nb_help="Navnet på enheten: det som står foran siste / i navnene på sensorene.",
        ),
    )  # fmt: skip
    site: MaskedLine = Field(
        default="",
        title="Site",
        description="Where it stands: height, inlet, what is near.",
        json_schema_extra=words(
            "Sito", "Sted",
            it_help="Dove si trova: altezza, ingresso, ciò che è vicino.",
            nb_help="Hvor den står: høyde, innløp, hva som er nær.",
        ),
    )  # fmt: skip
    curve: Line = Field(
        default="",
        title="Calibration curve",
        description="Standards as cells per ml:signal above the blank, such as 1000:120, 10000:1150.",
        json_schema_extra=words(
            "Curva di taratura", "Kalibreringskurve",
            it_help="Standard come cellule per ml:segnale oltre il bianco, per esempio 1000:120, 10000:1150.",
            nb_help="Standarder som celler per ml:signal over blindprøven, for eksempel 1000:120, 10000:1150.",
        ),
    )  # fmt: skip
    lot: Line = Field(
        default="",
        title="Lot",
        description="Lot of the reagent that the curve was taken with.",
        json_schema_extra=words(
            "Lotto", "Parti",
            it_help="Lotto del reagente con cui è stata rilevata la curva.",
            nb_help="Partiet av reagens som kurven ble tatt med.",
        ),
    )  # fmt: skip
    expires: date | None = Field(
        default=None,
        title="Expires",
        description="Last day of the reagent; after it results are not believed. Where the device does not report it.",
        json_schema_extra=words(
            "Scadenza", "Utløper",
            it_help="Ultimo giorno del reagente; dopo, i risultati non sono creduti, se il dispositivo non lo dice.",
            nb_help="Reagensens siste dag; etter den blir resultatene ikke trodd. Der enheten ikke melder det selv.",
        ),
    )  # fmt: skip
    false_alarm_days: float | None = _own("false_alarm_days")
    flow: float | None = _own("flow")
    minutes: float | None = _own("minutes")
    water: float | None = _own("water")
    efficiency: float | None = _own("efficiency")
    collector_uncertainty: float | None = _own("collector_uncertainty")
    blank_signal: float | None = _own("blank_signal")
    blank_spread: float | None = _own("blank_spread")
    highest_blank: float | None = _own("highest_blank")

    @field_validator("curve")
    @classmethod
    def _a_line(cls, value: str) -> str:
        if value.strip():
            curve_of(value)
        return value

    @field_validator("device")
    @classmethod
    def _a_device(cls, value: str) -> str:
        if value.endswith("/"):
            raise ValueError("leave the last / out: the device is what stands before it")
        return value

    def title(self) -> str:
        """The device."""
        return self.device

    def detail(self, locale: str) -> str:
        """Where it stands, the lot and how long it is good."""
        lot = f"{_LOT.get(locale, _LOT['en'])} {self.lot}" if self.lot else ""
        until = f"{_UNTIL.get(locale, _UNTIL['en'])} {self.expires}" if self.expires else ""
        return " · ".join(one for one in (self.site, lot, until) if one)

    def over_settings(self, settings: Settings) -> Settings:
        """The settings as they hold for this device."""
        change: dict[str, Any] = {name: getattr(self, name) for name in NUMBERS if getattr(self, name) is not None}
        if self.curve.strip():
            change["standards"] = curve_of(self.curve)
        return settings.model_copy(update=change)

    def days_left(self, time: int) -> float | None:
        """Days from `time` (ms UTC) to the end of the last day of the reagent, None where none is entered."""
        if self.expires is None:
            return None
        return (self.expires - datetime.fromtimestamp(time / 1000, UTC).date()).days


LISTS: Final[dict[str, type[Entry]]] = {"devices": Own}


def owned(entries: list[BaseModel]) -> dict[str, Own]:
    """Return the entries by device; of two for one device the later one holds."""
    return {one.device: one for one in entries if isinstance(one, Own)}
