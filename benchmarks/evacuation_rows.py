"""What the evacuation engines are verified against: each case's criterion, source, engine and test.

No engine is loaded here.

`docs/evacuation_verification.md` is written of it by `python -m checks.evacuation`, with what each case found.
"""

from typing import Final, Literal, NamedTuple

State = Literal["holds", "fails", "left out", "not done"]
CASE: Final = "tests/tools/evacuation/test_verification.py::test_a_case_is_as_its_row_says"
_MESO: Final = "tests/tools/evacuation/test_meso.py::"
_MICRO: Final = "tests/tools/evacuation/test_micro.py::"
_LEVELS: Final = "several storeys; the engine knows one level"


class Row(NamedTuple):
    """A case of a guideline. `key` names it in `evacuation_cases` where one of those shows it; `why` it is not held."""

    source: str
    number: str
    criterion: str
    state: State
    engine: Literal["micro", "meso", "meso and plan", ""] = ""
    key: str = ""
    test: str = ""
    why: str = ""

    @property
    def node(self) -> str:
        """The test that shows it, as pytest names it."""
        return self.test or (f"{CASE}[{self.key}]" if self.key else "")


RIMEA: Final = "RiMEA 4.1.1"
IMO: Final = "IMO MSC.1/Circ.1533"
NIST: Final = "NIST TN 1822"

ROWS: Final = (
    Row(RIMEA, "1", "one person, 40 m by 2 m at 1.33 m/s: 26 to 34 s", "holds", "micro", "rimea-1"),
    Row(RIMEA, "2", "10 m of stair up at 0.50 m/s, ± 5 %", "holds", "micro", "rimea-2"),
    Row(RIMEA, "3", "10 m of stair down at 0.65 m/s, ± 5 %", "holds", "micro", "rimea-3"),
    Row(RIMEA, "4", "speed at 0.5, 1, 2 … 5 persons/m² falls with density, flow at most 1.2 to 2.2 persons/(m·s) (the "
        "guideline has no number; corridor of 120 m by 3 m, not 1,000 m by 10 m)", "holds", "micro", "rimea-4"),
    Row(RIMEA, "5", "ten people set out after 10 to 100 s, each within 0.2 s", "holds", "micro", "rimea-5"),
    Row(RIMEA, "6", "twenty people round a corner, none inside the wall", "holds", "micro", "rimea-6"),
    Row(RIMEA, "7", "fifty people of the standard population, speeds in its range, walked within 5 %", "holds", "micro",
        "rimea-7"),
    Row(RIMEA, "8", "three storeys, 528 people, slower people are never sooner out", "not done", why=_LEVELS),
    Row(RIMEA, "9", "1,000 people, four doors, then two: 1.6 to 2.4 times as long", "holds", "micro", "rimea-9"),
    Row(RIMEA, "10", "23 people of twelve rooms, told: 15 by the main exit, 8 by the other", "holds", "micro",
        "rimea-10"),
    Row(RIMEA, "11", "1,000 people who weigh way against queue, one exit nearer: more by it, and some by the other",
        "holds", "micro", "rimea-11"),
    Row(RIMEA, "12b", "150 people: a way out 5 m long empties the room later than a short one", "holds", "micro",
        "rimea-12b"),
    Row(RIMEA, "12c", "two equal bottlenecks in line: the second's flow no more than the first's, within 0.05 "
        "persons/s", "holds", "micro", "rimea-12c"),
    Row(RIMEA, "13", "a stair lets through less than the corridor before it, and people crowd at its foot", "holds",
        "micro", "rimea-13"),
    Row(RIMEA, "14", "a short way over floors against a long one, documented", "not done", why=_LEVELS),
    Row(RIMEA, "15", "500 people: a corner takes no less than a corridor of its inner length, no more than one of its "
        "outer", "fails", "micro", "rimea-15",
        why="most take the inside of the corner, so that it narrows the corridor: people come out too late here"),
    Row(IMO, "1", "40 m at 1 m/s: 40 s, ± 0.5 s", "holds", "micro", "imo-1"),
    Row(IMO, "2", "as RiMEA 2 and 3, up a stair", "holds", "micro", "rimea-2"),
    Row(IMO, "3", "10 m of stair at 1 m/s: 10 s, ± 5 %", "holds", "micro", "imo-3"),
    Row(IMO, "4", "a street of 1.5 m lets out 1.22 persons/(m·s), below the guideline's 1.33", "holds", "meso",
        test=_MESO + "test_a_gate_lets_out_what_its_width_does"),
    Row(IMO, "4", "100 people, 8 m by 5 m, an exit of 1 m: at most 1.33 persons/s", "fails", "micro", "imo-4",
        why="set by experiments (1.85 persons/s through 1 m in Jülich), which lie above the guideline's cap"),
    Row(IMO, "4", "the same, the exit given the guideline's rate", "holds", "micro", "imo-4-rate"),
    Row(IMO, "5", "people set out at their own time", "holds", "micro", "rimea-5"),
    Row(IMO, "6", "twenty people round a corner, none inside the wall", "holds", "micro", "rimea-6"),
    Row(IMO, "7", "speeds by age", "holds", "micro", "rimea-7"),
    Row(IMO, "8", "100 people against 0, 10, 50, 100: the more, the longer, and nobody is stuck", "holds", "micro",
        "imo-8"),
    Row(IMO, "9 to 12", "", "not done", why="their criteria have not been read at the source"),
    Row(NIST, "1.1", "people set out at their own time, within 0.2 s", "holds", "micro", "rimea-5"),
    Row(NIST, "2.1", "speed in a corridor", "holds", "micro", "rimea-1"),
    Row(NIST, "2.2", "speed on stairs, ± 5 %", "holds", "micro", "rimea-2"),
    Row(NIST, "2.3", "round a corner, nobody inside the wall", "holds", "micro", "rimea-6"),
    Row(NIST, "2.4", "speeds of a population", "holds", "micro", "rimea-7"),
    Row(NIST, "2.5", "reduced visibility", "left out", why="no smoke in the model"),
    Row(NIST, "2.6", "incapacitation by toxic smoke", "left out", why="no smoke in the model"),
    Row(NIST, "2.7", "lifts", "left out", why="streets and open areas have none"),
    Row(NIST, "2.8", "counterflow: the more people come against, the longer", "holds", "micro", "imo-8"),
    Row(NIST, "2.9", "groups of mixed speed stay together: first and last out 5 s apart at most", "holds", "micro",
        "nist-2.9"),
    Row(NIST, "2.10", "more people at 0.6 m/s, later out in the mean", "holds", "micro", "nist-2.10"),
    Row(NIST, "3.1", "people told an exit take it", "holds", "micro", "rimea-10"),
    Row(NIST, "3.2", "who knows no exit takes that of those about him, though another is nearer", "holds", "micro",
        "nist-3.2"),
    Row(NIST, "3.3", "the familiar exit is taken, though another is nearer", "holds", "micro", "nist-3.3"),
    Row(NIST, "4.1", "nobody enters a closed exit or a threat's area after the notice, on 200 random areas", "holds",
        "micro", test=_MICRO + "test_200_random_areas_hold_everybody_and_none_breaks_the_engine"),
    Row(NIST, "4.1", "who is told an exit that closes takes the next", "holds", "micro",
        test=_MICRO + "test_who_is_told_an_exit_that_closes_takes_the_next"),
    Row(NIST, "5.1", "people crowd at the foot of a stair", "holds", "micro", "rimea-13"),
    Row(NIST, "5.2", "flow through a door no more than its greatest rate", "holds", "meso",
        test=_MESO + "test_a_gate_lets_out_what_its_width_does"),
)  # fmt: skip
"""Every case, done or not."""


def keys() -> list[str]:
    """The cases that rows name, each once."""
    return list(dict.fromkeys(row.key for row in ROWS if row.key))


def table(results: dict[str, str]) -> str:
    """Return the table as Markdown; `results` are what cases found, by key."""
    lines = ["| source | case | criterion | state | engine | found | test |", "|---|---|---|---|---|---|---|"]
    for row in ROWS:
        found = "; ".join(one for one in (results.get(row.key, ""), row.why) if one)
        shown = f"`{row.node.rpartition('::')[2]}`" if row.node else ""
        lines.append(
            f"| {row.source} | {row.number} | {row.criterion} | {row.state} | {row.engine} | {found} | {shown} |"
        )
    return "\n".join(lines) + "\n"


def summary() -> str:
    """Return how many cases are in each state, as a sentence for each guideline."""
    said = []
    for source in (RIMEA, IMO, NIST):
        rows = [row for row in ROWS if row.source == source]
        states = ("holds", "fails", "left out", "not done")
        counts = ", ".join(f"{sum(row.state == state for row in rows)} {state}" for state in states)
        said.append(f"{source}: {counts}.")
    return " ".join(said) + "\n"
