"""The page that every peer makes: one skeleton in HTML, said in each one's template language.

It has what a page of Kommuneside has (inline style and script, menu, breadcrumbs, lead, contents, accordion, contact,
date), but none of what Kommuneside alone does: hashes, structured data, a copy button a section.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from kommuneside.assets import Assets
from kommuneside.make import HOUSE

SITE = "Testkommune"
ADDRESS = "https://www.example.org/"
MENU_LENGTH = 7
RUN = '<meta name="bench" content="{}">'
"""What the bench changes in a template, so that every page must change."""

_PAGE = """<!doctype html>
<html lang="da">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title><<title>> – Testkommune</title>
<meta name="description" content="<<lead>>">
<link rel="canonical" href="<<canonical>>">
<meta property="og:type" content="website">
<meta property="og:title" content="<<title>>">
<meta property="og:description" content="<<lead>>">
<meta property="og:url" content="<<canonical>>">
<meta property="og:site_name" content="Testkommune">
<meta property="og:locale" content="da_DK">
<meta name="color-scheme" content="light dark">
<<run>>
<style><<style>></style>
<script><<script>></script>
</head>
<body id="_top">
<a class="skip-link" href="#_main">Gå til indholdet</a>
<header class="site-header"><div class="wrap"><a href="/">Testkommune</a>
<nav aria-label="Hovedmenu"><ul>
<<menu>>
</ul></nav></div></header>
<nav class="breadcrumbs" aria-label="Brødkrumme"><ol class="wrap">
<li><a href="/">Testkommune</a></li><li><span aria-current="page"><<title>></span></li>
</ol></nav>
<main id="_main" tabindex="-1">
<div class="intro"><div class="wrap"><h1><<title>></h1><p class="lead"><<lead>></p></div></div>
<div class="layout wrap"><div class="column">
<<main>>
<section class="contact"><h2>Kontakt</h2><address>Testkommune<br>Torvet 1<br>4330 Hvalsø</address></section>
<p>Senest opdateret <<updated>></p>
<a class="back-to-top" href="#_top">Til toppen</a>
</div></div>
</main>
<footer class="site-footer"><div class="wrap"><p>Testkommune, Torvet 1, 4330 Hvalsø</p></div></footer>
</body>
</html>
"""

LINK = '<li><a href="{address}">{title}</a></li>'
SECTION = """<h3>{title}</h3>
<div class="panel" id="{slug}"{extra}><div class="prose"{extra}>
{body}
</div></div>"""


def page(words: Mapping[str, str]) -> str:
    """The skeleton with a template language's `words` for title, lead, canonical, menu, main and updated."""
    fixed = {"style": styles(), "script": script(), "run": RUN.format(0)}
    return re.sub(r"<<(\w+)>>", lambda blank: {**fixed, **words}[blank[1]], _PAGE)


def styles() -> str:
    """Kommuneside's own style sheets, so that every page is about as long as ours."""
    names = sorted(name for name in _assets().paths if name.endswith(".css"))
    return _assets().text(names)


def script() -> str:
    """Kommuneside's own accordion script."""
    return _assets().text(["accordion.js"])


def _assets() -> Assets:
    return Assets([HOUSE / "static"])
