"""Settings that hold secrets: sealed in the database, never shown, kept when a form leaves them empty."""

from collections.abc import Mapping
from typing import Any, Final

from pydantic import BaseModel, SecretStr

from impetus.kit.errors import BadInput
from impetus.kit.sealing import Seal

_SEALED: Final = "sealed"
_WHERE: Final = ("host", "port", "url", "tls", "check_hostname", "ca_certificate")
"""Fields that say who gets to see a secret."""


def secret_fields(model: type[BaseModel]) -> tuple[str, ...]:
    """Return the names of a model's secret fields."""
    return tuple(name for name, field in model.model_fields.items() if field.annotation is SecretStr)


def plain(settings: BaseModel) -> dict[str, Any]:
    """Return settings as JSON types with secrets readable; only for sealing and for use."""
    made = settings.model_dump(mode="json")
    for name in secret_fields(type(settings)):
        made[name] = getattr(settings, name).get_secret_value()
    return made


def sealed(settings: BaseModel, seal: Seal, *, for_: str) -> dict[str, Any]:
    """Return settings as they are stored."""
    made = plain(settings)
    for name in secret_fields(type(settings)):
        made[name] = {_SEALED: seal.seal(made[name], for_=f"{for_}/{name}")} if made[name] else ""
    return made


def opened(stored: Mapping[str, Any], seal: Seal, *, for_: str) -> dict[str, Any]:
    """Return stored settings with secrets readable; raise Unavailable where one cannot be opened."""
    return {
        name: seal.open(value[_SEALED], for_=f"{for_}/{name}") if _is_sealed(value) else value
        for name, value in stored.items()
    }


def shown(stored: Mapping[str, Any]) -> tuple[dict[str, Any], list[str]]:
    """Return stored settings without their secrets, and the names of the secrets that are set."""
    held = [name for name, value in stored.items() if _is_sealed(value)]
    return {name: "" if name in held else value for name, value in stored.items()}, held


def merged(
    given: Mapping[str, Any], stored: Mapping[str, Any], model: type[BaseModel], seal: Seal, *, for_: str
) -> dict[str, Any]:
    """Return settings from a form: secrets that it leaves out or empty are kept, null clears them.

    Raise BadInput where a secret would be kept although the other side changed: whoever may edit a source
    could else send a stored password to a machine of their own.
    """
    made = dict(given)
    moved = any(name in made and made[name] != stored.get(name) for name in _WHERE if name in stored)
    for name in secret_fields(model):
        if name in made and made[name] is None:
            made[name] = ""
        elif not made.get(name) and _is_sealed(stored.get(name)):
            if moved:
                raise BadInput(
                    "The address changed, so the secret has to be entered again.",
                    remedy="Enter it, or clear it.",
                    field=f"settings.{name}",
                )
            made[name] = seal.open(stored[name][_SEALED], for_=f"{for_}/{name}")
    return made


def _is_sealed(value: Any) -> bool:
    return isinstance(value, Mapping) and _SEALED in value
