"""Every sentence exists in English, Italian and Norwegian Bokmål."""

import json
import re
from collections.abc import Iterator
from pathlib import Path

from checks.report import ROOT, Finding, files, short

LOCALES = ("en", "it", "nb")


def run() -> Iterator[Finding]:
    """Yield keys that miss in a language, in the console's and in the tools' catalogues."""
    for english in files("console/src/i18n/*.en.json", "src/impetus/tools/*/strings/en.json"):
        known = _flat(json.loads(english.read_text(encoding="utf-8")))
        for locale in LOCALES[1:]:
            other = Path(re.sub(r"en\.json$", f"{locale}.json", str(english)))
            if not other.is_file():
                yield Finding(short(english), f"has no {other.name} beside it.", "Translate it.")
                continue
            theirs = _flat(json.loads(other.read_text(encoding="utf-8")))
            for key in sorted(known.keys() - theirs.keys()):
                yield Finding(short(other), f"lacks '{key}'.", "Translate it.")
            for key in sorted(theirs.keys() - known.keys()):
                yield Finding(short(other), f"has '{key}', which English lacks.", "Remove it or add it there.")
            for key in sorted(known.keys() & theirs.keys()):
                if _holes(known[key]) != _holes(theirs[key]):
                    yield Finding(short(other), f"'{key}' has other placeholders than English.", "Make them the same.")
    if not any((ROOT / "src/impetus/tools").glob("*/strings/en.json")):
        yield Finding("src/impetus/tools", "has no strings at all.", "Every tool needs strings/en.json, it, nb.")


def _flat(tree: object, prefix: str = "") -> dict[str, str]:
    if isinstance(tree, dict):
        found: dict[str, str] = {}
        for key, value in tree.items():
            found |= _flat(value, f"{prefix}.{key}" if prefix else str(key))
        return found
    return {re.sub(r"_(zero|one|two|few|many|other)$", "_plural", prefix): str(tree)}


def _holes(sentence: str) -> set[str]:
    return set(re.findall(r"\{\{?\s*([\w.]+)", sentence))
