"""Starting a new tool: a folder that works and passes every check from its first minute.

Inside a checkout the tool is one folder in `src/impetus/tools/` (and its tests); outside it is a package of
its own with an entry point. No other file changes.
"""

import re
import unicodedata
from pathlib import Path
from string import Template
from typing import Final

from impetus.kit.errors import BadInput, Conflict

_TEMPLATES: Final = Path(__file__).parent / "templates"
_RESERVED: Final = {"all", "test", "tests", "tool", "tools", "impetus", "model", "kit", "contracts", "none"}


def tool_id(name: str) -> str:
    """Return the id for a tool called `name`: "Flood watch" gives `flood_watch`. Raises BadInput."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    made = re.sub(r"[^a-z0-9]+", "_", plain).strip("_")
    if not re.fullmatch(r"[a-z][a-z0-9_]{1,30}", made) or made in _RESERVED:
        raise BadInput(
            f"No tool can be called {name!r}",
            remedy="Give a name of 2 to 31 letters and digits that starts with a letter, such as flood_watch.",
            field="name",
        )
    return made


def new_inside(name: str, checkout: Path) -> list[Path]:
    """Start a tool in a checkout of IMPETUS. Returns the files made. Raises BadInput or Conflict."""
    tools = checkout / "src" / "impetus" / "tools"
    if not tools.is_dir():
        raise BadInput(
            f"{checkout} is no checkout of IMPETUS",
            remedy="Run this in a checkout, or give --outside DIR to start a package of its own.",
            field="name",
        )
    made = tool_id(name)
    module = f"impetus.tools.{made}"
    tests = checkout / "tests" / "tools" / made / "test_detector.py"
    return _write(tools / made, tests, {"id": made, "name": _title(name), "module": module, "package": ""})


def new_outside(name: str, folder: Path) -> list[Path]:
    """Start a tool as a package of its own below `folder`. Returns the files made. Raises BadInput or Conflict."""
    made = tool_id(name)
    module, package = f"impetus_{made}", f"impetus-{made.replace('_', '-')}"
    home = folder / package
    values = {"id": made, "name": _title(name), "module": module, "package": package}
    files = _write(home / "src" / module, home / "tests" / "test_detector.py", values)
    pyproject = home / "pyproject.toml"
    pyproject.write_text(_fill(_TEMPLATES / "outside" / "pyproject.toml.txt", values), "utf-8")
    readme, typed = home / "README.md", home / "src" / module / "py.typed"
    readme.write_text(_fill(_TEMPLATES / "tool" / "README.md.txt", values), "utf-8")
    typed.touch()
    return [*files, pyproject, readme, typed]


def _title(name: str) -> str:
    """Return the name for people: the words given, with a capital letter."""
    spaced = name.replace("_", " ").replace("-", " ").strip()
    title = spaced[:1].upper() + spaced[1:]
    if any(not (c.isalnum() or c == " ") for c in title) or not 3 <= len(title) <= 60:
        raise BadInput(
            f"{name!r} cannot be shown as a name",
            remedy="Give 3 to 60 letters, digits and spaces; change the name in manifest.toml later as you like.",
            field="name",
        )
    return title


def _write(folder: Path, tests: Path, values: dict[str, str]) -> list[Path]:
    if folder.exists() or tests.exists():
        taken = folder if folder.exists() else tests
        raise Conflict(f"{taken} is there already", remedy="Choose another name, or remove it first.", field="name")
    files = []
    base = _TEMPLATES / "tool"
    for template in sorted(base.rglob("*.txt")):
        place = template.relative_to(base).as_posix().removesuffix(".txt")
        if place == "test_detector.py":
            path = tests
        else:
            named = place.replace("/page.", f"/{values['id']}.").replace("/above.", f"/{values['id']}.above.")
            path = folder / named
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(_fill(template, values), "utf-8")
        files.append(path)
    return files


def _fill(template: Path, values: dict[str, str]) -> str:
    return Template(template.read_text("utf-8")).substitute(values)
