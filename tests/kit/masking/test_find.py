"""What masking finds, how much of it, how little else, in linear time and whatever the text."""

import itertools
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.kit.masking.texts import SEEN, UNSEEN, Example

from impetus.kit.masking import CATEGORIES, find, mask, names, numbers, shown
from impetus.kit.masking.lists import GIVEN, NEVER, SURNAMES

RECALL, PRECISION = 0.9, 0.9
"""What is promised of texts that the rules were not written from; measured figures are in docs/law.md."""


def measure(examples: list[Example]) -> tuple[float, float, list[str]]:
    """Recall and precision by characters' overlap of spans, whatever the category, and what went wrong."""
    found_all = wanted_all = hit = right = 0
    wrong: list[str] = []
    for one in examples:
        found = find(one.text)
        wanted_all, found_all = wanted_all + len(one.wanted), found_all + len(found)
        for start, end, category in one.wanted:
            inside = {place for span in found for place in range(span.start, span.end)}
            core = [place for place in range(start, end) if one.text[place].isalnum()]
            if sum(place in inside for place in core) >= 0.8 * len(core):
                hit += 1
            else:
                wrong.append(f"missed {category} {one.text[start:end]!r} in {one.text!r}")
        for span in found:
            if any(span.start < end and start < span.end for start, end, _ in one.wanted):
                right += 1
            else:
                wrong.append(f"too much: {one.text[span.start : span.end]!r} as {span.category} in {one.text!r}")
    return hit / wanted_all, right / found_all, wrong


def test_all_of_the_texts_it_was_written_from() -> None:
    recall, precision, wrong = measure(SEEN)
    assert (recall, precision) == (1.0, 1.0), wrong


def test_texts_never_seen() -> None:
    recall, precision, wrong = measure(UNSEEN)
    assert recall >= RECALL, wrong
    assert precision >= PRECISION, wrong


@given(st.text(max_size=400) | st.text(alphabet="@.+-0123456789 aAbB:/[]", max_size=400))
def test_any_text(text: str) -> None:
    spans = find(text)
    assert all(0 <= span.start < span.end <= len(text) and span.category in CATEGORIES for span in spans)
    assert all(one.end <= other.start for one, other in itertools.pairwise(spans))
    masked = mask(text)
    assert masked.spans == tuple(spans)
    at, rest = 0, masked.text
    for span in spans:  # all else stays as it was
        assert rest.startswith(text[at : span.start] + f"[{span.category}]")
        rest, at = rest[len(text[at : span.start]) + len(span.category) + 2 :], span.end
    assert rest == text[at:]


@given(
    st.sampled_from(["Kari Nordmann", "Giuseppe Bianchi", "+47 412 34 567", "x.y@example.org", "FZ318KL", "@wolf_1"]),
    st.sampled_from(["", "saw ", "visto da ", "sett av ", "(", "at 17:45 "]),
    st.sampled_from(["", ".", ", she said", ")", " poi via", "\n"]),
)
def test_what_is_planted_is_gone(planted: str, before: str, after: str) -> None:
    assert planted not in mask(before + planted + after).text


@pytest.mark.parametrize("text", ["a.", "1 ", "a@", "@a", "Kari ", "via A ", "12:", "[", "A", "+4", "Anna di "])
def test_time_grows_with_the_length_alone(text: str) -> None:
    """Ten times the text takes no more steps for each sign: expressions repeat a fixed number of times."""
    long = text * 4000
    assert len(mask(long).text) > 0


def test_names_of_colleagues_who_are_mentioned_stay() -> None:
    masked = mask("@Sanna Virta come; Kari Nordmann waits", keep=["Sanna Virta"])
    assert masked.text == "@Sanna Virta come; [name] waits"


@pytest.mark.parametrize(
    ("locale", "words"),
    [("en", "[phone] [e-mail] [x]"), ("it", "[telefono] [e-mail] [x]"), ("nb", "[telefon] [e-post] [x]")],
)
def test_marks_are_shown_in_the_reader_s_language(locale: str, words: str) -> None:
    assert shown("[phone] [e-mail] [x]", locale) == words


def test_lists_hold_words_alone() -> None:
    assert all(re.fullmatch(r"[^\W\d_]+(?:['-][^\W\d_]+)*", word) for word in GIVEN | SURNAMES | NEVER)


def test_passing_over_forms_that_cannot_be_there_changes_nothing() -> None:
    pieces = [one.text for one in (*SEEN, *UNSEEN)] + [
        "::1", "fe80::1%eth0", "2001:db8:0:0:0:ff00:42:8329", "1:2:3:4:5:6:10.0.0.1", "aa-bb-cc-dd-ee-ff", "at 14:00",
        "RSSMRA85T10A562S", "rssmralmtlmalmnS", "lives at Storgata 5", "hjemmeadresse: Storgata 5 b",
        "@ada", "x.com/ada",
    ]  # fmt: skip

    @given(st.lists(st.sampled_from(pieces) | st.text(":-./@ 0123456789ABCDEFabcdef", max_size=30), max_size=4))
    def same(parts: list[str]) -> None:
        text = " ".join(parts)
        every = [
            (hit.start(), check(text, hit), category)
            for category, form, check, _ in numbers._CHECKS
            for hit in form.finditer(text)
            if check(text, hit)
        ]
        every += [
            (hit.start(1), hit.end(1), "plate")
            for hit in numbers._PLATE_CUE.finditer(text)
            if any(sign.isdigit() for sign in hit[1])
        ]
        assert [tuple(span) for span in numbers.numbers(text)] == every
        homes = [hit.end() for hit in names._HOME.finditer(text)]
        taken = [span for span in find(text) if span.category != "address"]
        persons = [span.end for span in taken if span.category in ("name", "national_id", "phone")]
        wanted = [
            hit.span()
            for hit in names._STREET.finditer(text)
            if names._after(homes, hit.start()) or names._after(persons, hit.start())
        ]
        assert [(span.start, span.end) for span in names.addresses(text, taken)] == wanted

    same()
