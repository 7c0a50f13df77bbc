"""Tools: the table, one tool, its settings, the kill switch, its words, and the permissions there are."""

from typing import Annotated

from fastapi import APIRouter, Depends, Path
from fastapi.responses import StreamingResponse
from pydantic import JsonValue

from impetus.bus import subjects
from impetus.contracts.discovery import FoundTool
from impetus.model.text import Locale
from impetus.people.access import Caller, permitted, signed_in, stepped_up
from impetus.people.permissions import Permission, table
from impetus.toolbox import asking, entry_endpoints, render, service
from impetus.toolbox.access import Bus, Heartbeats, Tools
from impetus.toolbox.schemas import (
    AskIn,
    PermissionOut,
    SaidOut,
    SettingsIn,
    SwitchIn,
    ToolDetailOut,
    ToolOut,
    ToolSettingsOut,
)

router = APIRouter(tags=["tools"])
router.include_router(entry_endpoints.router)

Viewer = Annotated[Caller, Depends(permitted(Permission.SEE_TOOLS))]
Asker = Annotated[Caller, Depends(permitted(Permission.ASK_TOOLS))]
Changer = Annotated[Caller, Depends(permitted(Permission.CHANGE_TOOLS))]
Switcher = Annotated[Caller, Depends(stepped_up(Permission.CHANGE_TOOLS))]
Anybody = Annotated[Caller, Depends(signed_in)]
ToolId = Annotated[str, Path(max_length=64)]

OF_TOOLS = {"see": Permission.SEE_TOOLS, "configure": Permission.CHANGE_TOOLS, "judge": Permission.JUDGE_ALERTS}
"""What every tool brings, and the platform's permission that each is part of."""


@router.get("/tools")
async def tools(caller: Viewer, found: Tools, board: Heartbeats) -> list[ToolOut]:
    """Every tool, broken ones too, with its state."""
    seen = await service.look(caller)
    return [render.tool_out(tool, caller.agency, seen, board, caller.locale) for tool in found.values()]


@router.get("/tools/{tool}")
async def tool(tool: ToolId, caller: Viewer, found: Tools, board: Heartbeats) -> ToolDetailOut:
    """One tool with its manifest, model card, assessment and settings."""
    one = service.find(found, tool)
    return render.detail_out(one, caller.agency, await service.look(caller), board, caller.locale)


@router.put("/tools/{tool}/settings")
async def change_settings(tool: ToolId, body: SettingsIn, caller: Changer, found: Tools) -> ToolSettingsOut:
    """Put settings in force. They are checked by the tool's own model; an error names the field."""
    one = service.find(found, tool)
    setting = await service.change_settings(caller, one, body.values, body.version)
    out = render.settings_out(one, setting, {caller.person.id: caller.person.name})
    assert out is not None  # they were just checked
    return out


@router.post("/tools/{tool}/switch")
async def switch(tool: ToolId, body: SwitchIn, caller: Switcher, found: Tools, board: Heartbeats, bus: Bus) -> ToolOut:
    """Stop a tool everywhere within two seconds, or start it again."""
    one = service.find(found, tool)
    await service.switch(caller, one, body.running, body.reason)
    if bus is not None:
        await bus.publish(subjects.kill_switch(caller.agency, one.id), b"1" if body.running else b"0")
    return render.tool_out(one, caller.agency, await service.look(caller), board, caller.locale)


@router.post(
    "/tools/{tool}/ask",
    response_class=StreamingResponse,
    responses={200: {"model": SaidOut, "content": {"application/x-ndjson": {}}}},
)
async def ask(tool: ToolId, body: AskIn, caller: Asker, found: Tools, bus: Bus) -> StreamingResponse:
    """Ask a tool; lines of JSON come as it thinks: progress, at last the answer or an error. Hanging up stops it."""
    one = service.find(found, tool)
    return StreamingResponse(await asking.ask(caller, one, bus, body.question), media_type="application/x-ndjson")


@router.get("/strings/{locale}")
async def strings(locale: Locale, caller: Anybody, found: Tools) -> dict[str, dict[str, str]]:
    """The words of every tool in one language, by tool and key."""
    return {tool.id: tool.strings(locale) for tool in found.values()}


@router.get("/tools/{tool}/procedures")
async def procedures(tool: ToolId, caller: Viewer, found: Tools) -> list[dict[str, JsonValue]]:
    """The default procedures that a tool brings."""
    return [procedure.model_dump(mode="json") for procedure in service.find(found, tool).procedures()]


@router.get("/permissions")
async def permissions(caller: Anybody, found: Tools) -> list[PermissionOut]:
    """Every permission and the roles that have it: the platform's own, then those that each tool brings."""
    return [_permission(name.value, name, None, caller.locale) for name in Permission] + [
        _permission(f"tool.{tool.id}.{part}", name, tool, caller.locale)
        for tool in found.values()
        for part, name in OF_TOOLS.items()
    ]


def _permission(id: str, name: Permission, tool: FoundTool | None, locale: str) -> PermissionOut:
    manifest = tool.manifest if tool is not None else None
    return PermissionOut(
        id=id,
        tool=tool.id if tool is not None else None,
        roles=[role.value for role, held in table().items() if name in held],
        purpose=manifest.purpose if manifest else None,
        data_categories=[category.value for category in manifest.data_categories] if manifest else [],
        legal_basis=manifest.legal_basis.text().in_(locale) if manifest else None,
    )
