"""Tests mirror the tree: a folder of the product has a folder of tests."""

from collections.abc import Iterator

from checks.report import ROOT, Finding

WITHOUT = {"channels", "model"}
"""Pure types and empty layers, exercised by everybody's tests."""


def run() -> Iterator[Finding]:
    """Yield folders of the product that nothing tests."""
    product = ROOT / "src/impetus"
    for folder in sorted(product.iterdir()):
        if not folder.is_dir() or folder.name.startswith("_") or folder.name in WITHOUT:
            continue
        if not any(folder.rglob("*.py")):
            continue
        if not any((ROOT / "tests" / folder.name).rglob("test_*.py")):
            yield Finding(
                f"tests/{folder.name}", "does not exist or holds no test.", f"Test src/impetus/{folder.name}."
            )
