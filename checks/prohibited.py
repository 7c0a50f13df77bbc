"""What this platform must not be able to do: identify people by their bodies, infer emotions, score or predict persons.

`forbidden` looks at names in code. This one looks at what could bring such a thing in: packages, manifests, alert
kinds, model cards, files that hold models, and the closed list of capabilities itself.
"""

import json
import re
import tomllib
from collections.abc import Iterator
from typing import Final

from checks.report import ROOT, Finding, files, short

PACKAGES: Final = re.compile(
    r"^(face[-_]?(recognition|net|alignment|lib|detection)?|facenet.*|deepface|insightface|arcface.*|retina[-_]?face|"
    r"mtcnn|dlib|openface|compreface.*|vggface.*|fer|hsemotion.*|py[-_]?feat|emotion.*|deepgaze|affect.*|"
    r"resemblyzer|speaker.*|gait.*|opengait|torchreid|fastreid|fast[-_]?reid|person[-_]?reid|fingerprint.*|iris.*recog.*|"
    r"textblob.*|vader.*|nrclex)$",
    re.IGNORECASE,
)
"""Packages for telling persons apart by face, voice, gait or body, and for moods."""

CAPABILITIES: Final = frozenset(
    {
        "detect_deviations", "detect_objects", "analyse_samples", "analyse_public_text", "plan_routes",
        "support_operators", "detect_intrusions", "gather_threat_intelligence",
    }
)  # fmt: skip
"""Written here a second time on purpose: whoever adds one has to say so in two places, and be read."""


def run() -> Iterator[Finding]:
    """Yield whatever could bring a prohibited practice in."""
    yield from _packages()
    yield from _capabilities()
    yield from _tools()
    yield from _model_files()


def _packages() -> Iterator[Finding]:
    named: dict[str, str] = {}
    with (ROOT / "pyproject.toml").open("rb") as file:
        for name in _requirements(tomllib.load(file)):
            named.setdefault(name, "pyproject.toml")
    lock = ROOT / "requirements.lock"
    if lock.is_file():
        for name in re.findall(r"^([A-Za-z0-9][\w.-]*)==", lock.read_text("utf-8"), re.MULTILINE):
            named.setdefault(name, "requirements.lock")
    for manifest in files("*package.json", "*package-lock.json"):
        for name in _npm(json.loads(manifest.read_text("utf-8"))):
            named.setdefault(name.rpartition("/")[2], short(manifest))
    for name, where in sorted(named.items()):
        if refused(name):
            yield Finding(where, f"names the package {name}.", "It serves a practice this platform must not have.")


def refused(package: str) -> bool:
    """Whether a package serves a prohibited practice."""
    return bool(PACKAGES.match(package))


def _requirements(project: dict[str, object]) -> Iterator[str]:
    found = json.dumps([project.get("project"), project.get("dependency-groups"), project.get("tool")])
    for said in re.findall(r'"([^"\\]{1,120})"', found):
        match = re.match(r"([A-Za-z0-9][\w.-]*)\s*(\[[^\]]*\])?\s*([<>=!~;@].*)?$", said)
        if match and (match.group(3) or match.group(2)):
            yield match.group(1)


def _npm(manifest: dict[str, object]) -> Iterator[str]:
    for field in ("dependencies", "devDependencies", "packages"):
        part = manifest.get(field)
        if isinstance(part, dict):
            yield from (name.rpartition("node_modules/")[2] for name in part if name)


def _capabilities() -> Iterator[Finding]:
    from impetus.contracts.manifest import Capability, DataCategory, Manifest, prohibited
    from impetus.model.kinds import REGISTER

    where = "src/impetus/contracts/manifest.py"
    known = {capability.value for capability in Capability}
    for name in sorted(known ^ CAPABILITIES):
        yield Finding(where, f"the capability {name} is not the list that was agreed.", "Agree, then name it here.")
    for name in sorted({*known, *(category.value for category in DataCategory), *Manifest.model_fields}):
        practice = prohibited(name)
        if practice:
            yield Finding(where, f"{name} would mean {practice}.", "Remove it.")
    for name in sorted(REGISTER):
        practice = prohibited(name)
        if practice:
            yield Finding("src/impetus/model/kinds.py", f"the kind {name} would mean {practice}.", "Remove it.")


def _tools() -> Iterator[Finding]:
    from impetus.contracts.discovery import discover
    from impetus.contracts.manifest import prohibited

    for tool in discover(packages=False).values():
        if tool.manifest is None:
            continue  # the check of tools says what is wrong with it
        for kind in tool.manifest.kinds:
            practice = prohibited(kind.name)
            if practice:
                yield Finding(short(tool.folder), f"its kind {kind.name} would mean {practice}.", "Remove it.")


def _model_files() -> Iterator[Finding]:
    from impetus.contracts.manifest import prohibited
    from impetus.contracts.model_card import MODEL_FILES

    for path in files("src/*", "benchmarks/*", "console/*"):
        if path.suffix.lower() in MODEL_FILES and prohibited(path.stem):
            yield Finding(short(path), "is a model for a practice this platform must not have.", "Remove it.")
