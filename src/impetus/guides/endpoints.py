"""The guides, listed and read."""

from typing import Annotated

from fastapi import APIRouter, Depends, Path, Query
from pydantic import BaseModel

from impetus.guides import service
from impetus.people.access import Caller, signed_in
from impetus.toolbox.access import Tools

router = APIRouter(prefix="/guides", tags=["guides"])

Reader = Annotated[Caller, Depends(signed_in)]
Part = Annotated[str, Path(max_length=64, pattern=r"^[a-z0-9_.-]+$")]


class GuidePageOut(BaseModel):
    """A page: `id` is `<guide>/<page>`, `tool` the tool that brought it, `locale` the language it is in."""

    id: str
    guide: str
    title: str
    locale: str
    tool: str | None


class GuideTextOut(GuidePageOut):
    """A page with its text in Markdown."""

    body: str


@router.get("")
async def guides(caller: Reader, tools: Tools) -> list[GuidePageOut]:
    """Every page of the three guides, in the session's language where it is written in it."""
    return [
        GuidePageOut(id=page.id, guide=page.guide, title=page.title, locale=page.locale, tool=page.tool or None)
        for page in service.pages(tools, caller.locale)
    ]


@router.get("/{guide}/{page}")
async def guide_page(
    guide: Part, page: Part, caller: Reader, tools: Tools, tool: Annotated[str, Query(max_length=64)] = ""
) -> GuideTextOut:
    """One page."""
    found = service.page(tools, f"{guide}/{page}", tool, caller.locale)
    return GuideTextOut(
        id=found.id,
        guide=found.guide,
        title=found.title,
        locale=found.locale,
        tool=found.tool or None,
        body=found.body(),
    )
