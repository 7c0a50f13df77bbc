"""What roles may do at a glance."""

from hypothesis import given
from hypothesis import strategies as st

from impetus.people.permissions import Permission, Role, held, home, may, table
from impetus.people.service import initials
from impetus.policy.vocabulary import Purpose

NOT_ADMINISTRATORS = {
    Permission.ASK_UNMASKING,
    Permission.APPROVE_UNMASKING,
    Permission.OVERRIDE_MASKING,
    Permission.REVIEW_OVERRIDE,
    Permission.SEE_UNMASKED,
    Permission.ADVISE_ASSESSMENT,
    Permission.MANAGE_RIGHTS,
    Permission.APPROVE_OFFICERS,
}


def test_every_role_may_something_and_administrators_never_unmask() -> None:
    assert set(table()) == set(Role)
    assert all(table().values())
    assert table()[Role.ADMINISTRATOR] == set(Permission) - NOT_ADMINISTRATORS


def test_oversight_never_acts() -> None:
    for role in (Role.DATA_PROTECTION_OFFICER, Role.ETHICS_OFFICER):
        assert not table()[role] & {Permission.JUDGE_ALERTS, Permission.CHANGE_TOOLS, Permission.CHANGE_SOURCES}


def test_a_session_begins_at_the_desk_or_in_oversight() -> None:
    assert {role: home(role) for role in Role if home(role) != Purpose.URBAN_SAFETY} == dict.fromkeys(
        (Role.DATA_PROTECTION_OFFICER, Role.ETHICS_OFFICER, Role.ADVISOR), Purpose.OVERSIGHT
    )


@given(st.text(), st.sampled_from(Permission), st.text() | st.sampled_from(Purpose))
def test_unknown_roles_and_purposes_may_nothing(role: str, permission: Permission, purpose: str) -> None:
    known = role in set(Role) and purpose in set(Purpose)
    assert may(role, permission, purpose) == (known and permission in held(role, purpose, case=True))


@given(st.text(max_size=50))
def test_initials_are_one_to_two_letters(name: str) -> None:
    assert 1 <= len(initials(name)) <= 3  # an upper case letter may be two
