"""Confirming in tests what goes out."""

from typing import Any

import httpx


async def send_out(browser: httpx.AsyncClient, url: str, json: dict[str, Any]) -> httpx.Response:
    """Post, and where a confirmation is asked for, confirm and post again."""
    first = await browser.post(url, json=json)
    if first.status_code != 403 or first.json()["error"]["code"] != "confirmation_needed":
        return first
    details = first.json()["error"]["details"]
    made = await browser.post("/api/confirmations", json={"act": details["act"], "subject": details["subject"]})
    assert made.status_code == 201, made.text
    return await browser.post(url, json=json, headers={"X-Confirmation": made.json()["token"]})
