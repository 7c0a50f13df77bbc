"""Drafts: whatever has no fault can be published, and every fault names its place and what to do."""

from hypothesis import given, settings
from tests.procedures.made import LOOSE, sound

from impetus.procedures.content import Content, faults, loosened
from impetus.procedures.diff import difference


@settings(deadline=None, max_examples=150)
@given(content=LOOSE)
def test_no_fault_means_publishable(content: Content) -> None:
    found = faults(content)
    assert all(fault.problem.endswith(".") and fault.remedy for fault in found)
    assert {fault.step for fault in found} <= {"", *(step.id for step in content.steps)}
    if not found:
        assert loosened(content.strict()).steps == content.steps


@settings(deadline=None, max_examples=100)
@given(content=sound())
def test_a_sound_one_has_no_fault_and_no_difference_to_itself(content: Content) -> None:
    assert faults(content) == []
    assert difference(content, loosened(content.strict())) == []


@settings(deadline=None, max_examples=80)
@given(before=LOOSE, after=LOOSE)
def test_no_difference_means_the_same(before: Content, after: Content) -> None:
    changes = difference(before, after)
    assert (changes == []) == (before == after)
    ids = {step.id for step in after.steps} - {step.id for step in before.steps}
    assert {change.step for change in changes if change.what == "added"} == ids
