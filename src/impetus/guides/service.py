"""Finding pages: those of the platform and those of every tool, in a person's language."""

from collections.abc import Iterable, Mapping
from pathlib import Path

from impetus.contracts.discovery import FoundTool, GuidePage, pages_in
from impetus.kit.errors import NotFound
from impetus.kit.resources import guides_folder


def pages(tools: Mapping[str, FoundTool], locale: str, folder: Path | None = None) -> list[GuidePage]:
    """Return every page once, in `locale` where it is written, else in English; sorted by guide and title."""
    best: dict[tuple[str, str], GuidePage] = {}
    for page in _every(tools, folder):
        key = (page.id, page.tool)
        known = best.get(key)
        if known is None or page.locale == locale or (page.locale == "en" and known.locale != locale):
            best[key] = page
    return sorted(best.values(), key=lambda page: (page.guide, page.title.casefold(), page.tool))


def page(tools: Mapping[str, FoundTool], id: str, tool: str, locale: str, folder: Path | None = None) -> GuidePage:
    """Return one page. Raises NotFound."""
    for found in pages(tools, locale, folder):
        if found.id == id and (not tool or found.tool == tool):
            return found
    raise NotFound("There is no such page in the guides.", remedy="Look it up in the list of guides.")


def _every(tools: Mapping[str, FoundTool], folder: Path | None) -> Iterable[GuidePage]:
    yield from pages_in(folder or guides_folder())
    for tool in tools.values():
        if not tool.broken:
            yield from tool.guide_pages()
