"""A throw-away tool of high risk, scaffolded as any ninth tool is."""

import importlib
import re
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

import impetus.tools
from impetus.contracts.discovery import FoundTool, discover
from impetus.contracts.scaffold import new_inside

ID = "gate_watch"


@pytest.fixture
def risky(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[FoundTool]:
    """It is found beside the platform's own tools; gone from Python afterwards."""
    folder = tmp_path / "src" / "impetus" / "tools"
    folder.mkdir(parents=True)
    new_inside("Gate watch", tmp_path)
    manifest = folder / ID / "manifest.toml"
    written = re.sub(r'risk_class = "\w+"', 'risk_class = "high"', manifest.read_text("utf-8"))
    assert 'risk_class = "high"' in written
    manifest.write_text(written, "utf-8")
    monkeypatch.setattr(impetus.tools, "__path__", [*impetus.tools.__path__, str(folder)])
    importlib.invalidate_caches()
    yield discover()[ID]
    for name in [name for name in sys.modules if name.startswith(f"impetus.tools.{ID}")]:
        del sys.modules[name]
