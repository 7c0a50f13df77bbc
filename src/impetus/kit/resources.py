"""Data files of the platform: found in a checkout and in the installed package alike."""

from pathlib import Path

from impetus.kit.errors import NotFound

_PACKAGE = Path(__file__).resolve().parent.parent


def scenario(name: str) -> Path:
    """Return the folder of the scenario `name`.

    In a checkout scenarios stand in `scenarios/` at its root, in the installed package in
    `impetus/scenarios/`. Raises NotFound.
    """
    for base in (_PACKAGE / "scenarios", _PACKAGE.parent.parent / "scenarios"):
        if name.isidentifier() and (base / name).is_dir():
            return base / name
    raise NotFound(
        f"There is no scenario {name!r}",
        remedy="Name one of the folders in scenarios/, for instance helsinki.",
        field="scenario",
    )


def maps() -> Path:
    """Return the folder of the base maps that come with the platform, and their styles."""
    return _PACKAGE / "places" / "maps"


def guides_folder() -> Path:
    """Return the folder of the platform's own guide pages: `guides/` in a checkout, packaged otherwise."""
    packaged = _PACKAGE / "guides" / "pages"
    return packaged if packaged.is_dir() else _PACKAGE.parent.parent / "guides"
