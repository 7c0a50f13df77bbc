"""OpenID Connect on the wire: discovery, the address to sign in at, the exchange of a code, the check of a token."""

import base64
import contextlib
import hashlib
import ipaddress
from typing import Any, Final
from urllib.parse import urlencode, urlsplit

import httpx
import msgspec
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet

from impetus.kit.errors import BadInput, NotSignedIn, Unavailable

_TIMEOUT_S: Final = 10.0
_LEEWAY_S: Final = 60
_MAX_BYTES: Final = 1 << 20
ALGORITHMS: Final = ["RS256", "ES256", "PS256", "EdDSA"]
"""What ID tokens may be signed with: keys of the provider, never the shared secret or none."""


class Endpoints(msgspec.Struct, frozen=True, kw_only=True):
    """What discovery says, as far as it is used."""

    issuer: str
    authorization_endpoint: str
    token_endpoint: str
    jwks_uri: str
    userinfo_endpoint: str = ""


def check_issuer(issuer: str) -> str:
    """Return the issuer's address without the last slash. Raise BadInput unless it is https, or on this machine."""
    try:
        parts = urlsplit(issuer)
        host = parts.hostname or ""
    except ValueError as bent:
        raise BadInput("This is not an issuer's address.", remedy="It begins with https://.", field="issuer") from bent
    near = host == "localhost"
    with contextlib.suppress(ValueError):
        near = near or ipaddress.ip_address(host).is_loopback
    if not host or parts.query or parts.fragment or parts.username or parts.scheme not in ("https", "http"):
        raise BadInput("This is not an issuer's address.", remedy="It begins with https://.", field="issuer")
    if parts.scheme == "http" and not near:
        raise BadInput("The issuer must be reached by https.", remedy="Use its https address.", field="issuer")
    return issuer


async def _json(client: httpx.AsyncClient, method: str, address: str, **more: Any) -> Any:
    try:
        answer = await client.request(method, address, **more)
    except (httpx.HTTPError, ValueError) as fault:
        raise Unavailable(
            "The provider of accounts does not answer.", remedy="Sign in by name and password, or try later."
        ) from fault
    if answer.status_code != 200 or len(answer.content) > _MAX_BYTES:
        raise NotSignedIn("The provider of accounts refused.", remedy="Try again.", status=answer.status_code)
    try:
        return answer.json()
    except ValueError as fault:
        raise NotSignedIn("The provider's answer cannot be read.", remedy="Tell your administrator.") from fault


def http() -> httpx.AsyncClient:
    """A client that follows no redirection."""
    return httpx.AsyncClient(timeout=_TIMEOUT_S, follow_redirects=False, trust_env=False)


async def discover(client: httpx.AsyncClient, issuer: str) -> Endpoints:
    """What the issuer says of itself. Raise Unavailable, NotSignedIn where it is another's."""
    found = await _json(client, "GET", f"{issuer.rstrip('/')}/.well-known/openid-configuration")
    try:
        made = msgspec.convert(found, Endpoints)
    except msgspec.ValidationError as fault:
        raise NotSignedIn("The provider's description is incomplete.", remedy="Tell your administrator.") from fault
    if made.issuer.rstrip("/") != issuer.rstrip("/"):
        raise NotSignedIn("The provider calls itself by another name.", remedy="Tell your administrator.")
    for address in (made.authorization_endpoint, made.token_endpoint, made.jwks_uri):
        check_issuer(address.split("?")[0])
    return made


def authorization(
    where: Endpoints, *, client_id: str, scopes: str, redirect: str, state: str, nonce: str, verifier: str, again: bool
) -> str:
    """The address to send the browser to; `again` asks the provider for a new proof."""
    challenge = base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).rstrip(b"=").decode()
    query = {
        "response_type": "code", "client_id": client_id, "redirect_uri": redirect, "scope": scopes, "state": state,
        "nonce": nonce, "code_challenge": challenge, "code_challenge_method": "S256",
    }  # fmt: skip
    if again:
        query |= {"prompt": "login", "max_age": "0"}
    joiner = "&" if "?" in where.authorization_endpoint else "?"
    return f"{where.authorization_endpoint}{joiner}{urlencode(query)}"


async def exchange(
    client: httpx.AsyncClient, where: Endpoints, *, client_id: str, secret: str, code: str, verifier: str,
    redirect: str, nonce: str, now_s: int, groups_claim: str,
) -> dict[str, Any]:  # fmt: skip
    """Exchange a code for who somebody is: the claims of the ID token, checked, and those of the user-info."""
    body = {"grant_type": "authorization_code", "code": code, "redirect_uri": redirect, "code_verifier": verifier}
    auth = httpx.BasicAuth(_quoted(client_id), _quoted(secret)) if secret else None
    if auth is None:
        body["client_id"] = client_id
    given = await _json(client, "POST", where.token_endpoint, data=body, auth=auth)
    if not isinstance(given, dict) or not isinstance(given.get("id_token"), str):
        raise NotSignedIn("The provider said nothing of who you are.", remedy="Tell your administrator.")
    keys = await _json(client, "GET", where.jwks_uri)
    claims = check_token(given["id_token"], keys, where.issuer, client_id, nonce, now_s)
    if groups_claim not in claims and where.userinfo_endpoint and isinstance(given.get("access_token"), str):
        headers = {"Authorization": f"Bearer {given['access_token']}"}
        more = await _json(client, "GET", where.userinfo_endpoint, headers=headers)
        if isinstance(more, dict) and more.get("sub") == claims["sub"]:
            claims = {**more, **claims}
    return claims


def _quoted(text: str) -> str:
    """As RFC 6749 2.3.1 wants both parts of the basic authentication."""
    return urlencode({"": text})[1:]


def check_token(token: str, keys: Any, issuer: str, client_id: str, nonce: str, now_s: int) -> dict[str, Any]:
    """The claims of an ID token (OpenID Connect Core 3.1.3.7). Raise NotSignedIn where anything does not fit."""
    bad = NotSignedIn("The provider's token does not fit.", remedy="Try again, or tell your administrator.")
    try:
        claims = dict(jwt.decode(token, KeySet.import_key_set(keys), algorithms=ALGORITHMS).claims)
    except (JoseError, ValueError, TypeError, KeyError) as fault:
        raise bad from fault
    audience = claims.get("aud")
    audiences = audience if isinstance(audience, list) else [audience]
    times = [claims.get("exp"), claims.get("iat")]
    if not all(isinstance(one, int | float) and not isinstance(one, bool) for one in times):
        raise bad
    right = (
        claims.get("iss") == issuer
        and client_id in audiences
        and (len(audiences) == 1 or claims.get("azp") == client_id)
        and claims.get("azp", client_id) == client_id
        and claims.get("nonce") == nonce
        and claims["exp"] > now_s - _LEEWAY_S
        and claims["iat"] < now_s + _LEEWAY_S
        and isinstance(claims.get("sub"), str)
        and 0 < len(claims["sub"]) <= 255
    )
    if not right:
        raise bad
    return claims
