"""What the API says and takes about factors, sessions, accounts of an agency and providers of accounts."""

from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StringConstraints

from impetus.kit.fields import Line
from impetus.kit.times import iso
from impetus.model.text import Locale
from impetus.people.directory_repository import OpenSession
from impetus.people.permissions import Role
from impetus.people.schemas import Password, Token

Code = Annotated[str, StringConstraints(max_length=40)]


def _some(text: str) -> str:
    if not text.strip():
        raise ValueError("This is missing.")
    return text.strip()


Short = Annotated[Line, StringConstraints(max_length=80), AfterValidator(_some)]


class _In(BaseModel):
    model_config = ConfigDict(extra="forbid")


class SecondIn(_In):
    """`step` is what the first answer named in `details.step`."""

    step: Token
    code: Code


class PasskeyStart(BaseModel):
    """`options` go to `navigator.credentials`, `step` comes back with what it answers."""

    step: str
    options: dict[str, Any]


class Credential(_In):
    """What `navigator.credentials` answered, as JSON."""

    step: Token
    credential: dict[str, Any]


class NewPasskey(Credential):
    """A passkey to keep, and what its person calls it."""

    name: Short


class Name(_In):
    """What a person calls a factor."""

    name: Short


class TotpConfirm(_In):
    """A code of the app that was begun with."""

    id: Line
    code: Code


class StepUpIn(_In):
    """A code, or the password of somebody without a second factor."""

    password: Password = ""
    code: Code = ""


class EnrolmentOut(BaseModel):
    """A secret to take into an authenticator app: as text, address and drawing."""

    id: str
    secret: str
    uri: str
    svg: str


class FactorOut(BaseModel):
    """A second factor of one's own."""

    id: str
    kind: Literal["totp", "passkey"]
    name: str
    created_at: str
    used_at: str | None


class FactorsOut(BaseModel):
    """One's own second factors."""

    items: list[FactorOut]
    codes_left: int


class Codes(BaseModel):
    """Recovery codes, shown this once; empty where the person has some already."""

    codes: list[str]


class OpenSessionOut(BaseModel):
    """A signed-in browser."""

    id: str
    device: str
    address: str
    how: str
    created_at: str
    seen_at: str
    this: bool


def open_session_out(one: OpenSession, this: str) -> OpenSessionOut:
    """Return a session as the API says it; `this` is the id of the caller's own."""
    return OpenSessionOut(
        id=one.id, device=one.device, address=one.address, how=one.how, created_at=iso(one.created_at),
        seen_at=iso(one.seen_at), this=one.id == this,
    )  # fmt: skip


class MemberOut(BaseModel):
    """Somebody of the agency: what they may and how they sign in, never what they did."""

    id: str
    login: str
    name: str
    initials: str
    role: Role
    active: bool
    created_at: str
    sessions: int
    factors: list[str]
    provider: str | None


class InvitationOut(BaseModel):
    """A one-time link that nobody has used yet."""

    id: str
    name: str
    role: str
    created_at: str
    expires_at: str


class PeopleOut(BaseModel):
    """The agency's people. `installation`: whether the caller may make further agencies."""

    items: list[MemberOut]
    invitations: list[InvitationOut]
    installation: bool


class InviteIn(_In):
    """Who is invited, as what."""

    name: Line
    role: Role


class LinkOut(BaseModel):
    """A one-time link, shown this once."""

    link: str
    expires_at: str
    needs_officer: bool = Field(default=False, description="It cannot be used before an officer approves it.")


class LinkWaitingOut(BaseModel):
    """A link that waits for an officer: an invitation (`invite`), or a new password (`reset`)."""

    id: str
    kind: str
    role: Role
    name: str
    asked_by: str
    created_at: str
    expires_at: str


class MemberIn(_In):
    """What changes; what is absent stays."""

    role: Role | None = None
    active: bool | None = None
    name: Line | None = None


class ResetIn(_In):
    """Whether second factors go too, for somebody who lost the telephone."""

    factors: bool = False


class AgencyIn(_In):
    """A further agency and its first administrator."""

    name: Line
    administrator: Line
    locale: Locale = "en"
    time_zone: Line = ""


class AgencyMade(LinkOut):
    """The agency's id and its first administrator's link."""

    id: str


class RoleRule(_In):
    """Whoever is in the group gets the role."""

    group: Annotated[str, StringConstraints(min_length=1, max_length=200)]
    role: Role


class ProviderIn(_In):
    """A provider of accounts. Without `client_secret` the stored one stays; an empty one means a public client."""

    name: Short
    issuer: Line
    client_id: Line
    client_secret: Annotated[str, StringConstraints(max_length=500)] | None = None
    scopes: Line = "openid profile email groups"
    groups_claim: Line = "groups"
    roles: Annotated[list[RoleRule], Field(max_length=100)] = []
    default_role: Role | None = None
    enabled: bool = True


class ProviderOut(BaseModel):
    """A provider of accounts as configured; the secret is never shown."""

    id: str
    name: str
    issuer: str
    client_id: str
    secret_set: bool
    scopes: str
    groups_claim: str
    roles: list[RoleRule]
    default_role: Role | None
    enabled: bool
    callback: str = Field(description="The address to register at the provider.")


class WayIn(BaseModel):
    """A provider on the sign-in page."""

    id: str
    name: str
    agency: str
