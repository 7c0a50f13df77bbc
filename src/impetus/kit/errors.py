"""Typed errors: each carries an HTTP status, a stable code, the field it is about and what to do."""

from typing import Any, ClassVar


class ImpetusError(Exception):
    """Base of all errors shown to people. `problem` says what is wrong, `remedy` what to do next."""

    status: ClassVar[int] = 500
    code: ClassVar[str] = "internal"

    def __init__(self, problem: str, *, remedy: str = "", field: str | None = None, **details: Any) -> None:
        super().__init__(problem)
        self.problem = problem
        self.remedy = remedy
        self.field = field
        self.details = details

    def as_dict(self) -> dict[str, Any]:
        """The body of an error answer: code, problem, remedy, field, details."""
        return {
            "code": self.code,
            "problem": self.problem,
            "remedy": self.remedy,
            "field": self.field,
            "details": self.details,
        }


class BadInput(ImpetusError):
    """What came in does not make sense."""

    status = 422
    code = "bad_input"


class NotSignedIn(ImpetusError):
    """No valid session or token."""

    status = 401
    code = "not_signed_in"


class NotAllowed(ImpetusError):
    """The person is known but has no right to this."""

    status = 403
    code = "not_allowed"
    asks: ClassVar[bool] = False
    """Whether it asks for something more (a proof, a confirmation), so that it is no refusal yet."""


class WrongPurpose(NotAllowed):
    """The role has this right, but not for the purpose that the session declared, or not without a case."""

    code = "wrong_purpose"


class StepUpNeeded(NotAllowed):
    """A dangerous act needs proof, not older than ten minutes, that it is still the same person."""

    code = "step_up_needed"
    asks = True


class NotFound(ImpetusError):
    """There is no such thing, or not in this agency."""

    status = 404
    code = "not_found"


class Conflict(ImpetusError):
    """Somebody else changed it first, or it is not in the state this needs."""

    status = 409
    code = "conflict"


class TooLarge(ImpetusError):
    """More than is taken at once."""

    status = 413
    code = "too_large"


class TooMany(ImpetusError):
    """Too often; `details["retry_after_s"]` says when to come back."""

    status = 429
    code = "too_many"


class Unavailable(ImpetusError):
    """A part the platform needs does not answer; nothing was accepted, try again."""

    status = 503
    code = "unavailable"
