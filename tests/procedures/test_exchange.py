"""Files of procedures: nothing is lost on the way out and in, and what cannot be mapped is told."""

import csv
import io
import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.procedures.made import LOOSE

from impetus.kit.errors import BadInput
from impetus.procedures import exchange
from impetus.procedures.content import Content


@settings(deadline=None, max_examples=150)
@given(content=LOOSE)
def test_a_round_trip_loses_nothing(content: Content) -> None:
    assert exchange.read("json", exchange.write_json(content)) == (content, [])
    found, unmapped = exchange.read("csv", exchange.write_csv(content))
    assert unmapped == []
    assert found == content


@settings(deadline=None, max_examples=150)
@given(text=st.text(max_size=200) | st.binary(max_size=80).map(lambda raw: raw.decode("latin-1")), start=st.booleans())
def test_any_text_is_read_or_refused(text: str, start: bool) -> None:
    for form in ("json", "csv"):
        given_ = f"row,text_en\n{text}" if start and form == "csv" else text
        try:
            content, _ = exchange.read(form, given_)
        except BadInput:
            continue
        assert Content.model_validate(content.model_dump()) == content


def test_what_cannot_be_mapped_is_told() -> None:
    raw = {"kind": "crowd.surge", "colour": "red", "steps": [{"id": "UP"}, {"id": "look", "seconds": "soon",
           "answers": [{"label": {"en": "Yes"}, "next": ""}, 7]}, "x"]}  # fmt: skip
    content, unmapped = exchange.read("json", json.dumps(raw))
    assert [step.id for step in content.steps] == ["look"]
    assert content.steps[0].answers[0].label.en == "Yes"
    fields = {one.field for one in unmapped}
    assert {"colour", "steps.2.seconds", "steps.2.answers.2", "steps.3"} <= fields
    assert all(one.problem and one.remedy for one in unmapped)


def test_half_a_character_is_told_and_not_kept() -> None:
    content, unmapped = exchange.read("json", '{"\\ud800": 1, "title": {"en": "\\ud800"}, "steps": []}')
    assert content.title.en == ""
    assert len(unmapped) >= 2
    assert all(one.model_dump_json() for one in unmapped)


def test_rows_that_do_not_fit_are_told() -> None:
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerows([["row", "id", "text_en", "mood"], ["step", "look", "Look", ""], ["answer", "look", "Yes", ""]])
    writer.writerows([["answer", "gone", "No", ""], ["poem", "", "", ""], ["step", "look", "Again", "", "more"]])
    content, unmapped = exchange.read("csv", out.getvalue())
    assert len(content.steps[0].answers) == 1
    assert [(one.row, one.field) for one in unmapped] == [
        (1, "mood"), (4, "row"), (5, "row"), (6, "row"), (6, "row"),
    ]  # fmt: skip


@pytest.mark.parametrize("text", ["", "[]", "{}", "{", '{"procedure": 3}', "[" * 5000])
def test_what_is_no_procedure_is_refused(text: str) -> None:
    with pytest.raises(BadInput):
        exchange.read("json", text)
