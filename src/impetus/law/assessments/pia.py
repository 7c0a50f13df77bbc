"""Assessments in the data model of the CNIL's PIA software: JSON in and out.

The shape is `{"pia": {...}, "answers": [{"reference_to": "111", "data": {"text": ..., "gauge": ..., "list": [...]}}],
"measures": [...], "evaluations": [...], "comments": [...]}`, from public knowledge of its export; versions of that
software differ, so reading takes what it knows and leaves the rest. Text may be HTML there; tags are taken out.
"""

import html
import re
from datetime import datetime
from typing import Any, Final

from impetus.kit.errors import BadInput
from impetus.kit.times import iso
from impetus.law.assessments.questions import QUESTIONS
from impetus.law.assessments.records import Affected, Answer, Assessment, Content

_BY_REFERENCE: Final = {str(question.pia): question for question in QUESTIONS if question.pia}
_TAG: Final = re.compile(r"<[^<>]*>")
_LONGEST: Final = 4000
_VERSION: Final = 202103070000


def exported(one: Assessment, name: str, people: dict[str, str], at: datetime) -> dict[str, Any]:
    """Return an assessment as that software takes it."""
    opinion = one.opinion
    answers = [
        {
            "reference_to": str(question.pia),
            "data": {"text": html.escape(found.text, quote=False).replace("\n", "<br>"), "gauge": found.gauge or None,
                     "list": []},
            "created_at": iso(one.made_at),
            "updated_at": iso(one.changed_at),
        }
        for question in QUESTIONS
        if question.pia and (found := one.content.answers.get(question.id))
    ]  # fmt: skip
    extra = {
        question.id: {"text": found.text, "gauge": found.gauge}
        for question in QUESTIONS
        if not question.pia and (found := one.content.answers.get(question.id))
    }
    return {
        "pia": {
            "name": name,
            "author_name": people.get(one.made_by, ""),
            "evaluator_name": people.get(opinion.by, "") if opinion else "",
            "validator_name": people.get(one.decided_by or "", ""),
            "dpos_names": people.get(opinion.by, "") if opinion else "",
            "dpo_status": None if opinion is None else int(opinion.favourable),
            "dpo_opinion": opinion.text if opinion else "",
            "concerned_people_searched_opinion": one.content.affected.asked,
            "concerned_people_searched_content": "" if one.content.affected.asked else one.content.affected.text,
            "concerned_people_opinion": one.content.affected.text if one.content.affected.asked else "",
            "status": {"draft": 0, "accepted": 2, "replaced": 4, "refused": 1}[one.state],
            "rejected_reason": one.decision if one.state == "refused" else "",
            "dbVersion": _VERSION,
            "created_at": iso(one.made_at),
            "updated_at": iso(at),
        },
        "answers": answers,
        "measures": [],
        "evaluations": [],
        "comments": [],
        "impetus": {"answers": extra, "facts": one.facts},
    }


def imported(raw: dict[str, Any]) -> Content:
    """Read such a file; answers to questions that are not known here are left out. Raises BadInput."""
    pia, answers = raw.get("pia"), raw.get("answers")
    if not isinstance(pia, dict) or not isinstance(answers, list):
        raise BadInput(
            "This is no export of an assessment.",
            remedy='It needs "pia" and "answers", as the PIA software writes them.',
            field="pia" if not isinstance(pia, dict) else "answers",
        )
    found: dict[str, Answer] = {}
    for part in answers[:1000]:
        if not isinstance(part, dict) or not isinstance(part.get("data"), dict):
            continue
        question = _BY_REFERENCE.get(str(part.get("reference_to"))[:10].replace(".", ""))
        if question is not None:
            found[question.id] = _answer(part["data"])
    own = raw.get("impetus")
    more = own.get("answers") if isinstance(own, dict) else None
    if isinstance(more, dict):
        for question in QUESTIONS:
            if not question.pia and isinstance(more.get(question.id), dict):
                found[question.id] = _answer(more[question.id])
    asked = pia.get("concerned_people_searched_opinion") is True
    said = pia.get("concerned_people_opinion" if asked else "concerned_people_searched_content")
    return Content(answers=found, affected=Affected(asked=asked, text=_plain(said)))


def _answer(data: dict[str, Any]) -> Answer:
    gauge = data.get("gauge")
    whole = gauge if isinstance(gauge, int) and not isinstance(gauge, bool) and 1 <= gauge <= 4 else 0
    listed = data.get("list")
    parts = [_plain(data.get("text"))]
    if isinstance(listed, list):
        parts += [_plain(one) for one in listed[:50]]
    return Answer(text="\n".join(filter(None, parts))[:_LONGEST], gauge=whole)


def _plain(text: object) -> str:
    if not isinstance(text, str):
        return ""
    spaced = re.sub(r"<(?:br|/p|/li)\s*/?>", "\n", text[: 4 * _LONGEST])
    bare = html.unescape(_TAG.sub("", spaced))
    return "".join(char for char in bare if char in "\n\t" or (char.isprintable() and ord(char) < 0xD800)
                   or (ord(char) > 0xDFFF and char.isprintable()))[:_LONGEST].strip()  # fmt: skip
