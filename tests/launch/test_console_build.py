"""The console is rebuilt exactly when what it is built from changed."""

from pathlib import Path

from impetus.launch import console_build


def test_the_hash_follows_names_and_contents(tmp_path: Path) -> None:
    (tmp_path / "src").mkdir()
    (tmp_path / "src" / "a.ts").write_text("1")
    (tmp_path / "package.json").write_text("{}")
    first = console_build.source_hash(tmp_path)
    assert console_build.source_hash(tmp_path) == first
    (tmp_path / "dist").mkdir()
    (tmp_path / "dist" / "index.html").write_text("built")
    assert console_build.source_hash(tmp_path) == first
    (tmp_path / "src" / "a.ts").rename(tmp_path / "src" / "b.ts")
    assert console_build.source_hash(tmp_path) != first


def test_a_failed_build_is_told_and_does_not_stop_the_platform(tmp_path: Path, monkeypatch: object) -> None:
    said: list[str] = []
    (tmp_path / "package.json").write_text('{"scripts": {"build": "exit 3"}}')
    (tmp_path / "package-lock.json").write_text('{"lockfileVersion": 3, "packages": {}}')
    original = console_build.console_folder
    console_build.console_folder = lambda: tmp_path
    try:
        assert console_build.ensure_built(said.append) is False
    finally:
        console_build.console_folder = original
    assert any("could not be built" in line for line in said)
