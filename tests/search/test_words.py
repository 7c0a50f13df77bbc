"""What people type becomes a search that PostgreSQL takes, whatever it is; snippets hold the word."""

from hypothesis import given
from hypothesis import strategies as st

from impetus.search.words import MOST_WORDS, plain, prefixed, snippet, words_of


def test_words_are_plain() -> None:
    assert words_of("Töölö, Før  A-12 'Città'") == ["toolo", "for", "a-12", "citta"]
    assert prefixed(["a-12", "sme"]) == "a12 & sme:*"
    assert prefixed([]) == ""


@given(st.text())
def test_plain_keeps_every_letter_in_its_place(text: str) -> None:
    assert len(plain(text)) == len(text)


@given(st.text(max_size=300))
def test_anything_typed_is_a_few_plain_words(typed: str) -> None:
    words = words_of(typed)
    assert len(words) <= MOST_WORDS
    assert all(word == plain(word) for word in words)
    assert not set("|!():'\\<>\x00") & set(prefixed(words).removesuffix(":*"))


@given(
    st.lists(st.text(st.characters(categories=["Ll"]), min_size=1, max_size=12), min_size=1, max_size=120), st.data()
)
def test_a_snippet_is_short_and_shows_the_word(parts: list[str], data: st.DataObject) -> None:
    text = " ".join(parts)
    word = plain(data.draw(st.sampled_from(parts)))
    part = snippet(text, [word])
    assert len(part) <= 162
    assert word in plain(part)
