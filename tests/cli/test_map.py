import builtins
import sys
from pathlib import Path
from typing import Any

import pytest
from tests.places.basemap.conftest import small_town
from typer.testing import CliRunner

from impetus.cli.map import commands
from impetus.kit.errors import BadInput, Unavailable

runner = CliRunner()


def test_build_writes_an_archive_and_says_whose_data_it_is(tmp_path: Path) -> None:
    source = small_town().write(tmp_path / "town.osm.pbf")
    result = runner.invoke(commands, ["build", str(source), str(tmp_path / "town.pmtiles"), "--name", "Town"])
    assert result.exit_code == 0, result.output
    assert "OpenStreetMap contributors" in result.output
    assert (tmp_path / "town.pmtiles").read_bytes()[:7] == b"PMTiles"


@pytest.mark.parametrize("bbox", ["1,2,3", "a,b,c,d", ",,,", "9,9,1,1"])
def test_nonsense_is_told_with_its_remedy(tmp_path: Path, bbox: str) -> None:
    source = small_town().write(tmp_path / "town.osm.pbf")
    result = runner.invoke(commands, ["build", str(source), str(tmp_path / "out.pmtiles"), "--bbox", bbox])
    assert isinstance(result.exception, BadInput)
    assert "--bbox WEST,SOUTH,EAST,NORTH" in result.exception.remedy


def test_without_the_extra_it_says_what_to_install(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    real = builtins.__import__

    def without(name: str, *args: Any, **kwargs: Any) -> Any:
        if name.split(".")[0] == "pmtiles":
            raise ModuleNotFoundError(name, name=name)
        return real(name, *args, **kwargs)

    for module in [m for m in sys.modules if m.startswith(("impetus.places.basemap.build", "pmtiles"))]:
        monkeypatch.delitem(sys.modules, module)
    monkeypatch.setattr(builtins, "__import__", without)
    result = runner.invoke(commands, ["build", "a.osm.pbf", str(tmp_path / "out.pmtiles")])
    assert isinstance(result.exception, Unavailable)
    assert "impetus[map]" in result.exception.remedy
