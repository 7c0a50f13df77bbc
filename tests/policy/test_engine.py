"""The policies decide as the independent table says, and no other way."""

from pathlib import Path

import cedarpy
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.policy import truth

from impetus.policy import words
from impetus.policy.engine import DECLARE, FOLDER, Decision, Engine, Question, engine
from impetus.policy.purposes import REGISTER
from impetus.policy.vocabulary import REACH, Permission, Purpose, Resource, Role

ROLES, PURPOSES = st.sampled_from(Role), st.sampled_from(Purpose)
PERMISSIONS, RESOURCES = st.sampled_from(Permission), st.sampled_from(Resource)


def expected(role: str, permission: str, purpose: str, case: bool, grant: bool) -> bool:
    held = role in truth.acts(purpose, case).get(permission, set())
    return held and (grant or permission not in truth.NEEDS_GRANT)


@settings(max_examples=2000)
@given(ROLES, PERMISSIONS, RESOURCES, PURPOSES, st.booleans(), st.booleans())
def test_role_purpose_resource_case_as_the_table_says(
    role: Role, permission: Permission, resource: Resource, purpose: Purpose, case: bool, grant: bool
) -> None:
    wanted = expected(role, permission, purpose, case, grant) and resource in REACH[permission].reads
    assert engine().decide(Question(role, permission, resource, purpose, case, grant)).allowed is wanted


def test_every_permission_as_the_table_says() -> None:
    for purpose in Purpose:
        for case in (False, True):
            table = truth.acts(purpose, case)
            assert set(table) <= set(Permission)
            for role in Role:
                wanted = {permission for permission, roles in table.items() if role in roles}
                assert engine().held(role, purpose, case=case) == wanted, (role, purpose, case)


def test_every_purpose_is_declared_by_whom_the_table_says() -> None:
    for role in Role:
        wanted = {purpose for purpose, letters in truth.DECLARE.items() if role in truth._roles(letters, case=True)}
        assert set(engine().purposes(role)) == wanted


@given(st.text(), st.text(), st.text(), st.text(), st.booleans(), st.booleans())
def test_what_nobody_has_heard_of_is_refused(
    role: str, action: str, resource: str, purpose: str, case: bool, grant: bool
) -> None:
    for question in (
        Question(role, Permission.SEE_COLLEAGUES, Resource.PERSON, Purpose.URBAN_SAFETY, case, grant),
        Question(Role.ADMINISTRATOR, action, Resource.PERSON, Purpose.URBAN_SAFETY, case, grant),
        Question(Role.ADMINISTRATOR, Permission.SEE_COLLEAGUES, resource, Purpose.URBAN_SAFETY, case, grant),
        Question(Role.ADMINISTRATOR, Permission.SEE_COLLEAGUES, Resource.PERSON, purpose, case, grant),
    ):
        known = question.role in set(Role) and question.action in {*Permission, DECLARE}
        if known and question.resource in set(Resource) and question.purpose in set(Purpose):
            continue
        assert engine().decide(question) == Decision(False, ())


def test_forbid_beats_permit() -> None:
    answer = engine().decide(
        Question(Role.OPERATOR, Permission.SEE_OPERATIONS, Resource.ALERT, Purpose.INVESTIGATION, case=False)
    )
    assert answer == Decision(False, ("investigation.needs_case",))
    given_a_case = engine().decide(
        Question(Role.OPERATOR, Permission.SEE_OPERATIONS, Resource.ALERT, Purpose.INVESTIGATION, case=True)
    )
    assert given_a_case == Decision(True, ("investigation.look",))


def test_nothing_allowing_is_refusal_without_a_policy() -> None:
    question = Question(Role.OBSERVER, Permission.JUDGE_ALERTS, Resource.ALERT, Purpose.URBAN_SAFETY)
    assert engine().decide(question) == Decision(False, ())


def test_what_is_remembered_is_what_cedar_says() -> None:
    questions = [
        Question(role, permission, REACH[permission].about, purpose, case, case)
        for role in Role
        for permission in Permission
        for purpose in Purpose
        for case in (False, True)
    ]
    remembered = [engine().decide(question) for question in questions]
    assert remembered == engine().ask(questions)


def test_administrators_never_decide_on_unmasking() -> None:
    for purpose in Purpose:
        for case in (False, True):
            held = engine().held(Role.ADMINISTRATOR, purpose, case=case)
            assert not held & {Permission.APPROVE_UNMASKING, Permission.REVIEW_OVERRIDE, Permission.SEE_UNMASKED}


def test_other_purposes_are_part_of_the_desks_for_everybody_at_the_desk() -> None:
    for role in set(Role) - {Role.DATA_PROTECTION_OFFICER, Role.ETHICS_OFFICER, Role.ADVISOR}:
        desk = engine().held(role, Purpose.URBAN_SAFETY, case=True)
        for purpose in Purpose:
            assert engine().held(role, purpose, case=True) <= desk, (role, purpose)


def test_every_policy_reads_well() -> None:
    policies = engine().policies
    assert len(policies) >= 40
    for id, policy in policies.items():
        assert policy.id == id
        assert all((policy.title.en, policy.title.it, policy.title.nb, policy.article, policy.reason)), id
        assert policy.effect in policy.text


def test_the_schema_has_the_words_of_the_vocabulary() -> None:
    schema = (FOLDER / "schema.cedarschema").read_text(encoding="utf-8")
    for permission, reach in REACH.items():
        group = "look" if permission.value.startswith("see_") or permission is Permission.EXPORT else "act"
        classes = ", ".join([reach.about, *sorted(reach.reads - {reach.about})])
        assert (
            f"action {permission.value} in [{group}]\n"
            f"  appliesTo {{ principal: [Role], resource: [{classes}], context: Asked }};"
        ) in schema
        assert reach.writes <= reach.reads
    assert schema.count("appliesTo") == len(Permission) + 1


def test_a_policy_with_an_unknown_word_stops_the_start(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "schema.cedarschema").write_text((FOLDER / "schema.cedarschema").read_text(encoding="utf-8"))
    (tmp_path / "bad.cedar").write_text('permit (principal == Role::"emperor", action, resource);')
    monkeypatch.setattr("impetus.policy.engine.FOLDER", tmp_path)
    with pytest.raises(ValueError, match="cannot be used"):
        Engine()


def test_cedar_reads_every_file_by_itself() -> None:
    for entry in FOLDER.iterdir():
        if entry.name.endswith(".cedar"):
            assert cedarpy.format_policies(entry.read_text(encoding="utf-8"))


def test_everything_has_a_name_in_three_languages() -> None:
    assert (set(words.ROLES), set(words.PERMISSIONS), set(words.RESOURCES), set(REGISTER)) == (
        set(Role), set(Permission), set(Resource), set(Purpose),
    )  # fmt: skip
    meanings = [text for meaning in REGISTER.values() for text in (meaning.label, meaning.text, meaning.legal_basis)]
    for text in [*words.ROLES.values(), *words.PERMISSIONS.values(), *words.RESOURCES.values(), *meanings]:
        assert all((text.en, text.it, text.nb)), text
