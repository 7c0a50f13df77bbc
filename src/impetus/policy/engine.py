"""Decides who may do what: the policies in `policies/*.cedar`, read once, each answer remembered.

Cedar denies by default and `forbid` beats `permit`. A policy that uses a word that the schema does not know stops
the program at the start.
"""

import importlib.resources
from collections.abc import Iterable
from functools import cache
from typing import Any, Final, NamedTuple

import cedarpy
import msgspec

from impetus.model.text import Text
from impetus.policy.vocabulary import REACH, Permission, Purpose, Resource, Role

FOLDER: Final = importlib.resources.files("impetus.policy") / "policies"

DECLARE: Final = "declare"
"""Cedar's action of declaring the purpose that the question carries."""


class Question(NamedTuple):
    """May `role` do `action` with a thing of class `resource`, for `purpose`, with or without a case and a grant?"""

    role: str
    action: str
    resource: str
    purpose: str
    case: bool = False
    grant: bool = False


class Decision(NamedTuple):
    """The answer; `policies` are the ids of those that decided. A refusal without any is the default."""

    allowed: bool
    policies: tuple[str, ...]


class Policy(msgspec.Struct, frozen=True, kw_only=True):
    """One policy as a lawyer reads it."""

    id: str
    file: str
    effect: str
    title: Text
    article: str
    reason: Text
    text: str


class Engine:
    """The policies with what they have answered so far."""

    def __init__(self) -> None:
        names = sorted(entry.name for entry in FOLDER.iterdir() if entry.name.endswith(".cedar"))
        texts = {name.removesuffix(".cedar"): (FOLDER / name).read_text(encoding="utf-8") for name in names}
        schema = (FOLDER / "schema.cedarschema").read_text(encoding="utf-8")
        whole = "\n".join(texts.values())
        checked = cedarpy.validate_policies(whole, schema)
        if not checked.validation_passed:
            raise ValueError(f"a policy cannot be used: {'; '.join(str(error) for error in checked.errors)}")
        self._policies, self._schema = cedarpy.PolicySet.from_str(whole), cedarpy.Schema.from_str(schema)
        self._nothing = cedarpy.Entities.from_json_str("[]")
        self._answers: dict[Question, Decision] = {}
        self.policies: dict[str, Policy] = {
            policy.id: policy for file, text in texts.items() for policy in _read(file, text)
        }

    def decide(self, question: Question) -> Decision:
        """Answer a question. What nobody has heard of (a role, a purpose, an action) is refused.

        >>> engine().decide(Question("observer", "judge_alerts", "alert", "urban_safety")).allowed
        False
        """
        known = self._answers.get(question)
        if known is None:
            known = self.ask((question,))[0]
            if question.role in _ROLES and question.purpose in _PURPOSES and question.action in _ACTIONS:
                self._answers[question] = known  # nothing else is remembered, so that the memory is bounded
        return known

    def ask(self, questions: Iterable[Question]) -> list[Decision]:
        """Ask Cedar itself, past what is remembered."""
        asked = list(questions)
        fit = [question for question in asked if _fits(question)]
        answers = cedarpy.is_authorized_batch(
            [_request(question) for question in fit], self._policies, self._nothing, self._schema
        )
        found = {question: _decision(answer) for question, answer in zip(fit, answers, strict=True)}
        return [found.get(question, Decision(False, ())) for question in asked]

    def may(self, role: str, permission: Permission, purpose: str, *, case: bool = False, grant: bool = False) -> bool:
        """Whether a role has a permission, asked of the class that the permission is about."""
        return self.decide(Question(role, permission, REACH[permission].about, purpose, case, grant)).allowed

    def held(self, role: str, purpose: str, *, case: bool = False) -> frozenset[Permission]:
        """Every permission of a role for a purpose (what needs a grant as if there were one)."""
        return frozenset(one for one in Permission if self.may(role, one, purpose, case=case, grant=True))

    def purposes(self, role: str) -> list[Purpose]:
        """The purposes that a role may declare."""
        return [
            one for one in Purpose if self.decide(Question(role, DECLARE, Resource.POLICY, one)).allowed
        ]  # fmt: skip


@cache
def engine() -> Engine:
    """The process's engine. Raise ValueError where a policy cannot be used."""
    return Engine()


_ROLES = frozenset(Role)
_PURPOSES = frozenset(Purpose)
_ACTIONS = frozenset([*Permission, DECLARE])
_CLASSES: dict[str, frozenset[str]] = {
    **{permission.value: frozenset(reach.reads) for permission, reach in REACH.items()},
    DECLARE: frozenset({Resource.POLICY}),
}


def _fits(question: Question) -> bool:
    return (
        question.role in _ROLES
        and question.purpose in _PURPOSES
        and question.resource in _CLASSES.get(question.action, ())
    )


def _request(question: Question) -> dict[str, Any]:
    return {
        "principal": {"type": "Role", "id": str(question.role)},
        "action": {"type": "Action", "id": str(question.action)},
        "resource": {"type": str(question.resource), "id": "any"},
        "context": {
            "purpose": {"__entity": {"type": "Purpose", "id": str(question.purpose)}},
            "case": question.case,
            "grant": question.grant,
        },
    }


def _decision(answer: cedarpy.AuthzResult) -> Decision:
    if answer.diagnostics.errors:  # a policy that could not be read to its end decides nothing
        return Decision(False, ())
    named = answer.diagnostics.id_annotations_by_reason
    return Decision(answer.allowed, tuple(sorted(named.get(reason) or reason for reason in answer.diagnostics.reasons)))


def _read(file: str, text: str) -> list[Policy]:
    """The policies of a file with their source; Cedar has parsed them already."""
    found = []
    for block in text.split("@id(")[1:]:
        source = "@id(" + block.strip()
        notes: dict[str, str] = msgspec.json.decode(cedarpy.policies_to_json_str(source), type=dict)["staticPolicies"][
            "policy0"
        ]["annotations"]
        found.append(
            Policy(
                id=notes["id"],
                file=file,
                effect="forbid" if "\nforbid (" in source else "permit",
                title=Text(en=notes["title"], it=notes["title_it"], nb=notes["title_nb"]),
                article=notes["article"],
                reason=Text(en=notes["reason"], it=notes["reason_it"], nb=notes["reason_nb"]),
                text=source,
            )
        )
    return found
