"""Who may do what: a glance at the policies for those who only need roles and permissions."""

from collections.abc import Mapping
from functools import cache

from impetus.policy.engine import engine
from impetus.policy.vocabulary import Permission, Purpose, Role

__all__ = ["Permission", "Role", "held", "home", "may", "table"]


def may(role: str, permission: Permission, purpose: str = Purpose.URBAN_SAFETY) -> bool:
    """Whether a role has a permission for a purpose, at the desk where none is given; an unknown role has none."""
    return engine().may(role, permission, purpose, case=True, grant=True)


def held(role: str, purpose: str, *, case: bool = False) -> frozenset[Permission]:
    """Every permission of a role for a purpose."""
    return engine().held(role, purpose, case=case)


@cache
def table() -> Mapping[Role, frozenset[Permission]]:
    """What each role may do for one or another of the purposes that it may declare."""
    asked = engine()
    return {
        role: frozenset(one for purpose in asked.purposes(role) for one in asked.held(role, purpose, case=True))
        for role in Role
    }


def home(role: str) -> Purpose:
    """The purpose that a session of this role begins with: the desk's, or the first that it may declare."""
    declarable = engine().purposes(role)
    if role in (Role.DATA_PROTECTION_OFFICER, Role.ETHICS_OFFICER):
        return Purpose.OVERSIGHT
    return declarable[0] if declarable else Purpose.URBAN_SAFETY
