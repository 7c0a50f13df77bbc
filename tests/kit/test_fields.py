"""Fields that must say something refuse spaces, whatever length and checks they carry."""

import pytest
from pydantic import TypeAdapter, ValidationError

from impetus.alerts.triage.schemas import SilenceIn
from impetus.incidents.requests import Filled, Title
from impetus.incidents.requests import Why as IncidentWhy
from impetus.kit.fields import MaskedName, Name
from impetus.law.grants.schemas import Why as GrantWhy
from impetus.law.retention.schemas import Reason as RetentionReason
from impetus.law.rights.schemas import Reason as RightsReason

SAYING = [Name, MaskedName, Filled, Title, IncidentWhy, GrantWhy, RetentionReason, RightsReason]


@pytest.mark.parametrize("field", SAYING)
@pytest.mark.parametrize("text", ["", " ", "   \t ".replace("\t", " "), "x\x00"])
def test_spaces_say_nothing(field: object, text: str) -> None:
    with pytest.raises(ValidationError):
        TypeAdapter(field).validate_python(text)


@pytest.mark.parametrize("field", SAYING)
def test_spaces_around_words_are_left_out(field: object) -> None:
    assert TypeAdapter(field).validate_python("  road works  ") == "road works"


def test_a_reason_names_nobody() -> None:
    made = SilenceIn.model_validate({"scope": {"source": "a"}, "reason": "call +39 347 123 4567", "minutes": 5})
    assert "347" not in made.reason
