"""Whether a text can be read by those it is for: long sentences and paragraphs, heavy words, abbreviations."""

from __future__ import annotations

import re
from collections.abc import Iterator

from kommuneside.config import Config
from kommuneside.document import Document, Passage
from kommuneside.problem import Problem
from kommuneside.schema import PageFields

LONGEST_SENTENCE = 35
LONGEST_PARAGRAPH = 120
HARD, VERY_HARD = 45, 55
LONG_WORD = 6
ENOUGH_WORDS = 100
"""LIX of a few sentences swings with each of them; only from here on does it say something."""

# A full stop behind these ends no sentence. What is looked back for comes last: a search then runs from stop to stop.
_SENTENCE_END = re.compile(
    r"(?:[!?]|\.(?<!\b[a-zæøå]\.)(?<!\b(?:ca|nr|kl|dr|fx|jf)\.)(?<!\b(?:stk|pkt|max|min|pct|mio|mia|tlf)\.)(?<!\bmaks\.)"
    r"(?!(?<=\d\.)\s+[^A-ZÆØÅ]))[\"”»)\]]*\s+(?=[A-ZÆØÅ0-9\"„»“(\[–])"
)
_STOP = re.compile(r"[.!?:](?=\s|$)")
_WORD = re.compile(r"\w+(?:[-'’´]\w+)*")
_CAPITALS = re.compile(r"[A-ZÆØÅ][A-ZÆØÅ]{1,4}(?![\w&]|/\w)")
_MARKS = ".,:;!?\"'”»«()[]–*_"
_ROMAN = re.compile(r"[IVXLC]+")

# Known to anyone who reads a Danish municipality's pages, or names that stand for nothing else.
KNOWN = frozenset(
    (
        "AB ADHD AIDS AM ATP BBR BMI CD CO COVID CPR CVR DK DM DNA DR DSB DVD EAN ECTS EF EM EU FAQ FN GB GDPR GPS HF "
        "HIV HPV HR HTML IBM ID IP IQ IT KB LED LGBT MB MIT MR NASA NATO NB NEM NGO OBS OECD OK OL PC PDF PM PR PS "
        "SF SFO SKAT SMS SOS SU SUV TV UK UNESCO UNICEF URL USA USB VHS VM VVS WC WHO WIFI"
    ).split()
)


def check(passage: Passage) -> Iterator[Problem]:
    """Every rule on one Danish text by itself."""
    yield from lengths(passage)
    yield from lix(passage)
    fields = passage.text.fields
    lead = fields.lead if isinstance(fields, PageFields) else None
    if lead and len(lead) > 3 * LONGEST_SENTENCE:
        for _, sentence in sentences(lead):
            if (number := len(_WORD.findall(sentence))) > LONGEST_SENTENCE:
                yield passage.problem(
                    "sentence-long", passage.field_place("lead", sentence), words=number, limit=LONGEST_SENTENCE
                )


def lengths(passage: Passage) -> Iterator[Problem]:
    """A sentence has at most 35 words, a paragraph at most 120."""
    manuscript = passage.manuscript
    words = manuscript.words
    for unit in manuscript.units:
        if unit.end - unit.start < 3 * LONGEST_SENTENCE:
            continue  # too few letters for so many words
        text = words[unit.start : unit.end]
        number = text.count(" ") + text.count("\n") + 1
        if number > LONGEST_PARAGRAPH and (number := len(_WORD.findall(text))) > LONGEST_PARAGRAPH:
            place = manuscript.place(unit.start)
            yield passage.problem("paragraph-long", place, words=number, limit=LONGEST_PARAGRAPH)
        if number > LONGEST_SENTENCE:
            for offset, sentence in sentences(text):
                if sentence.count(" ") < LONGEST_SENTENCE - 3:
                    continue
                if (length := len(_WORD.findall(sentence))) > LONGEST_SENTENCE:
                    place = manuscript.place(unit.start + offset)
                    yield passage.problem("sentence-long", place, words=length, limit=LONGEST_SENTENCE)


def lix(passage: Passage) -> Iterator[Problem]:
    """Words a sentence and long words in a hundred: over 45 is hard to read, over 55 very hard (Björnsson's LIX)."""
    words, units = passage.manuscript.words, passage.manuscript.units
    runs = [words[unit.start : unit.end] for unit in units]
    text = "\n".join(runs)
    if len(text) < 4 * ENOUGH_WORDS:
        return
    found = text.split()
    if len(found) < ENOUGH_WORDS:
        return
    long = [word for word in found if len(word) > LONG_WORD and len(word.strip(_MARKS)) > LONG_WORD]
    stops = len(_STOP.findall(text)) + sum([run.rstrip()[-1:] not in ".!?:" for run in runs])
    value = round(len(found) / stops + 100 * len(long) / len(found))
    if value < HARD:
        return
    _, start, sentence = max(
        (_weight(sentence), -(unit.start + offset), sentence)
        for unit, run in zip(units, runs, strict=True)
        for offset, sentence in sentences(run)
    )
    rule = "lix-very-hard" if value >= VERY_HARD else "lix-hard"
    yield passage.problem(rule, passage.manuscript.place(-start), lix=value, sentence=_shorten(sentence))


def abbreviation_unexplained(document: Document, config: Config) -> Iterator[Problem]:
    """An abbreviation is written out once on a page, or explained in config.yaml."""
    known = {*KNOWN, *config.abbreviations}
    for passage in document.passages:
        for match in _CAPITALS.finditer(passage.manuscript.words):
            name = match[0]
            if name in known or not _is_abbreviation(match):
                continue
            known.add(name)
            if not any(_is_explained(name, other.text.body) for other in document.passages):
                yield passage.problem("abbreviation-unexplained", passage.manuscript.place(match.start()), name=name)


def sentences(text: str) -> list[tuple[int, str]]:
    """The sentences of a paragraph, each with where it begins in it."""
    found, start = [], 0
    for match in _SENTENCE_END.finditer(text):
        found.append((start, text[start : match.end()].rstrip()))
        start = match.end()
    if start < len(text):
        found.append((start, text[start:].rstrip()))
    return found


def _weight(sentence: str) -> float:
    """About a sentence's own LIX, from its words as they stand between spaces."""
    found = sentence.split()
    return len(found) + 100 * len([1 for word in found if len(word) > 7]) / max(8, len(found))


def _shorten(sentence: str) -> str:
    """The beginning of a sentence, enough to know it by."""
    flat = " ".join(sentence.replace("[", "").split())
    return flat if len(flat) <= 60 else flat[:60].rpartition(" ")[0] + " …"


def _is_explained(name: str, text: str) -> bool:
    return f"({name})" in text or f"{name} (" in text or f"*[{name}]:" in text or f"{name}, dvs." in text


def _is_abbreviation(match: re.Match[str]) -> bool:
    """Whether the capitals are a word of their own, no Roman number, and not one of several that another rule names."""
    text, start = match.string, match.start()
    if (start and (text[start - 1].isalnum() or text[start - 1] in "_/&-")) or _ROMAN.fullmatch(match[0]):
        return False
    around = text[max(0, start - 12) : match.end() + 12]
    return not re.search(rf"[A-ZÆØÅ]{{2,}} {match[0]}\b|\b{match[0]} [A-ZÆØÅ]{{2,}}\b", around)
