"""Every article that policies and duties cite was read somewhere, or it is named as not read."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from impetus.law.duties import DUTIES, table
from impetus.model.text import LOCALES
from impetus.policy import articles
from impetus.policy.articles import NOT_READ, READ, cited, source, unread
from impetus.policy.engine import engine

CITATIONS = sorted({one.article for one in engine().policies.values()} | {row.article for row in DUTIES})


@pytest.mark.parametrize("citation", CITATIONS)
def test_each_article_was_read_or_is_named_as_not_read(citation: str) -> None:
    for article in cited(citation):
        known = source(article)
        assert known is not None or article.partition("(")[0] in NOT_READ, article
        assert known is None or known.address.startswith("http")


def test_nothing_is_called_read_and_not_read() -> None:
    assert not set(READ) & set(NOT_READ)
    assert unread("GDPR art. 24; LED art. 4(1)(b), 4(1)(e), 25; GDPR art. 5(1)(b)") == ["LED 4(1)(e)", "LED 25"]


def test_a_paragraph_that_was_not_read_is_not_covered_by_another() -> None:
    assert source("GDPR 28(1)") is not None
    assert source("GDPR 28(3)") is None
    assert source("GDPR 28") is None
    assert source("LED 4(1)(c)") is not None
    assert source("LED 4(1)") is None


def test_the_page_marks_what_was_not_read() -> None:
    assert "(not read: LED 25(1))" in table()
    assert all(f"| {article} |" in articles.table() for article in (*READ, *NOT_READ))


@pytest.mark.parametrize("bad", ["", "art. 5", "5(1)(b)", "the GDPR", "GDPR art. five", "CRA art. 13"])
def test_a_citation_that_names_no_law_is_refused(bad: str) -> None:
    with pytest.raises(ValueError, match="no article"):
        cited(bad)


@given(st.text(max_size=60))
def test_any_text_is_read_or_refused(text: str) -> None:
    try:
        found = cited(text)
    except ValueError:
        return
    assert all(one.startswith(("GDPR ", "LED ", "AI Act ")) for one in found)


def test_titles_and_reasons_of_policies_are_in_three_languages() -> None:
    for policy in engine().policies.values():
        for said in (policy.title, policy.reason):
            texts = [said.in_(locale) for locale in LOCALES]
            assert all(texts), policy.id
            assert len(set(texts)) == len(LOCALES), policy.id
