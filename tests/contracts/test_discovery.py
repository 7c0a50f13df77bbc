"""Finding tools: good ones and every kind of broken one, without importing any."""

import sys
from pathlib import Path

import pytest

from impetus.contracts.discovery import FoundTool, ToolBroken, alert_kinds, discover, look_at
from impetus.contracts.scaffold import new_outside
from impetus.contracts.validate import main, validate


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder of a scaffolded tool, importable."""
    new_outside("Flood watch", tmp_path)
    monkeypatch.syspath_prepend(tmp_path / "impetus-flood-watch" / "src")
    for name in [name for name in sys.modules if name.startswith("impetus_flood_watch")]:
        del sys.modules[name]
    return tmp_path / "impetus-flood-watch" / "src" / "impetus_flood_watch"


def found(folder: Path) -> FoundTool:
    return look_at(folder, "impetus_flood_watch", "package")


def test_built_in_tools_are_in_order() -> None:
    tools = discover()
    assert "anomaly" in tools
    for tool in tools.values():
        assert not tool.broken, tool.problems
        assert tool.manifest is not None


@pytest.mark.parametrize("locale", ["it", "nb"])
def test_what_an_officer_signs_for_is_read_in_their_language(locale: str) -> None:
    for tool in discover().values():
        for name in ("assessment.md", "model_card.md"):
            assert tool.document_in(name, "en") == ("en", tool.document(name))
            said_in, text = tool.document_in(name, locale)
            assert said_in == locale, (tool.id, name)
            assert text not in ("", tool.document(name))
        english, other = (tool.document_in("assessment.md", one)[1] for one in ("en", locale))
        assert english.count("\n|") == other.count("\n|"), f"{tool.id}: as many questions and risks"


def test_a_tool_of_others_may_have_its_documents_in_english_alone(folder: Path) -> None:
    tool = found(folder)
    assert tool.document_in("model_card.md", "nb") == ("en", tool.document("model_card.md"))


def test_finding_imports_nothing(folder: Path) -> None:
    (folder / "detector.py").write_text("raise SystemExit('imported')\n")
    tool = found(folder)
    assert not tool.broken
    assert "impetus_flood_watch.detector" not in sys.modules


def test_a_tool_that_cannot_be_imported_is_broken_and_nothing_else(folder: Path) -> None:
    (folder / "detector.py").write_text("import a_module_that_is_not_there\n")
    with pytest.raises(ToolBroken, match="a_module_that_is_not_there"):
        found(folder).detector_class()
    assert any(problem.file == "detector.py" for problem in validate(found(folder)))


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ("", "no Detector"),
        ("Detector = 3\n", "no subclass"),
        ("1 / 0\n", "ZeroDivisionError"),
        ("def (", "SyntaxError"),
    ],
)
def test_detectors_that_are_none(folder: Path, content: str, words: str) -> None:
    (folder / "detector.py").write_text(content)
    with pytest.raises(ToolBroken, match=words):
        found(folder).detector_class()


@pytest.mark.parametrize("name", ["README.md", "model_card.md", "assessment.md", "settings.py", "strings/nb.json"])
def test_what_is_required(folder: Path, name: str) -> None:
    (folder / name).unlink()
    tool = found(folder)
    assert tool.broken
    assert [problem.file for problem in tool.problems] == [name]


def test_strings_that_are_not(folder: Path) -> None:
    (folder / "strings" / "it.json").write_text("[1]")
    assert found(folder).broken
    (folder / "strings" / "it.json").write_text('{"name": 3}')
    assert found(folder).problems[0].field == "name"
    (folder / "strings" / "it.json").write_bytes(b"\xff\xfe")
    assert found(folder).broken


def test_a_figure_that_is_not_in_the_model_card_is_told(folder: Path) -> None:
    said = (
        "\n[[figures]]\nvalue = {value}\nmeasured_by = 'benchmarks.flood'\nmeasured_on = 2026-11-22\n"
        "name = {{ en = 'Found', it = 'Trovate', nb = 'Funnet' }}\ndata = {{ en = 'A', it = 'A', nb = 'A' }}\n"
    )
    manifest, card = folder / "manifest.toml", folder / "model_card.md"
    manifest.write_text(manifest.read_text("utf-8") + said.format(value=30000) + said.format(value=7.4), "utf-8")
    card.write_text("| found | 17.4 |\n| a second | 30,000 |\n", "utf-8")
    [problem] = [one for one in validate(found(folder)) if "model_card" in one.problem]
    assert (problem.field, problem.problem) == ("figures[1].value", "7.4 does not stand in model_card.md")
    card.write_text("| found | 7.4 of 30,000 |\n", "utf-8")
    assert not [one for one in validate(found(folder)) if "model_card" in one.problem]


def test_the_validator_finds_what_discovery_lets_pass(folder: Path) -> None:
    (folder / "strings" / "it.json").write_text('{"name": "Piene", "summary": "Piene", "extra": "x"}')
    (folder / "guide" / "operations" / "flood_watch.nb.md").unlink()
    (folder / "procedures" / "flood_watch.above.toml").unlink()
    (folder / "settings.py").write_text(
        "from pydantic import BaseModel\nclass Settings(BaseModel):\n    limit: float = 1\n"
    )
    (folder / "extra.py").write_text(
        "from impetus.storage import unit\nfrom impetus import bus\nimport impetus.alerts\n"
    )
    said = "\n".join(str(problem) for problem in validate(found(folder)))
    for words in (
        "strings/it.json: settings.limit.title",
        "strings/en.json: extra",
        "guide/operations/flood_watch: nb",
        "procedures: flood_watch.above",
        "settings.py: limit: the setting has no description",
        "extra.py: impetus.storage",
        "extra.py: impetus.bus",
        "extra.py: impetus.alerts",
    ):
        assert words in said, words


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (('next = "verify"', 'next = "nowhere"'), "which is no step"),
        (('next = "sensor"', 'next = "look"'), "only goes forward"),
        (('kind = "flood_watch.above"', 'kind = "flood_watch.below"'), "the file is for"),
        (("[title]", "[[["), "this is not TOML"),
    ],
)
def test_procedures_are_checked(folder: Path, change: tuple[str, str], words: str) -> None:
    path = folder / "procedures" / "flood_watch.above.toml"
    path.write_text(path.read_text("utf-8").replace(*change), "utf-8")
    assert any(words in problem.problem for problem in validate(found(folder)))


def test_two_tools_of_one_name(tmp_path: Path) -> None:
    for place in ("one", "two"):
        new_outside("Flood watch", tmp_path / place)
    tools = discover([tmp_path / "one" / "impetus-flood-watch" / "src"], packages=False)
    assert [tool.broken for tool in tools.values()] == [True]  # a folder must be named as its id


def test_a_library_is_no_tool_yet_and_a_tool_that_lost_its_manifest_is_broken(tmp_path: Path, folder: Path) -> None:
    library = tmp_path / "tools" / "ninth"
    (library / "graph").mkdir(parents=True)
    (library / "__init__.py").write_text("", "utf-8")
    (library / "graph" / "model.py").write_text("", "utf-8")
    assert discover([library.parent], packages=False) == {}
    (library / "detector.py").write_text("", "utf-8")
    assert discover([library.parent], packages=False)["ninth"].broken
    (folder / "manifest.toml").unlink()
    assert discover([folder.parent], packages=False)[folder.name].broken


def test_entry_points_that_lead_nowhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    info = tmp_path / "lost-1.0.dist-info"
    info.mkdir()
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: lost\nVersion: 1.0\n")
    (info / "entry_points.txt").write_text("[impetus.tools]\nlost = nowhere.at_all\nraising = raising_package.inner\n")
    (tmp_path / "raising_package").mkdir()
    (tmp_path / "raising_package" / "__init__.py").write_text("raise RuntimeError('no')\n")
    monkeypatch.syspath_prepend(tmp_path)
    tools = discover()
    assert tools["lost"].broken
    assert tools["raising"].broken
    assert not tools["anomaly"].broken
    with pytest.raises(ToolBroken):
        _ = tools["lost"].declared


def test_added_kinds_join_the_register(folder: Path) -> None:
    kinds = alert_kinds([found(folder)])
    assert kinds["flood_watch.above"].title.it == "Oltre il limite"
    assert "crowd.surge" in kinds


def test_the_program(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([str(folder)]) == 0
    assert "in order" in capsys.readouterr().out
    (folder / "README.md").unlink()
    assert main([str(folder)]) == 1
    assert "README.md: the file is missing" in capsys.readouterr().out
