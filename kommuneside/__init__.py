"""Kommuneside turns a folder of Markdown and YAML into an accessible static site.

The flow, one room a step and never backwards:

    frontmatter → schema → text         a file becomes fields and Markdown, each field with its line
    → content                           text files become pages and sections
    → site                              every address, menu and breadcrumb is known from here on
    → markup → render                   Markdown becomes safe HTML, templates make it pages
    → embeds                            what a text names beside it: charts (`charts/`), pictures, files' sizes
    → checks → sheet                    what a reader would stumble on, as Problems; a page as the others see it
    → publish                           written aside, swapped in at once

What a page became is kept in memory and `.cache/` (`memory`, `cache`, `kept`) under names of all it depends on
(`frame`); what was published is kept in `spare`; and where nothing changed, `again` says so before all this is read.

`make.py` tells it on one screen, `cli.py` is the only room that prints, `texts/` holds every sentence.
"""

__version__ = "0.1.0"
