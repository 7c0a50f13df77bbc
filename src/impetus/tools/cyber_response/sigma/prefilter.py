"""The rules of one kind of source: which of them an event could match at all, by one pass over each field.

Each rule has up to three necessary clauses (`anchors`). A field's literals of all rules stand in one Aho-Corasick
automaton; what a value's literals say is kept as three bit masks over the rules, one a clause, so that an event's
candidates are the AND of three ORs. Values recur in logs (images, users, event numbers), so a field's masks are
remembered by value, up to a limit.
"""

from collections.abc import Iterable, Sequence
from typing import Any, Final

from ahocorasick_rs import AhoCorasick

from impetus.tools.cyber_response.sigma.anchors import CLOSE, KEYWORDS, OPEN, Clause, Cost, Literal, clauses, expected
from impetus.tools.cyber_response.sigma.load import Loaded
from impetus.tools.cyber_response.sigma.record import Record
from impetus.tools.cyber_response.sigma.text import written

CLAUSES: Final = 3
REMEMBERED: Final = 8192
"""Values a field remembers; a full memory is emptied, which costs a search a value."""
LONG: Final = 512
"""Values longer than this are not remembered: they seldom recur and would fill the memory."""
Masks = tuple[int, int, int]
NOTHING: Final[Masks] = (0, 0, 0)


class Matcher:
    """One field's literals."""

    __slots__ = ("_automaton", "_masks", "memory")

    def __init__(self, masks: dict[str, Masks]) -> None:
        self._automaton = AhoCorasick(list(masks), store_patterns=False)
        self._masks = list(masks.values())
        self.memory: dict[str, Masks] = {}

    def search(self, text: str) -> Masks:
        """Return the masks of the literals that stand in a lower-cased text with its marks."""
        try:
            found = self._automaton.find_matches_as_indexes(text, overlapping=True)
        except UnicodeEncodeError:  # half a surrogate pair, as JSON may hold: no rule's literal has one
            found = self._automaton.find_matches_as_indexes(text.encode("utf-8", "replace").decode(), overlapping=True)
        if not found:
            return NOTHING
        one = two = three = 0
        for literal in {index for index, _, _ in found}:
            first, second, third = self._masks[literal]
            one |= first
            two |= second
            three |= third
        return one, two, three

    def of(self, value: str) -> Masks:
        """The same for a value as it was written, remembered."""
        found = self.memory.get(value)
        if found is None:
            found = self.search(OPEN + value.lower() + CLOSE)
            if len(value) <= LONG:
                if len(self.memory) >= REMEMBERED:
                    self.memory.clear()
                self.memory[value] = found
        return found


class Bucket:
    """The rules meant for one kind of source, and what finds the few that an event could match.

    `seen` are events of that kind, if there are some: literals that are rare in them are chosen first.
    """

    def __init__(self, rules: Sequence[Loaded], seen: Sequence[Record] = ()) -> None:
        self.rules = tuple(rules)
        self.predicates = tuple(rule.predicate for rule in rules)
        cost = _measured(self.rules, seen) if seen else expected
        masks: dict[str, dict[str, list[int]]] = {}
        always = [0] * CLAUSES
        for place, rule in enumerate(self.rules):
            bit = 1 << place
            found = clauses(rule.rule.node, cost, CLAUSES)
            for slot in range(CLAUSES):
                if slot >= len(found):
                    always[slot] |= bit
                    continue
                for literal in found[slot]:
                    known = masks.setdefault(literal.field, {}).setdefault(literal.text, [0] * CLAUSES)
                    known[slot] |= bit
        self._always = always[0], always[1], always[2]
        self.unanchored = always[0].bit_count()
        made = {
            field: Matcher({text: (one[0], one[1], one[2]) for text, one in literals.items()})
            for field, literals in masks.items()
        }
        self._keywords = made.pop(KEYWORDS, None)
        self._matchers = made
        self._listed = tuple(made.items())

    def candidates(self, record: Record) -> int:
        """Return the rules that the event could match, as a bit mask: a superset of those it does."""
        one, two, three = self._always
        fields = record.fields
        matchers = self._matchers
        pairs: Iterable[tuple[Matcher, Any]]
        if len(fields) < len(self._listed):
            pairs = [(matchers[name], value) for name, value in fields.items() if name in matchers]
        else:
            pairs = [(matcher, fields[name]) for name, matcher in self._listed if name in fields]
        for matcher, value in pairs:
            found = matcher.memory.get(value) if type(value) is str else None
            if found is None:
                found = _of_value(matcher, value)
            if found is not NOTHING:
                one |= found[0]
                two |= found[1]
                three |= found[2]
        left = one & two & three
        if self._keywords is not None:
            first, second, third = self._keywords.search(record.joined())
            left = (one | first) & (two | second) & (three | third)
        return left

    def matches(self, record: Record) -> list[Loaded]:
        """Return the rules that the event matches, in their order."""
        left = self.candidates(record)
        if not left:
            return []
        found = []
        while left:
            lowest = left & -left
            place = lowest.bit_length() - 1
            if self.predicates[place](record):
                found.append(self.rules[place])
            left ^= lowest
        return found

    def naive(self, record: Record) -> list[Loaded]:
        """The same, every rule asked: what `matches` must equal."""
        return [rule for rule in self.rules if rule.predicate(record)]


def _of_value(matcher: Matcher, value: Any) -> Masks:
    if type(value) is str:
        return matcher.of(value)
    if isinstance(value, list | tuple):
        texts = [written(one).lower() for one in value if one is not None]
        return matcher.search("".join(f"{OPEN}{text}{CLOSE}" for text in texts))
    return matcher.of("" if value is None else written(value))


def _measured(rules: Sequence[Loaded], seen: Sequence[Record]) -> Cost:
    """How often each literal stands in events seen; a guess by length parts those that never did."""
    wanted: dict[str, set[str]] = {}
    for rule in rules:
        for clause in clauses(rule.rule.node, expected, 1 << 16):
            for literal in clause:
                wanted.setdefault(literal.field, set()).add(literal.text)
    counted: dict[Literal, int] = {}
    for field, texts in wanted.items():
        ordered = sorted(texts)
        automaton = AhoCorasick(ordered, store_patterns=False)
        for record in seen:
            whole = (
                "\0".join(record.everything_lower())
                if field == KEYWORDS
                else "".join(f"{OPEN}{text}{CLOSE}" for text in record.lowers(field))
            )
            text = whole.encode("utf-8", "replace").decode()
            for index in {found[0] for found in automaton.find_matches_as_indexes(text, overlapping=True)}:
                literal = Literal(field, ordered[index])
                counted[literal] = counted.get(literal, 0) + 1
    share = 1 / len(seen)

    def cost(clause: Clause) -> float:
        return sum(counted.get(literal, 0) * share for literal in clause) + expected(clause) * share

    return cost
