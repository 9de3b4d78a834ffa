"""Style sheets and scripts without their comments and indentation, for what pages carry inline.

Written here because no minifier is to be had built for every system: a page must come out the same on each.
Names and values stay as they were written; compression on the host does the rest.
"""

from __future__ import annotations

import re

_CSS_PARTS = re.compile(
    r"""(?P<kept>"(?:\\.|[^"\\])*"|'(?:\\.|[^'\\])*'|url\([^"')]*\))|(?P<dropped>/\*.*?\*/)|(?P<space>\s+)""",
    re.DOTALL,
)
# Only comments that have lines of their own: one behind code may be part of a text or a pattern.
_JS_LINE_COMMENT = re.compile(r"^[ \t]*//.*$", re.MULTILINE)
_JS_BLOCK_COMMENT = re.compile(r"^[ \t]*/\*.*?\*/[ \t]*$", re.DOTALL | re.MULTILINE)


def minify_css(text: str) -> str:
    """The same style sheet on one line; texts in quotes and addresses stay untouched."""
    kept: list[str] = []

    def simplify(match: re.Match[str]) -> str:
        if match["kept"] is None:
            return " " if match["space"] else ""
        kept.append(match["kept"])
        return f"\0{len(kept) - 1}\0"

    text = _CSS_PARTS.sub(simplify, text)
    # No space is dropped before a colon (`a :hover` is not `a:hover`) or around + and - (`calc` needs it).
    text = re.sub(r" ?([{};,]) ?", r"\1", re.sub(" +", " ", text))
    text = re.sub(r": ", ":", text).replace(";}", "}").strip()
    return re.sub("\0(\\d+)\0", lambda match: kept[int(match[1])], text)


def minify_js(text: str) -> str:
    """The same script without indentation, empty lines and the comments that have lines of their own."""
    if any(line.count("`") % 2 for line in text.splitlines()):  # a text over several lines, whose spaces count
        return text.strip()
    text = _JS_LINE_COMMENT.sub("", _JS_BLOCK_COMMENT.sub("", text))
    return "\n".join(line.strip() for line in text.splitlines() if line.strip())
