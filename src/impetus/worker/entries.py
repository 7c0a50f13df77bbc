"""The lists that people keep for a tool, as the worker hands them over."""

import logging
from collections.abc import Mapping
from typing import Any

from pydantic import ValidationError

from impetus.contracts.discovery import FoundTool
from impetus.contracts.lists import Entry
from impetus.model.observation import EntriesChanged

_log = logging.getLogger(__name__)

Lists = dict[str, dict[str, dict[str, Any]]]
"""Entries by list and id, as they were stored."""


def merge(known: Lists, change: EntriesChanged) -> None:
    """Take a change over into what is known."""
    held = known.setdefault(change.list, {})
    for id, values in change.entries.items():
        if values is None:
            held.pop(id, None)
        else:
            held[id] = values


def read(tool: FoundTool, name: str, held: Mapping[str, dict[str, Any]]) -> dict[str, Entry]:
    """Return the entries of a list as the tool's own models; what no longer fits this version is left out.

    A list that this version does not have is empty. Raises ToolBroken.
    """
    model = tool.lists().get(name)
    if model is None:
        return {}
    found: dict[str, Entry] = {}
    for id, values in held.items():
        try:
            found[id] = model.model_validate(values)
        except ValidationError:
            _log.warning("%s: an entry of the list %s no longer fits this version and is left out", tool.id, name)
    return found
