"""The lists that people keep for tools, and what tools can be asked: what their pages have besides settings."""

from typing import Annotated

from fastapi import APIRouter, Depends, Path, Query

from impetus.contracts.discovery import FoundTool
from impetus.contracts.lists import Entry
from impetus.contracts.questions import ToolQuestion
from impetus.kit.times import iso
from impetus.people.access import Caller, permitted
from impetus.people.permissions import Permission
from impetus.toolbox import entries, entry_files, forms, service
from impetus.toolbox.access import Tools
from impetus.toolbox.entries import Shown
from impetus.toolbox.entry_import import from_file
from impetus.toolbox.entry_repository import Stored
from impetus.toolbox.entry_schemas import (
    ListEntryChangeIn,
    ListEntryDraftOut,
    ListEntryEndIn,
    ListEntryFileIn,
    ListEntryFileOut,
    ListEntryIn,
    ListEntryOut,
    ToolListOut,
    ToolPageOut,
    ToolQuestionOut,
)

router = APIRouter()

Viewer = Annotated[Caller, Depends(permitted(Permission.SEE_TOOLS))]
Changer = Annotated[Caller, Depends(permitted(Permission.CHANGE_TOOLS))]
ToolId = Annotated[str, Path(max_length=64)]
ListName = Annotated[str, Path(max_length=64)]
EntryId = Annotated[str, Path(max_length=64)]


@router.get("/tools/{tool}/page")
async def page(tool: ToolId, caller: Viewer, found: Tools) -> ToolPageOut:
    """The lists that people keep for a tool with their entries, and what it can be asked."""
    one = service.find(found, tool)
    if one.broken:
        return ToolPageOut(lists=[], questions=[])
    shown = await entries.look(caller, one)
    return ToolPageOut(
        lists=[_list(one, name, model, shown, caller.locale) for name, model in one.lists().items()],
        questions=[_question(one, name, model, caller.locale) for name, model in one.questions().items()],
    )


@router.get("/tools/{tool}/lists/{name}/draft")
async def entry_draft(
    tool: ToolId,
    name: ListName,
    caller: Changer,
    found: Tools,
    alert: Annotated[str, Query(max_length=64, description="The alert that the entry is made of")],
) -> ListEntryDraftOut:
    """What the form begins with for an entry made of an alert, such as a rule made of a rejected one."""
    return ListEntryDraftOut(values=await entries.draft(caller, service.find(found, tool), name, alert))


@router.post("/tools/{tool}/lists/{name}")
async def add_entry(tool: ToolId, name: ListName, body: ListEntryIn, caller: Changer, found: Tools) -> ListEntryOut:
    """Add an entry; the tool knows it from here on in the stream."""
    one = service.find(found, tool)
    return await _out(caller, one, (await entries.add(caller, one, name, [body.values]))[0])


@router.post("/tools/{tool}/lists/{name}/file")
async def add_entries_from_file(
    tool: ToolId, name: ListName, body: ListEntryFileIn, caller: Changer, found: Tools
) -> ListEntryFileOut:
    """Add the entries of a CSV or iCalendar file, all or none; every line that is wrong is named."""
    return await from_file(caller, service.find(found, tool), name, body.format, body.text, check=body.check)


@router.put("/tools/{tool}/lists/{name}/{entry}")
async def change_entry(
    tool: ToolId, name: ListName, entry: EntryId, body: ListEntryChangeIn, caller: Changer, found: Tools
) -> ListEntryOut:
    """Put other values into an entry."""
    one = service.find(found, tool)
    return await _out(caller, one, await entries.change(caller, one, name, entry, body.values, body.version))


@router.post("/tools/{tool}/lists/{name}/{entry}/end")
async def end_entry(
    tool: ToolId, name: ListName, entry: EntryId, body: ListEntryEndIn, caller: Changer, found: Tools
) -> ListEntryOut:
    """End an entry early, or put back one that was ended."""
    one = service.find(found, tool)
    return await _out(caller, one, await entries.end(caller, one, name, entry, body.ended, body.version))


async def _out(caller: Caller, tool: FoundTool, entry: Stored) -> ListEntryOut:
    shown = await entries.shown(caller, tool, [entry])
    return _entry(entries.find(tool, entry.list), entry, shown, caller.locale)


def _list(tool: FoundTool, name: str, model: type[Entry], shown: Shown, locale: str) -> ToolListOut:
    words = tool.strings(locale)
    mine = [_entry(model, entry, shown, locale) for entry in shown.entries if entry.list == name]
    return ToolListOut(
        name=name,
        title=words.get(f"lists.{name}.title", name),
        description=words.get(f"lists.{name}.description", ""),
        form=forms.form_of(tool, model, f"lists.{name}"),
        files=model.files,
        calendar=model.calendar,
        preview=model.preview,
        from_alerts=model.of_alert.__func__ is not Entry.of_alert.__func__,  # type: ignore[attr-defined]
        columns=entry_files.columns(model),
        entries=sorted(mine, key=lambda entry: entry.over),
    )


def _entry(model: type[Entry], entry: Stored, shown: Shown, locale: str) -> ListEntryOut:
    try:
        read: Entry | None = model.model_validate(entry.values)
    except ValueError:  # of an earlier version of the tool
        read = None
    over_at = entry.over_at
    return ListEntryOut(
        id=entry.id,
        title=read.title() if read else entry.id,
        detail=read.detail(locale) if read else "",
        values=entry.values,
        version=entry.version,
        made_by=shown.names.get(entry.made_by, ""),
        made_at=iso(entry.made_at),
        changed_by=shown.names.get(entry.changed_by, ""),
        changed_at=iso(entry.changed_at),
        ended_by=shown.names.get(entry.ended_by, "") if entry.ended_by else None,
        ended_at=iso(entry.ended_at) if entry.ended_at else None,
        over_at=iso(over_at) if over_at else None,
        over=entry.ended_at is not None or (over_at is not None and over_at <= shown.now),
    )


def _question(tool: FoundTool, name: str, model: type[ToolQuestion], locale: str) -> ToolQuestionOut:
    words = tool.strings(locale)
    schema = forms.form_of(tool, model, f"questions.{name}")
    values = {field: node["default"] for field, node in schema.get("properties", {}).items() if "default" in node}
    return ToolQuestionOut(
        name=name,
        title=words.get(f"questions.{name}.title", name),
        description=words.get(f"questions.{name}.description", ""),
        form=schema,
        values=values,
        asked=model.asked,
    )
