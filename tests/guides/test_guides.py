"""The guides: pages of the platform and of tools, in the reader's language, English where it is missing."""

from pathlib import Path

import httpx
import pytest

from impetus.contracts.discovery import look_at
from impetus.contracts.scaffold import new_outside
from impetus.guides import service
from impetus.kit.errors import NotFound


def write(folder: Path, name: str, text: str) -> None:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, "utf-8")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Pages of the platform: one in all languages, one in Italian only, one without a language, one elsewhere."""
    for locale, title in (("en", "Crowds"), ("it", "Folle"), ("nb", "Folkemengder")):
        write(tmp_path, f"operations/crowd.{locale}.md", f"# {title}\n\nText.\n")
    write(tmp_path, "ethics/law.it.md", "# Legge\n")
    write(tmp_path, "cybersecurity/keys.md", "Keys\n")
    write(tmp_path, "elsewhere/page.en.md", "# Not a guide\n")
    return tmp_path


@pytest.mark.parametrize(
    ("locale", "titles"),
    [
        ("en", ["Keys", "Legge", "Crowds"]),
        ("it", ["Keys", "Legge", "Folle"]),
        ("nb", ["Keys", "Legge", "Folkemengder"]),
    ],
)
def test_every_page_once_in_the_best_language(folder: Path, locale: str, titles: list[str]) -> None:
    assert [page.title for page in service.pages({}, locale, folder)] == titles


def test_tools_bring_pages_and_broken_ones_do_not(folder: Path, tmp_path: Path) -> None:
    new_outside("Flood watch", tmp_path / "made")
    home = tmp_path / "made" / "impetus-flood-watch" / "src" / "impetus_flood_watch"
    tool = look_at(home, "impetus_flood_watch", "package")
    pages = service.pages({tool.id: tool}, "nb", folder)
    assert {(page.id, page.locale) for page in pages if page.tool} == {
        ("operations/flood_watch", "nb"),
        ("ethics/flood_watch", "nb"),
    }
    assert "Det sier fra" in service.page({tool.id: tool}, "operations/flood_watch", "", "nb", folder).body()
    (home / "README.md").unlink()
    broken = look_at(home, "impetus_flood_watch", "package")
    assert [page for page in service.pages({broken.id: broken}, "nb", folder) if page.tool] == []


def test_a_page_that_is_not_there(folder: Path) -> None:
    with pytest.raises(NotFound):
        service.page({}, "operations/none", "", "en", folder)
    with pytest.raises(NotFound):
        service.page({}, "operations/crowd", "flood", "en", folder)


async def test_over_http(operator: httpx.AsyncClient) -> None:
    listed = (await operator.get("/api/guides?locale=it")).json()
    assert any(page["tool"] == "anomaly" for page in listed)
    page = next(page for page in listed if page["tool"] == "anomaly")
    text = (await operator.get(f"/api/guides/{page['id']}?tool=anomaly&locale=it")).json()
    assert text["title"] == page["title"]
    assert text["locale"] == "it"
    assert (await operator.get("/api/guides/operations/..%2f..%2fetc")).status_code in {404, 422}
    assert (await operator.get("/api/guides/operations/none")).status_code == 404
