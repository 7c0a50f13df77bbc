"""Compiles the policies into the wall: what the database lets each role read and write under each purpose.

The wall is coarser than the policies: it knows classes, not acts, and takes a grant as given where there may be one.
It is kept as `storage/wall.tsv`, so that a change of a policy shows what it changes in the database; `python -m
checks.policy` writes it, and a check fails where it is not what the policies say.
"""

from collections.abc import Iterator
from typing import Final

from impetus.policy.engine import Question, engine
from impetus.policy.vocabulary import REACH, Purpose, Resource, Role
from impetus.storage.wall import FOR_ALL, Line

_ALL: Final = frozenset(Resource)
_R = Resource

MACHINES: Final[dict[tuple[str, str], tuple[frozenset[Resource], frozenset[Resource]]]] = {
    ("platform", FOR_ALL): (_ALL, _ALL),
    ("tool", FOR_ALL): (
        frozenset(
            {_R.ALERT, _R.EVIDENCE, _R.FIGURES, _R.INCIDENT, _R.OBSERVATION, _R.SENSOR, _R.SOURCE, _R.TOOL,
             _R.PROCEDURE, _R.SHIFT, _R.WARNING}
        ),
        frozenset({_R.ALERT, _R.INCIDENT, _R.SENSOR, _R.TOOL}),
    ),
    ("source", FOR_ALL): (frozenset({_R.SENSOR, _R.SOURCE}), frozenset({_R.SENSOR, _R.SOURCE})),
    ("partner", FOR_ALL): (
        frozenset({_R.ALERT, _R.INCIDENT, _R.INCIDENT_EVIDENCE}),
        frozenset({_R.INCIDENT, _R.INCIDENT_EVIDENCE}),
    ),
    ("responder", FOR_ALL): (
        frozenset({_R.ALERT, _R.EVIDENCE, _R.FIGURES, _R.INCIDENT, _R.SENSOR, _R.TOOL}),
        frozenset({_R.ALERT, _R.INCIDENT}),
    ),
    ("person", "platform.login"): (frozenset({_R.PERSON, _R.CASE}), frozenset({_R.PERSON})),
    ("person", "platform.setup"): (frozenset({_R.PERSON}), frozenset({_R.PERSON})),
}  # fmt: skip
"""(role, purpose): what those who are not people read and write. A person before signing in is a `person`.

The platform passes everywhere: its duties are named in the policies of the tables themselves.
"""


def lines() -> Iterator[Line]:
    """Every line of the wall that lets something through, in order."""
    for (role, purpose), (may_read, may_write) in sorted(MACHINES.items()):
        for case in (False, True):
            yield Line(role, purpose, case, frozenset(may_read | may_write), frozenset(may_write))
    triples = [(role, purpose, case) for role in sorted(Role) for purpose in sorted(Purpose) for case in (False, True)]
    asked = [
        (triple, permission, resource, Question(triple[0], permission, resource, triple[1], triple[2], grant=True))
        for triple in triples
        for permission, reach in REACH.items()
        for resource in reach.reads
    ]
    reads: dict[tuple[str, str, bool], set[str]] = {triple: set() for triple in triples}
    writes: dict[tuple[str, str, bool], set[str]] = {triple: set() for triple in triples}
    answers = engine().ask(one[3] for one in asked)
    for (triple, permission, resource, _), answer in zip(asked, answers, strict=True):
        if answer.allowed:
            reads[triple].add(resource)
            if resource in REACH[permission].writes:
                writes[triple].add(resource)
    for triple in triples:
        if reads[triple]:
            yield Line(*triple, frozenset(reads[triple]), frozenset(writes[triple]))
