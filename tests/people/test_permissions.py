"""The table of permissions."""

from hypothesis import given
from hypothesis import strategies as st

from impetus.people.permissions import NOT_ADMINISTRATORS, TABLE, Permission, Role, may
from impetus.people.service import initials


def test_every_role_has_its_line() -> None:
    assert set(TABLE) == set(Role)
    assert TABLE[Role.ADMINISTRATOR] == set(Permission) - NOT_ADMINISTRATORS


def test_oversight_never_acts() -> None:
    assert not TABLE[Role.DATA_PROTECTION_OFFICER] & {
        Permission.JUDGE_ALERTS,
        Permission.CHANGE_TOOLS,
        Permission.CHANGE_SOURCES,
    }


@given(st.text(), st.sampled_from(Permission))
def test_unknown_roles_may_nothing(role: str, permission: Permission) -> None:
    assert may(role, permission) == (role in set(Role) and permission in TABLE[Role(role)])


@given(st.text(max_size=50))
def test_initials_are_one_to_two_letters(name: str) -> None:
    assert 1 <= len(initials(name)) <= 3  # an upper case letter may be two
