"""Lock files name no registry, pins are the same everywhere, uv.lock stays out."""

import json
import re
import subprocess
import tomllib
from collections.abc import Iterator

from checks.pins import pinned
from checks.report import ROOT, Finding, files, short


def run() -> Iterator[Finding]:
    """Yield registry addresses in locks and pins that differ."""
    tracked = subprocess.run(["git", "ls-files", "uv.lock"], cwd=ROOT, capture_output=True, text=True, check=True)
    if tracked.stdout.strip():
        yield Finding("uv.lock", "is tracked.", "Remove it: pins stand in pyproject.toml and requirements.lock.")
    for path in files("*package-lock.json"):
        packages = json.loads(path.read_text(encoding="utf-8")).get("packages", {})
        if any("resolved" in package for package in packages.values()):
            yield Finding(short(path), "names where packages come from ('resolved').", "Run 'npm run lock'.")
    requirements = ROOT / "requirements.lock"
    if not requirements.is_file():
        yield Finding("requirements.lock", "is missing.", "Run 'uv run python -m checks.pins'.")
        return
    text = requirements.read_text(encoding="utf-8")
    if re.search(r"https?://|--(extra-)?index-url|--find-links", text):
        yield Finding("requirements.lock", "names a registry.", "Run 'uv run python -m checks.pins'.")
    locked = set(pinned(text))
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    constrained = set(project["tool"]["uv"].get("constraint-dependencies", []))
    for odd in sorted(locked ^ constrained):
        yield Finding(
            "requirements.lock", f"{odd} stands in one of the two lists only.", "Run 'python -m checks.pins'."
        )
