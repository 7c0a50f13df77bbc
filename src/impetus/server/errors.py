"""Errors as the API says them, in the reader's language: `{"error": {code, problem, remedy, field, details}}`."""

import json
import logging
from http import HTTPStatus
from typing import Any, Final

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from pydantic import BaseModel
from starlette.exceptions import HTTPException
from starlette.responses import Response

from impetus.kit import problems
from impetus.kit.errors import BadInput, ImpetusError, NotAllowed
from impetus.people.access import chosen_locale

_log = logging.getLogger(__name__)


class ErrorBody(BaseModel):
    """What is wrong (`problem`), what to do next (`remedy`), and which field it is about."""

    code: str
    problem: str
    remedy: str
    field: str | None
    details: dict[str, Any]


class ErrorOut(BaseModel):
    """The body of every answer with a status from 400."""

    error: ErrorBody


RESPONSES: Final[dict[int | str, dict[str, Any]]] = {
    status: {"model": ErrorOut, "description": HTTPStatus(status).phrase}
    for status in (400, 401, 403, 404, 409, 410, 413, 422, 429, 503)
}
"""What any route may answer besides its own; also replaces FastAPI's own form of 422."""

_CODES: Final = {
    400: ("bad_request", "The request could not be read.", "Check that its body is JSON."),
    404: ("not_found", "There is nothing at this address.", "Check the address."),
    405: ("method_not_allowed", "This address does not take this method.", "Look at the Allow header."),
    413: ("too_large", "The request is larger than is taken at once.", "Send it in parts."),
    415: ("unsupported_type", "This type of content is not taken here.", "Send application/json."),
    421: ("wrong_host", "This server does not answer to that name.", "Set IMPETUS_PUBLIC_URL to the address in use."),
}
_FACTS: Final[dict[str, str]] = {
    "missing": "This is missing.",
    "extra_forbidden": "There is no such field.",
    "json_invalid": "The body is not JSON.",
    "string_too_long": "The text is too long.",
    "string_pattern_mismatch": "The text has another form than is taken here.",
    "enum": "This is not one of the values taken here.",
    "literal_error": "This is not one of the values taken here.",
    "int_parsing": "This is not a whole number.",
    "string_unicode": "The text contains a character that cannot be stored.",
}


def envelope(
    locale: str, status: int, code: str, problem: str, remedy: str = "", field: str | None = None, **details: Any
) -> Response:
    """Return an error answer in a language. ASCII-only JSON, so that no echo of bent input can break it."""
    error = {
        "code": code,
        "problem": problems.problem(code, problem, locale),
        "remedy": problems.either(remedy, locale),
        "field": field,
        "details": problems.worded(details, locale),
    }
    body = {"error": error}
    headers = {"Cache-Control": "no-store", "Content-Language": locale}
    if "retry_after_s" in details:
        headers["Retry-After"] = str(details["retry_after_s"])
    return Response(json.dumps(body, default=str), status, headers, media_type="application/json")


def cut_off(locale: str) -> Response:
    """The answer to a request whose end never came. Mostly nobody reads it, and nothing is wrong here."""
    return envelope(locale, 400, *_CODES[400])


def locale_of(request: Request) -> str:
    """The language that somebody who meets an error reads: as for everything else, as far as it is known by then."""
    caller = getattr(request.state, "caller", None)
    return chosen_locale(request, caller.locale if caller is not None else "")


def _of(error: ImpetusError, locale: str) -> Response:
    if error.status >= 500 and error.status != 503:
        _log.error("error shown to a person", exc_info=error)
    return envelope(locale, error.status, error.code, error.problem, error.remedy, error.field, **error.details)


async def _typed(request: Request, error: Exception) -> Response:
    assert isinstance(error, ImpetusError)
    caller = getattr(request.state, "caller", None)
    if isinstance(error, NotAllowed) and caller is not None:
        await request.app.state.refusals.note(caller, request, error)
    return _of(error, locale_of(request))


async def _invalid(request: Request, error: Exception) -> Response:
    assert isinstance(error, RequestValidationError)
    items: list[dict[str, str]] = []
    for item in error.errors()[:20]:
        place = ".".join(str(part) for part in item["loc"] if part not in ("body", "query", "path", "header"))[:200]
        said = str(item["msg"]).removeprefix("Value error, ").rstrip(".")
        message = _FACTS.get(item["type"]) or said[:1].upper() + said[1:] + "."
        items.append({"field": place, "problem": message[:300]})
    first = items[0] if items else {"field": "", "problem": "The request does not make sense."}
    field = first["field"] or None
    remedy = "Correct it and send it again."
    return envelope(locale_of(request), 422, "bad_input", first["problem"], remedy, field, problems=items)


async def _http(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    fallback = ("error", HTTPStatus(error.status_code).phrase + ".", "")
    code, problem, remedy = _CODES.get(error.status_code, fallback)
    made = envelope(locale_of(request), error.status_code, code, problem, remedy)
    made.headers.update(error.headers or {})
    return made


async def _text(request: Request, error: Exception) -> Response:
    return _of(
        BadInput("The text contains a character that cannot be stored.", remedy="Remove it."), locale_of(request)
    )


async def _unexpected(request: Request, error: Exception) -> Response:
    _log.error("%s %s failed", request.method, request.url.path, exc_info=error)
    problem, remedy = "Something went wrong inside the platform.", "Its log says what; nothing changed."
    return envelope(locale_of(request), 500, "internal", problem, remedy)


def install(app: FastAPI) -> None:
    """Make `app` answer every error in the one form."""
    app.add_exception_handler(ImpetusError, _typed)
    app.add_exception_handler(RequestValidationError, _invalid)
    app.add_exception_handler(HTTPException, _http)
    app.add_exception_handler(UnicodeEncodeError, _text)
    app.add_exception_handler(Exception, _unexpected)
