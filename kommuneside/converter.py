"""Markdown → HTML as python-markdown writes it: not yet safe, `markup` sees to that.

python-markdown tries every pattern it has on every paragraph. A pattern can only match where its mark stands in the
text, so each text is given to a converter with no more patterns than its marks call for: the same HTML in a third of
the time (a test holds it against the whole converter's).
"""

from __future__ import annotations

import threading
from functools import lru_cache
from importlib import import_module

import markdown
from markdown.extensions import Extension
from markdown.extensions.footnotes import FootnoteExtension

from kommuneside.code_spans import CodeSpans
from kommuneside.slug import slugify

# What python-markdown registers, and the marks without any of which it never does a thing.
_PATTERNS: dict[str, tuple[str, ...]] = {
    "backtick": ("`",),
    "escape": ("\\",),
    "reference": ("[",),
    "link": ("[",),
    "image_link": ("![",),
    "image_reference": ("![",),
    "short_reference": ("[",),
    "short_image_ref": ("![",),
    "autolink": ("<",),
    "automail": ("<",),
    "linebreak": ("  \n", "\t", "<"),  # a tab becomes spaces, a block of HTML gets lines of its own
    "html": ("<",),
    "entity": ("&",),
    "em_strong": ("*", "_"),
}
_PREPROCESSORS: dict[str, tuple[str, ...]] = {"html_block": ("<",)}
_EXTENSIONS: dict[str, tuple[str, ...]] = {
    "abbr": ("*[",),
    "attr_list": ("{",),
    "def_list": ("\n:", "\n :", "\n  :", "\n   :"),
    "fenced_code": ("```", "~~~"),
    "footnotes": ("[^",),
    "tables": ("|",),
}
_MARKS = tuple({mark for needs in (_PATTERNS, _EXTENSIONS) for marks in needs.values() for mark in marks})


def convert(text: str, prefix: str = "") -> str:
    """A text's Markdown as HTML; the ids of its footnotes begin with `prefix`.

    Raises RecursionError for a text that nests too deep; and there are short ones that take python-markdown years.
    """
    converter = _converter(frozenset(mark for mark in _MARKS if mark in text), threading.get_ident())
    converter.reset()
    for extension in converter.registeredExtensions:
        if isinstance(extension, _Footnotes):
            extension.prefix = prefix
    try:
        return converter.convert(text)
    except BaseException:
        _converter.cache_clear()  # one that was broken off remembers how deep in a list it stood
        raise


@lru_cache(maxsize=256)
def _converter(marks: frozenset[str], _thread: int) -> markdown.Markdown:
    """A converter for texts with these marks, made once: making one costs as much as converting three sections."""
    extensions = [_extension("sane_lists")]
    extensions += [_extension(name) for name, own in _EXTENSIONS.items() if marks.intersection(own)]
    converter = markdown.Markdown(extensions=extensions)
    converter.inlinePatterns.register(CodeSpans(), "backtick", 190)  # python-markdown's own place for them
    for registry, needs in ((converter.inlinePatterns, _PATTERNS), (converter.preprocessors, _PREPROCESSORS)):
        for name, own in needs.items():
            if not marks.intersection(own):
                registry.deregister(name)
    return converter


class _Footnotes(FootnoteExtension):
    """Footnotes whose ids stay apart when several texts meet on one page."""

    prefix = ""

    def __init__(self) -> None:
        super().__init__(BACKLINK_TITLE="")

    def makeFootnoteId(self, id: str) -> str:  # noqa: N802, A002 - python-markdown's names
        return f"{self.prefix}fn:{slugify(id)}"

    def makeFootnoteRefId(self, id: str, found: bool = False) -> str:  # noqa: N802, A002
        return self.unique_ref(f"{self.prefix}fnref:{slugify(id)}", found)

    def unique_ref(self, reference: str, found: bool = False) -> str:
        """The reference, numbered from the second time that the text names its note; the colon parts name and note."""
        if not found:
            return reference
        self.found_refs[reference] = number = self.found_refs.get(reference, 0) + 1
        return reference if number == 1 else reference.replace(":", f"{number}:")


def _extension(name: str) -> Extension:
    """An extension by its module: python-markdown would search every installed package for the name."""
    if name == "footnotes":
        return _Footnotes()
    settings = {"use_align_attribute": True} if name == "tables" else {}
    return import_module(f"markdown.extensions.{name}").makeExtension(**settings)  # type: ignore[no-any-return]
