"""What a public warning says, and how it becomes CAP 1.2."""

from typing import Annotated, Final

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, field_validator

from impetus.formats import cap_model as cap
from impetus.kit.errors import BadInput
from impetus.kit.fields import Line, Note
from impetus.kit.times import as_ms, parse_iso
from impetus.model.text import LOCALES

LANGUAGES: Final = {"en": "en-GB", "it": "it-IT", "nb": "nb-NO"}
Headline = Annotated[Line, StringConstraints(max_length=160)]
_RING: Final = 300


class WarningWords(BaseModel):
    """What the public reads in one language."""

    model_config = ConfigDict(extra="forbid")

    event: Headline = ""
    headline: Headline = ""
    description: Note = ""
    instruction: Note = ""
    area: Line = ""


class WarningCircle(BaseModel):
    """A circle: degrees and kilometres."""

    model_config = ConfigDict(extra="forbid")

    latitude: float = Field(ge=-90, le=90)
    longitude: float = Field(ge=-180, le=180)
    radius_km: float = Field(gt=0, le=500)


class WarningTexts(BaseModel):
    """The three languages."""

    model_config = ConfigDict(extra="forbid")

    en: WarningWords = Field(default_factory=WarningWords)
    it: WarningWords = Field(default_factory=WarningWords)
    nb: WarningWords = Field(default_factory=WarningWords)


class WarningContent(BaseModel):
    """A public warning. `ring` is closed by itself, (longitude, latitude); `expires_at` ISO 8601."""

    model_config = ConfigDict(extra="forbid")

    category: cap.Category = cap.Category.SAFETY
    urgency: cap.Urgency = cap.Urgency.IMMEDIATE
    severity: cap.CapSeverity = cap.CapSeverity.SEVERE
    certainty: cap.Certainty = cap.Certainty.OBSERVED
    responses: list[cap.ResponseType] = Field(default_factory=list, max_length=9)
    texts: WarningTexts = Field(default_factory=WarningTexts)
    ring: list[tuple[float, float]] = Field(default_factory=list, max_length=_RING)
    circle: WarningCircle | None = None
    expires_at: Line = ""
    web: str = Field("", max_length=500, pattern=r"^(https?://[^\s<>\"]+)?$")
    contact: Line = ""

    @field_validator("ring")
    @classmethod
    def _ring(cls, value: list[tuple[float, float]]) -> list[tuple[float, float]]:
        if any(not (abs(longitude) <= 180 and abs(latitude) <= 90) for longitude, latitude in value):
            raise ValueError("lies outside the earth")
        closed = [*value, value[0]] if value and value[0] != value[-1] else value
        if closed and len(closed) < 4:
            raise ValueError("needs three points at least")
        return closed

    @field_validator("expires_at")
    @classmethod
    def _time(cls, value: str) -> str:
        if value:
            try:
                parse_iso(value, field="expires_at")
            except BadInput:
                raise ValueError("is not a time; write it as 2026-03-06T14:00:00Z") from None
        return value


def lacks(content: WarningContent, now: int) -> list[tuple[str, str]]:
    """What keeps a warning from being released, as (field, problem)."""
    missing = []
    for locale in LOCALES:
        words: WarningWords = getattr(content.texts, locale)
        for name in ("event", "headline", "description", "area"):
            if not getattr(words, name).strip():
                missing.append((f"content.texts.{locale}.{name}", "is empty"))
    if not content.ring and content.circle is None:
        missing.append(("content.ring", "no area is drawn"))
    if not content.expires_at:
        missing.append(("content.expires_at", "the end is not set"))
    elif as_ms(parse_iso(content.expires_at, field="content.expires_at")) <= now:
        missing.append(("content.expires_at", "the end is in the past"))
    return missing


def to_cap(
    content: WarningContent, *, identifier: str, sender: str, sender_name: str, sent: int, type: cap.MessageType,
    status: cap.Status, references: list[cap.Reference],
) -> cap.CapAlert:  # fmt: skip
    """Return a warning as a CAP message; one `info` for each language."""
    second = sent // 1000 * 1000
    expires = as_ms(parse_iso(content.expires_at, field="content.expires_at")) // 1000 * 1000
    circles = (
        [
            cap.Circle(
                latitude=content.circle.latitude,
                longitude=content.circle.longitude,
                radius_km=content.circle.radius_km,
            )
        ]
        if content.circle
        else []
    )
    infos = []
    for locale, language in LANGUAGES.items():
        words: WarningWords = getattr(content.texts, locale)
        infos.append(
            cap.Info(
                language=language,
                categories=[content.category],
                event=words.event,
                responses=content.responses,
                urgency=content.urgency,
                severity=content.severity,
                certainty=content.certainty,
                effective=second,
                expires=expires,
                sender_name=sender_name,
                headline=words.headline,
                description=words.description,
                instruction=words.instruction,
                web=content.web,
                contact=content.contact,
                areas=[
                    cap.Area(description=words.area, polygons=[content.ring] if content.ring else [], circles=circles)
                ],
            )
        )
    return cap.CapAlert(
        identifier=identifier, sender=sender, sent=second, status=status, type=type, references=references, infos=infos
    )
