"""What the API says and takes about people and sessions."""

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from impetus.kit.fields import Line
from impetus.model.text import Locale
from impetus.people.permissions import held
from impetus.people.repository import Session, SessionCase
from impetus.policy import purposes

Password = Annotated[str, StringConstraints(max_length=256)]
Token = Annotated[str, StringConstraints(max_length=200)]
Theme = Literal["dark", "light", "night"]


class PersonOut(BaseModel):
    """The person who is signed in."""

    id: str
    name: str
    initials: str
    login: str
    role: str
    locale: Locale
    theme: Theme
    sound: bool


class AgencyOut(BaseModel):
    """The person's agency."""

    id: str
    name: str


class PurposeOut(BaseModel):
    """Why data is looked at; shown on every screen."""

    id: str
    label: str


class SessionCaseOut(BaseModel):
    """The case under which data is looked at; one that does not stand any more lets nothing through."""

    id: str
    reference: str
    title: str
    standing: bool


class SessionOut(BaseModel):
    """Who is signed in, where, why; `csrf` goes into the header X-CSRF-Token of every changing request."""

    person: PersonOut
    agency: AgencyOut
    purpose: PurposeOut
    case: SessionCaseOut | None = Field(None, description="The case that was declared with the purpose.")
    permissions: list[str] = Field(
        description="What the person may do for this purpose; routes enforce it, the console hides the rest."
    )
    csrf: str
    first_start: bool = Field(description="Whether this is the first session, right after setting up.")


class SetupState(BaseModel):
    """Whether a one-time link can be used, and for what: setup of the first administrator, a new password, joining."""

    valid: bool
    kind: Literal["setup", "reset", "invite"] | None
    name: str = Field("", description="Who is invited.")
    role: str = Field("", description="What the invited person will be.")
    city_name: str = Field(description="The city's name where it is known already.")


class SetupIn(BaseModel):
    """The form behind a one-time link; for a new password only `token` and `password` matter."""

    model_config = ConfigDict(extra="forbid")

    token: Token
    password: Password
    name: Line = ""
    login: Line = ""
    city_name: Line = ""
    locale: Locale = "en"
    time_zone: Line = Field("", description="IANA name of the city's time zone; a new city's only")


class LoginIn(BaseModel):
    """Login and password."""

    model_config = ConfigDict(extra="forbid")

    login: Line
    password: Password


class PreferencesIn(BaseModel):
    """A person's own preferences; what is absent stays."""

    model_config = ConfigDict(extra="forbid")

    locale: Locale | None = None
    theme: Theme | None = None
    sound: bool | None = None


def _case(case: SessionCase | None) -> SessionCaseOut | None:
    if case is None:
        return None
    return SessionCaseOut(id=case.id, reference=case.reference, title=case.title, standing=case.standing)


def session_out(found: Session, *, first_start: bool = False) -> SessionOut:
    """Return a session as the API says it, its purpose in the person's language."""
    person = found.person
    locale: Locale = person.locale if person.locale in ("en", "it", "nb") else "en"  # type: ignore[assignment] # checked
    return SessionOut(
        person=PersonOut(
            id=person.id,
            name=person.name,
            initials=person.initials,
            login=person.login,
            role=person.role,
            locale=locale,
            theme=person.theme if person.theme in ("light", "night") else "dark",
            sound=person.sound,
        ),
        agency=AgencyOut(id=person.agency, name=found.agency_name),
        purpose=PurposeOut(id=found.purpose, label=purposes.label(found.purpose, locale)),
        case=_case(found.declared),
        permissions=sorted(held(person.role, found.purpose, case=bool(found.case))),
        csrf=found.csrf,
        first_start=first_start,
    )
