"""Sentences are complete in the three languages and carry their figures."""

import re

import pytest
from tests.alerts.triage.streams import silence

from impetus.alerts.triage import words
from impetus.alerts.triage.facts import Reason
from impetus.alerts.triage.rules import RULES

REASONS = [
    words.repeat("repeat", 2, 30_000, 1_200_000, "a"),
    words.repeat("chatter", 12, 3_600_000, 9_000_000, "a"),
    words.unshown_repeat(2, 600_000),
    words.habitual(4.2, 1_000),
    words.part_of_group(2_000, "Square", "a"),
    words.silenced(silence()),
    words.silenced(silence(kind="maintenance")),
    words.storm(30),
    words.awaiting("three", 1, 3, 600),
    words.near(1_400, 180_000, "Square", "a"),
    words.same_thing(60_000, "Square"),
    words.follows("name", 1_000, "Square", "a"),
    words.follows("burst", 3_000, "Square", "a"),
    words.counted_together("three"),
    words.risen(1, 4),
    words.met("three", 3, 600),
    words.ended("silence", "w"),
    words.ended("maintenance", "w"),
    words.room(600_000),
    words.lasting(7_200_000),
]


@pytest.mark.parametrize("reason", REASONS, ids=lambda reason: reason.text.en[:40])
def test_each_sentence_is_whole_in_each_language(reason: Reason):
    sentences = [reason.text.en, reason.text.it, reason.text.nb]
    assert len(set(sentences)) == 3
    figures = [re.findall(r"\d+", sentence) for sentence in sentences]
    assert figures[0] == figures[1] == figures[2] or sorted(figures[0]) == sorted(figures[1]) == sorted(figures[2])
    assert reason.rule in RULES


def test_every_rule_is_named_by_a_sentence():
    assert {reason.rule for reason in REASONS} == set(RULES)


def test_rules_are_whole_in_each_language():
    for rule in RULES.values():
        for text in (rule.title, rule.what):
            assert len({text.en, text.it, text.nb}) == 3


def test_lengths_of_time_and_ways_read_well():
    assert words.near(140, 180_000, "Square", "a").text.en == "joined because 140 m and 3 minutes from “Square”"
    assert words.near(1_400, 7_300_000, "Square", "a").text.it == "unito perché a 1.4 km e 2 ore da «Square»"
    assert words.near(12.4, 1_000, "Square", "a").text.nb == "slått sammen fordi 12 m og 1 sekund fra «Square»"
