"""What a text is built of, as a screen reader tells it: headings, lists, tables, and the language it speaks."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape

from kommuneside.document import Passage
from kommuneside.problem import Problem

_BOLD_ALONE = re.compile(r"<p><strong>([^<]{3,80})</strong></p>")
_TABLE = re.compile(r"<table.*?</table>", re.DOTALL)
_WRITTEN_TABLE = re.compile(r"^(?=[^\n]*\|)[^\n]+\n(?=[ \t:|]*-)[ \t:|-]+$|<table", re.MULTILINE)
_TITLED_HEADER = re.compile(r"<th\b[^>]*>(?!</th>)")
_FAKE_ITEM = re.compile(r"[ \t]*([-–—*•·▪●‣]|\(?\d{1,2}[.)]|\(?[a-z]\))[ \t]+(?=\S)")
# Two rows of bars, the second of which is no line of dashes, behind an empty line.
_ROWS = re.compile(r"(?:\A|\n[ \t]*\n) {0,3}(\|[^\n]*\|)[ \t]*\n {0,3}\|(?![ \t]*:?-)[^\n]*\|")
_BULLETS = "•·▪●‣"
# How the second item of what is meant as a list stands in the finished HTML; most texts hold none of these.
_SECOND_ITEMS = (
    "\n- ",
    "\n– ",
    "\n— ",
    "\n* ",
    "\n1",
    "\n2",
    "\nb)",
    "\n(",
    *(f"{a}{b}" for b in _BULLETS for a in ("\n", "<p>")),
)
_EMOJI = re.compile("[\u2600-\u27bf\u2b00-\u2bff\U0001f1e6-\U0001faff]")
_EMOJI_BULLET = re.compile(
    r"^[ \t]*(?:[-*+][ \t]+)?([\u2600-\u27bf\u2b00-\u2bff\U0001f1e6-\U0001faff]\ufe0f?)[ \t]+\S", re.MULTILINE
)
_CAPITALS = re.compile(r"(?<![A-ZÆØÅ])[A-ZÆØÅ]{2,}+(?:[ ,]++[A-ZÆØÅ]{2,}+){2,}(?![\w-])")

FEW = 3
"""So many paragraphs without a language are named one by one."""

_ENGLISH = frozenset(
    (
        "the and of to in is that it was with as his be this have from are which you we our your their will can has "
        "been more not they by an at on all would there what about who if or"
    ).split()
)
_DANISH = frozenset(
    (
        "og i er det at på en den af de der med til ikke et har som vi om kan du sig skal han hun men var blev eller "
        "vil fra hvor også ved efter sin have disse din vores"
    ).split()
)
_LATIN = re.compile(r"[A-Za-zÆØÅæøå']+")


def check(passage: Passage, language: str) -> Iterator[Problem]:
    """Every rule on the structure of one text in a language (`da`)."""
    html = passage.converted.html
    if passage.converted.headings:
        yield from headings(passage)
    if "<p><strong>" in html:
        yield from heading_faked(passage)
    if "<table" in html:
        yield from table_header_missing(passage)
    if "<p>|" in html:
        yield from table_not_made(passage)
    yield from list_faked(passage)
    yield from emoji_bullet(passage)
    yield from capitals(passage)
    if not language.startswith("en"):
        yield from language_unmarked(passage)


def headings(passage: Passage) -> Iterator[Problem]:
    """A heading has words, stands under the title, at most one level below the one before (WCAG 1.3.1, 2.4.6)."""
    above = 1
    for index, heading in enumerate(passage.converted.headings):
        if not heading.text:
            yield passage.problem("heading-empty", passage.manuscript.heading(index))
        if heading.written == 1:
            yield passage.problem("heading-first-level", passage.manuscript.heading(index), text=heading.text)
        elif heading.written > above + 1:
            marks = {"written": "#" * heading.written, "better": "#" * (above + 1)}
            yield passage.problem("heading-skipped", passage.manuscript.heading(index), text=heading.text, **marks)
        above = heading.written


def heading_faked(passage: Passage) -> Iterator[Problem]:
    """A line in bold looks like a heading and is none (WCAG 1.3.1)."""
    for match in _BOLD_ALONE.finditer(passage.converted.html):
        text = unescape(match[1])
        if not text.endswith((".", "!", "?", ",", ";")):
            place = passage.manuscript.find(f"**{text}**")
            yield passage.problem("heading-faked", place, text=text.rstrip(":"))


def table_header_missing(passage: Passage) -> Iterator[Problem]:
    """A table says above its columns or beside its rows what they hold (WCAG 1.3.1)."""
    bare = [nth for nth, match in enumerate(_TABLE.finditer(passage.converted.html)) if not _has_header(match[0])]
    starts = [match.start() for match in _WRITTEN_TABLE.finditer(passage.manuscript.prose)] if bare else []
    for nth in bare:
        place = passage.manuscript.place(starts[min(nth, len(starts) - 1)] if starts else 0)
        yield passage.problem("table-header-missing", place)


def table_not_made(passage: Passage) -> Iterator[Problem]:
    """Rows of bars without a line of dashes are no table (WCAG 1.3.1)."""
    manuscript = passage.manuscript
    for match in _ROWS.finditer(manuscript.prose):
        better = "| --- " * (match[1].count("|") - 1) + "|"
        yield passage.problem("table-not-made", manuscript.place(match.start(1)), better=better)


def _has_header(table: str) -> bool:
    return _TITLED_HEADER.search(table) is not None


def list_faked(passage: Passage) -> Iterator[Problem]:
    """Lines that begin with dashes or numbers are a list only with an empty line above (WCAG 1.3.1)."""
    manuscript = passage.manuscript
    html = passage.converted.html
    if not any(beginning in html for beginning in _SECOND_ITEMS):
        return
    run: list[tuple[int, str]] = []
    offset, above = 0, ""
    for line in (*manuscript.prose.split("\n"), " \n"):
        match = _FAKE_ITEM.match(line)
        if match and run and _kind(match[1]) != _kind(run[0][1]):
            yield from _judge_run(passage, run)
            run = []
        if match and (run or above.strip() or match[1] not in "-*"):
            run.append((offset, match[1]))
        elif not match and not (run and not line and run[0][1] in _BULLETS):
            yield from _judge_run(passage, run)
            run = []
        above = line
        offset += len(line) + 1


def _judge_run(passage: Passage, run: list[tuple[int, str]]) -> Iterator[Problem]:
    """Lines that follow each other with one kind of mark (where, mark): a fake where they ended in a paragraph."""
    if len(run) > 1 and _is_in_paragraph(passage, passage.manuscript.prose, run[1][0]):
        yield passage.problem("list-faked", passage.manuscript.place(run[0][0]), mark=run[0][1])


def _kind(mark: str) -> str:
    """What makes marks alike: the sign itself, or that they count."""
    return mark if len(mark) == 1 else "1"


def emoji_bullet(passage: Passage) -> Iterator[Problem]:
    """An emoji is read aloud by its name, before each item."""
    body = passage.text.body
    data = body.encode()  # an emoji's first byte is one of two; both are looked for faster than the emoji
    if b"\xf0" not in data and (b"\xe2" not in data or not _EMOJI.search(body)):
        return
    matches = list(_EMOJI_BULLET.finditer(passage.manuscript.prose))
    if len(matches) > 1:
        yield passage.problem("emoji-bullet", passage.manuscript.place(matches[0].start(1)), mark=matches[0][1])


def capitals(passage: Passage) -> Iterator[Problem]:
    """Words in capitals are slow to read, and may be spelt out letter by letter."""
    for match in _CAPITALS.finditer(passage.manuscript.words):
        if any(len(word.strip(",")) > 4 for word in match[0].split()) and "," not in match[0]:
            yield passage.problem("text-capitals", passage.manuscript.place(match.start()), text=match[0])
    title = passage.text.fields.title
    if title.isupper() and " " in title and sum(map(str.isalpha, title)) > 7:
        yield passage.problem("text-capitals", passage.field_place("title", title), text=title)


def language_unmarked(passage: Passage) -> Iterator[Problem]:
    """A paragraph in English says so, or it is read aloud as if it were Danish (WCAG 3.1.2)."""
    manuscript = passage.manuscript
    words = manuscript.words
    if " the " not in words and " of " not in words and " and " not in words:
        return
    english = [unit for unit in manuscript.units if _is_english(words[unit.start : unit.end])]
    unmarked = [unit for unit in english if not _is_marked(passage, unit.start)]
    # A whole text in English is one mistake.
    for unit in unmarked if len(unmarked) <= FEW else unmarked[:1]:
        text = " ".join(words[unit.start : unit.end][:50].split()[:-1])
        yield passage.problem("language-unmarked", manuscript.place(unit.start), text=text)


def _is_english(text: str) -> bool:
    """Whether a text of some length has many of the words that only English is full of."""
    said = [word.lower() for word in _LATIN.findall(text)]
    if len(said) < 8:
        return False
    english = sum(word in _ENGLISH for word in said)
    danish = sum(word in _DANISH for word in said)
    return english >= 2 and english * 5 >= len(said) and english > 2 * danish


def _is_in_paragraph(passage: Passage, prose: str, offset: int) -> bool:
    """Whether the line at an offset stands in a paragraph of the finished HTML, mark and all."""
    line = prose[offset : (prose.find("\n", offset) + 1 or len(prose) + 1) - 1].strip()
    mark, words = (*line.split(None, 1), "", "")[:2]
    start = re.escape(mark) + r"[ \t]+" + re.escape(re.split(r"[\[*_<`&]", words.strip())[0][:20])
    return re.search(rf"(?:\n|<br>|<p>)[ \t]*{start}", unescape(passage.converted.html)) is not None


def _is_marked(passage: Passage, offset: int) -> bool:
    """Whether the paragraph around an offset names a language: `<p lang="en">` or `{: lang=en }`."""
    body = passage.text.body
    start = body.rfind("\n\n", 0, offset) + 1
    end = body.find("\n\n", offset)
    return "lang=" in body[start : end if end >= 0 else len(body)]
