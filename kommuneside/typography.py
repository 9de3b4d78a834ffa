"""How a text is set: CO₂, numbers kept with their %, phrases in other languages, abbreviations explained.

The text that a reader copies or searches stays the author's.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import cached_property
from html import escape, unescape

from msgspec import Struct

from kommuneside.safety import TAG

_FORMULA = re.compile(r"\b(CO|N|CH)([24])(?=\b|[eO]\b)")
_PERCENT = re.compile(r"(?<=\d) (?=%)")
_VERBATIM = {"code", "pre", "kbd", "samp"}
_EXPLAINED = {"abbr", "a", "h1", "h2", "h3", "h4", "h5", "h6"}
"""Where no abbreviation is explained: it is already, or a link's or heading's name would change with it."""


class Typography(Struct, frozen=True, dict=True):
    """Sets one page's texts in the order they stand; `explained` grows with the abbreviations met.

    `phrases` gives the language of a phrase, `abbreviations` what one stands for.
    """

    phrases: Mapping[str, str] = {}
    abbreviations: Mapping[str, str] = {}
    explained: dict[str, str] = {}

    @cached_property
    def words(self) -> re.Pattern[str] | None:
        """Every phrase and abbreviation, the longest first; None where the site has none."""
        # Behind an & no word begins in escaped text, but the name of a sign: `amp`, `lt`.
        words = sorted((*self.phrases, *self.abbreviations), key=len, reverse=True)
        listed = "|".join(re.escape(escape(word, quote=False)) for word in words)
        return re.compile(rf"(?<![\w&])(?:{listed})(?!\w)") if words else None

    def html(self, html: str) -> str:
        """HTML as nh3 writes it, set but for what is shown as it was typed."""
        called_for = (self.words, _FORMULA, _PERCENT)
        return "".join(self._walk(html)) if any(p and p.search(html) for p in called_for) else html

    def text(self, text: str, explain: bool = False) -> str:
        """An escaped text, set; its new abbreviations explained where that is wanted."""
        if not self.words:
            return _set(text)
        end, parts = 0, []
        for match in self.words.finditer(text):
            parts += [_set(text[end : match.start()]), self._marked(match[0], explain)]
            end = match.end()
        return "".join((*parts, _set(text[end:])))

    def _walk(self, html: str) -> Iterator[str]:
        end, verbatim, named = 0, 0, 0
        for match in TAG.finditer(html):
            text = html[end : match.start()]
            yield text if verbatim else self.text(text, explain=not named)
            yield match[0]
            end = match.end()
            step = -1 if match[1] else 1
            verbatim += step * (match[2] in _VERBATIM)
            named += step * (match[2] in _EXPLAINED)
        yield self.text(html[end:], explain=True)

    def _marked(self, word: str, explain: bool) -> str:
        """A phrase with its language (WCAG 3.1.2), or an abbreviation with what it stands for (WCAG 3.1.4)."""
        plain, shown = unescape(word), _set(word)
        if language := self.phrases.get(plain):
            return f'<span lang="{escape(language)}">{shown}</span>'
        if not explain or plain in self.explained:
            return shown
        self.explained[plain] = self.abbreviations[plain]
        return f'<abbr title="{escape(self.abbreviations[plain])}">{shown}</abbr>'


def set_plainly(text: str) -> str:
    """CO2 as CO₂ where there are no elements, as in a drawing."""
    return _FORMULA.sub(lambda match: match[1] + {"2": "₂", "4": "₄"}[match[2]], text)


def _set(text: str) -> str:
    """CO2 as CO₂, and `25 %` on one line."""
    if "2" in text or "4" in text:
        text = _FORMULA.sub(r"\1<sub>\2</sub>", text)
    return _PERCENT.sub("\u00a0", text) if " %" in text else text


PLAIN = Typography()
"""The typography of a site with no words of its own."""
