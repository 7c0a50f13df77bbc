"""Finding tools: folders in `impetus.tools`, and packages with an entry point in `impetus.tools`.

Finding reads files and imports nothing of a tool, so that a tool that cannot be imported, or whose
manifest is wrong, is shown as broken and stops nobody else. Its code is imported only when its
settings or its detector are asked for.
"""

import importlib
import importlib.metadata
import importlib.util
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final, Literal, TypeVar

from pydantic import BaseModel

from impetus.contracts.lists import Entry
from impetus.contracts.manifest import Manifest, Problem, read_manifest
from impetus.contracts.model_card import ModelCard, read_cards
from impetus.contracts.procedure import Procedure, read_procedure
from impetus.contracts.questions import ToolQuestion
from impetus.contracts.tool import Tool
from impetus.kit.errors import ImpetusError
from impetus.model.kinds import REGISTER, AlertKind
from impetus.model.text import LOCALES

GROUP: Final = "impetus.tools"
GUIDES: Final = ("operations", "ethics", "cybersecurity")
"""The three guides; a tool's page lies in `guide/<one of these>/<page>.<locale>.md`."""
REQUIRED: Final = (
    "manifest.toml",
    "README.md",
    "model_card.md",
    "assessment.md",
    "settings.py",
    "detector.py",
    *(f"strings/{locale}.json" for locale in LOCALES),
)


_M = TypeVar("_M", bound=BaseModel)


class ToolBroken(ImpetusError):
    """The tool's own code or files are at fault; the platform goes on without it."""

    status = 409
    code = "tool_broken"


@dataclass(frozen=True)
class GuidePage:
    """One page of a guide: `id` is `<guide>/<page>`, `title` its first heading."""

    id: str
    guide: str
    locale: str
    title: str
    path: Path
    tool: str = ""

    def body(self) -> str:
        """Return the page's Markdown."""
        return self.path.read_text("utf-8")


@dataclass(frozen=True)
class FoundTool:
    """A tool that was found, well or broken. `module` is its import path, `folder` where its files lie."""

    id: str
    module: str
    folder: Path
    origin: Literal["built_in", "package"]
    manifest: Manifest | None
    problems: tuple[Problem, ...] = ()
    _strings: dict[str, dict[str, str]] = field(default_factory=dict, compare=False, repr=False)

    @property
    def broken(self) -> bool:
        """Whether it cannot be run."""
        return bool(self.problems) or self.manifest is None

    @property
    def declared(self) -> Manifest:
        """The manifest of a tool that is not broken. Raises ToolBroken."""
        if self.manifest is None:
            raise self._broken(self.problems[0].problem if self.problems else "it has no manifest")
        return self.manifest

    def settings_class(self) -> type[BaseModel]:
        """Import `settings.py` and return its `Settings`. Raises ToolBroken, whatever the tool does."""
        found = self._load("settings", "Settings")
        if not (isinstance(found, type) and issubclass(found, BaseModel)):
            raise self._broken("Settings in settings.py is no Pydantic model")
        return found

    def detector_class(self) -> type[Tool]:
        """Import `detector.py` and return its `Detector`. Raises ToolBroken, whatever the tool does."""
        found = self._load("detector", "Detector")
        if not (isinstance(found, type) and issubclass(found, Tool)):
            raise self._broken("Detector in detector.py is no subclass of impetus.contracts.tool.Tool")
        return found

    def lists(self) -> dict[str, type[Entry]]:
        """Import `lists.py`, where there is one, and return the lists people keep for it. Raises ToolBroken."""
        return self._named("lists", "LISTS", Entry)

    def questions(self) -> dict[str, type[ToolQuestion]]:
        """Import `questions.py`, where there is one, and return what it can be asked. Raises ToolBroken."""
        return self._named("questions", "QUESTIONS", ToolQuestion)

    def strings(self, locale: str) -> dict[str, str]:
        """Return the tool's strings in `locale`, English filling what is missing."""
        for name in ("en", locale):
            if name not in self._strings:
                self._strings[name] = read_strings(self.folder / "strings" / f"{name}.json")[0]
        return self._strings["en"] | self._strings[locale]

    def guide_pages(self) -> list[GuidePage]:
        """Return its pages of the guides."""
        return list(pages_in(self.folder / "guide", tool=self.id))

    def procedures(self) -> list[Procedure]:
        """Return its default procedures that are well formed."""
        read = (read_procedure(path)[0] for path in sorted((self.folder / "procedures").glob("*.toml")))
        return [procedure for procedure in read if procedure is not None]

    def models(self) -> list[ModelCard]:
        """Return the cards of the models it loads; a model that is not as its card says makes the tool broken."""
        return read_cards(self.folder)[0]

    def document(self, name: str) -> str:
        """Return one of its documents (`model_card.md`), or an empty text where there is none."""
        try:
            return (self.folder / name).read_text("utf-8")
        except (OSError, UnicodeDecodeError):
            return ""

    def document_in(self, name: str, locale: str) -> tuple[str, str]:
        """Return a document with its language: `model_card.it.md` where it was written, else the English one."""
        stem, _, ending = name.rpartition(".")
        said = self.document(f"{stem}.{locale}.{ending}")
        return (locale, said) if said else ("en", self.document(name))

    def _named(self, module: str, attribute: str, kind: type[_M]) -> dict[str, type[_M]]:
        if not (self.folder / f"{module}.py").is_file():
            return {}
        found = self._load(module, attribute)
        classes = found.items() if isinstance(found, dict) else ()
        wrong = [name for name, one in classes if not (isinstance(one, type) and issubclass(one, kind))]
        if not isinstance(found, dict) or wrong:
            raise self._broken(f"{attribute} in {module}.py does not name subclasses of {kind.__name__}")
        return found

    def _load(self, module: str, attribute: str) -> object:
        path = f"{self.module}.{module}"
        try:
            return getattr(importlib.import_module(path), attribute)
        except AttributeError as error:
            raise self._broken(f"{module}.py has no {attribute}") from error
        except (Exception, SystemExit) as error:
            raise self._broken(f"{module}.py cannot be imported: {type(error).__name__}: {error}") from error

    def _broken(self, problem: str) -> ToolBroken:
        return ToolBroken(problem, remedy=f"Mend {self.folder} and start the platform again.", tool=self.id)


def discover(folders: Sequence[Path] | None = None, *, packages: bool = True) -> dict[str, FoundTool]:
    """Find every tool. Returns them by id, sorted; broken ones among them.

    `folders` are looked through for built-in tools (default: wherever `impetus.tools` lies);
    `packages` says whether entry points count too.
    """
    found: dict[str, FoundTool] = {}
    for tool in _candidates(folders, packages):
        known = found.get(tool.id)
        if known is None:
            found[tool.id] = tool
        elif known.folder.resolve() != tool.folder.resolve():
            clash = tool.module.replace(".", "_")
            problem = Problem(
                file="manifest.toml",
                field="id",
                problem=f"{tool.id} is taken by {known.module}",
                remedy="Give one of the two another id.",
            )
            found[clash] = FoundTool(clash, tool.module, tool.folder, tool.origin, tool.manifest, (problem,))
    return dict(sorted(found.items()))


def alert_kinds(tools: Iterable[FoundTool]) -> dict[str, AlertKind]:
    """Return the platform's register with the kinds that `tools` add, by name."""
    kinds = dict(REGISTER)
    for tool in tools:
        if tool.manifest is not None and not tool.broken:
            kinds |= {kind.name: kind.alert_kind() for kind in tool.manifest.kinds}
    return kinds


def read_strings(path: Path) -> tuple[dict[str, str], list[Problem]]:
    """Read one file of strings: a flat JSON object of key to text."""
    name = f"strings/{path.name}"
    try:
        raw = json.loads(path.read_text("utf-8"))
    except OSError:
        return {}, [Problem(file=name, field="", problem="the file is missing", remedy="Write it, in its language.")]
    except ValueError as error:
        return {}, [Problem(file=name, field="", problem=f"this is not JSON: {error}", remedy="Correct it.")]
    if not isinstance(raw, dict):
        return {}, [Problem(file=name, field="", problem="this is no JSON object", remedy="Write key and text pairs.")]
    problems = [
        Problem(file=name, field=str(key), problem="this is not a text", remedy="Write a text in quotes.")
        for key, value in raw.items()
        if not (isinstance(value, str) and value.strip())
    ]
    return {key: value for key, value in raw.items() if isinstance(value, str)}, problems


def pages_in(folder: Path, tool: str = "") -> Iterable[GuidePage]:
    """Find the pages below `folder`, laid out as `<guide>/<page>.<locale>.md`."""
    for guide in GUIDES:
        for path in sorted((folder / guide).glob("*.md")):
            page, dot, locale = path.stem.rpartition(".")
            if not dot or locale not in LOCALES:
                page, locale = path.stem, "en"
            try:
                first = path.read_text("utf-8").lstrip().split("\n", 1)[0]
            except (OSError, UnicodeDecodeError):
                continue
            yield GuidePage(f"{guide}/{page}", guide, locale, first.lstrip("# ").strip() or page, path, tool)


def look_at(folder: Path, module: str, origin: Literal["built_in", "package"]) -> FoundTool:
    """Look at one tool's folder without importing it."""
    manifest, problems = read_manifest(folder / "manifest.toml")
    for name in REQUIRED[1:]:
        if not (folder / name).is_file():
            remedy = "Write it; the scaffold of impetus new-tool has an example."
            problems.append(Problem(file=name, field="", problem="the file is missing", remedy=remedy))
    for locale in LOCALES:
        if (folder / "strings" / f"{locale}.json").is_file():
            problems += read_strings(folder / "strings" / f"{locale}.json")[1]
    problems += read_cards(folder)[1]
    if manifest is not None and origin == "built_in" and manifest.id != folder.name:
        remedy = f'Write id = "{folder.name}", or rename the folder.'
        problem = f"the id is {manifest.id}, the folder {folder.name}"
        problems.append(Problem(file="manifest.toml", field="id", problem=problem, remedy=remedy))
    known_as = manifest.id if manifest and origin == "package" else folder.name
    return FoundTool(known_as, module, folder, origin, manifest, tuple(problems))


def _begun(folder: Path) -> bool:
    """Whether a folder is a tool, or was one: a library that has neither manifest nor detector yet is none.

    What is left of a tool that lost one of its files is shown as broken.
    """
    ours = any((folder / one).exists() for one in REQUIRED)
    return ours or (any(folder.iterdir()) and not (folder / "__init__.py").exists())


def _candidates(folders: Sequence[Path] | None, packages: bool) -> Iterable[FoundTool]:
    if folders is None:
        folders = [Path(place) for place in importlib.import_module(GROUP).__path__]
    for root in folders:
        for folder in sorted(root.iterdir()) if root.is_dir() else []:
            if folder.is_dir() and not folder.name.startswith((".", "_")) and _begun(folder):
                yield look_at(folder, f"{GROUP}.{folder.name}", "built_in")
    if not packages:
        return
    for point in sorted(importlib.metadata.entry_points(group=GROUP), key=lambda point: point.name):
        yield _packaged(point.name, point.value)


def _packaged(name: str, module: str) -> FoundTool:
    try:
        spec = importlib.util.find_spec(module)
        places = list(spec.submodule_search_locations or []) if spec else []
    except (Exception, SystemExit) as error:
        places, reason = [], f"its package cannot be imported: {type(error).__name__}: {error}"
    else:
        reason = f"the module {module} does not exist or is no package"
    if not places:
        problem = Problem(
            file="pyproject.toml",
            field=f'project.entry-points."{GROUP}".{name}',
            problem=reason,
            remedy="Let the entry point name the package that holds manifest.toml, and install it again.",
        )
        return FoundTool(name, module, Path(), "package", None, (problem,))
    return look_at(Path(places[0]), module, "package")
