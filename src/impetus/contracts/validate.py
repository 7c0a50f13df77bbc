"""The validator of tools: everything about a tool's folder that a program can check.

`python -m impetus.contracts.validate [FOLDER ...]` checks those folders, or every tool found, prints
one line for each problem (file, field, what is wrong, what to do) and ends with 1 if there is one.
"""

import ast
import re
import sys
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

from pydantic import BaseModel

from impetus.contracts.discovery import FoundTool, ToolBroken, discover, look_at, pages_in, read_strings
from impetus.contracts.manifest import Problem
from impetus.contracts.procedure import read_procedure
from impetus.model.text import LOCALES

_MAY_IMPORT = ("impetus.model", "impetus.kit", "impetus.contracts")


def validate(tool: FoundTool) -> list[Problem]:
    """Return everything wrong with a tool. Imports its settings and detector, unless files are missing."""
    problems = list(tool.problems)
    if tool.manifest is None:
        return problems
    problems += _procedures(tool)
    problems += _guides(tool)
    problems += _imports(tool)
    problems += _figures(tool)
    if tool.broken:
        return problems
    try:
        settings = tool.settings_class()
        settings()
        problems += _settings(settings)
        problems += _strings(tool, settings)
    except ToolBroken as error:
        problems.append(Problem(file="settings.py", field="Settings", problem=error.problem, remedy=error.remedy))
    except Exception as error:
        remedy = "Give every setting a default that is itself valid."
        problem = f"Settings() fails: {error}"
        problems.append(Problem(file="settings.py", field="Settings", problem=problem, remedy=remedy))
    try:
        tool.detector_class()
    except ToolBroken as error:
        problems.append(Problem(file="detector.py", field="Detector", problem=error.problem, remedy=error.remedy))
    return problems


def setting_fields(schema: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    """Walk the fields of a JSON Schema made by Pydantic: dotted name and the field's own schema.

    The yielded dictionaries are the schema's own, so that they can be added to.
    """

    def walk(node: dict[str, Any], prefix: str, depth: int) -> Iterator[tuple[str, dict[str, Any]]]:
        for name, value in node.get("properties", {}).items():
            yield f"{prefix}{name}", value
            reference = value.get("$ref") or next((part["$ref"] for part in value.get("allOf", ())), "")
            inner = schema.get("$defs", {}).get(reference.rpartition("/")[2], value)
            if depth and isinstance(inner, dict):
                yield from walk(inner, f"{prefix}{name}.", depth - 1)

    yield from walk(schema, "", 4)


def _settings(settings: type[BaseModel]) -> Iterator[Problem]:
    for name, node in setting_fields(settings.model_json_schema()):
        for what in ("title", "description"):
            if not node.get(what) and "$ref" not in node:
                remedy = f"Write Field({what}=…)."
                yield Problem(file="settings.py", field=name, problem=f"the setting has no {what}", remedy=remedy)
        for locale, own in node.get("x-text", {}).items():
            if not (own.get("title") and own.get("description")):
                problem = f"its words in {locale} are not complete"
                remedy = "Give title and description in words(it, nb, it_help=…, nb_help=…)."
                yield Problem(file="settings.py", field=name, problem=problem, remedy=remedy)


def _strings(tool: FoundTool, settings: type[BaseModel]) -> Iterator[Problem]:
    tables = {locale: read_strings(tool.folder / "strings" / f"{locale}.json")[0] for locale in LOCALES}
    wanted = {"name", "summary"}
    for name, node in setting_fields(settings.model_json_schema()):
        if "$ref" not in node and "x-text" not in node:
            wanted |= {f"settings.{name}.title", f"settings.{name}.description"}
    wanted |= {key for table in tables.values() for key in table}
    for locale, table in tables.items():
        for key in sorted(wanted - table.keys()):
            remedy = f"Add it in the language of {locale}.json."
            yield Problem(file=f"strings/{locale}.json", field=key, problem="the string is missing", remedy=remedy)


def _procedures(tool: FoundTool) -> Iterator[Problem]:
    may_raise = tool.declared.alert_kinds()
    for path in sorted((tool.folder / "procedures").glob("*.toml")):
        procedure, problems = read_procedure(path)
        yield from problems
        if procedure is not None and procedure.kind not in may_raise:
            remedy = "Name the kind under raises or [[kinds]] in manifest.toml, or remove the procedure."
            problem = f"the tool does not raise {procedure.kind}"
            yield Problem(file=f"procedures/{path.name}", field="kind", problem=problem, remedy=remedy)
    for kind in tool.declared.kinds:
        name = kind.alert_kind().procedure
        if not (tool.folder / "procedures" / f"{name}.toml").is_file():
            remedy = f"Write what an operator does first, in procedures/{name}.toml."
            yield Problem(file="procedures", field=name, problem="an added kind has no procedure", remedy=remedy)


def _guides(tool: FoundTool) -> Iterator[Problem]:
    pages: dict[str, set[str]] = {}
    for page in pages_in(tool.folder / "guide", tool.id):
        pages.setdefault(page.id, set()).add(page.locale)
    if not pages:
        remedy = "Write at least guide/operations/<page>.en.md, and the same in it and nb."
        yield Problem(file="guide", field="", problem="the tool has no page in any guide", remedy=remedy)
    for page_id, locales in sorted(pages.items()):
        for locale in LOCALES:
            if locale not in locales:
                remedy = f"Write guide/{page_id}.{locale}.md."
                problem = f"the page is missing in {locale}"
                yield Problem(file=f"guide/{page_id}", field=locale, problem=problem, remedy=remedy)


def _figures(tool: FoundTool) -> Iterator[Problem]:
    """What is said in three languages is what was measured: each figure stands in the model card as well."""
    card = tool.document("model_card.md").replace(",", "")
    for place, figure in enumerate(tool.declared.figures):
        if not re.search(rf"(?<![\d.]){re.escape(f'{figure.value:g}')}(?!\.?\d)", card):
            remedy = "Write what was measured last in both, with its day."
            problem = f"{figure.value:g} does not stand in model_card.md"
            yield Problem(file="manifest.toml", field=f"figures[{place}].value", problem=problem, remedy=remedy)


def _imports(tool: FoundTool) -> Iterator[Problem]:
    for path in sorted(tool.folder.rglob("*.py")):
        name = path.relative_to(tool.folder).as_posix()
        try:
            tree = ast.parse(path.read_text("utf-8"))
        except (SyntaxError, ValueError) as error:
            yield Problem(file=name, field="", problem=f"this is not Python: {error}", remedy="Correct it.")
            continue
        for module in _imported(tree):
            own = module == tool.module or module.startswith(f"{tool.module}.")
            allowed = any(module == part or module.startswith(f"{part}.") for part in _MAY_IMPORT)
            if (module == "impetus" or module.startswith("impetus.")) and not (own or allowed):
                remedy = "A tool uses impetus.model, impetus.kit and impetus.contracts only."
                yield Problem(file=name, field=module, problem="a tool may not import this", remedy=remedy)


def _imported(tree: ast.Module) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.level == 0 and node.module:
            if node.module == "impetus":
                yield from (f"impetus.{alias.name}" for alias in node.names)
            else:
                yield node.module


def report(tools: Iterable[FoundTool]) -> tuple[list[str], bool]:
    """Validate tools and put the result in lines. Returns them, and whether all is well."""
    lines, well = [], True
    for tool in tools:
        problems = validate(tool)
        well = well and not problems
        lines += [f"{tool.id}: {problem}" for problem in problems] or [f"{tool.id}: in order"]
    return lines, well


def _outside(folder: Path) -> FoundTool:
    """Look at a folder that is given by its path, and make it importable by its name."""
    for known in discover().values():
        if known.folder.resolve() == folder:
            return known
    sys.path.insert(0, str(folder.parent))
    return look_at(folder, folder.name, "package")


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the validator; returns the exit status."""
    folders = [Path(argument).resolve() for argument in (sys.argv[1:] if arguments is None else arguments)]
    found = [_outside(folder) for folder in folders]
    lines, well = report(found or discover().values())
    sys.stdout.write("\n".join(lines) + "\n")
    return 0 if well else 1


if __name__ == "__main__":
    raise SystemExit(main())
