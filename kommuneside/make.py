"""The whole story: read, arrange, convert, check, render, publish."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from kommuneside import checks, config, content, document, metadata, publish, render, site
from kommuneside.assets import Assets
from kommuneside.problem import Problem, has_errors

HOUSE = Path(__file__).resolve().parent.parent
"""The repository's own folder, whose templates and static files every site may fall back on."""


@dataclass(frozen=True, slots=True)
class Order:
    """What is asked for: the site's folder, where it is published, and how strictly."""

    site: Path = HOUSE
    output: Path | None = None
    base_url: str | None = None
    strict: bool = False
    drafts: bool = False
    write: bool = True
    jobs: int = 0
    cache: bool = True

    @property
    def destination(self) -> Path:
        """Where the site is published."""
        return self.output or self.site / "public"


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of it: the problems found, what was made and, where it was published, what that changed."""

    problems: tuple[Problem, ...]
    language: str = "da"
    config_ok: bool = True
    pages: int = 0
    sections: int = 0
    files: Mapping[str, bytes] | None = None
    changes: publish.Changes | None = None

    @property
    def has_errors(self) -> bool:
        """Whether something in the content stopped the publication."""
        return has_errors(self.problems)

    @property
    def published(self) -> bool:
        """Whether the site stands where it should."""
        return self.changes is not None


def make(order: Order) -> Outcome:
    """Carry out an order; every mistake is in the outcome, and an error means that nothing was written."""
    if order.write:
        publish.refuse_foreign(order.destination, order.site)
    settings, problems = config.read(order.site, order.base_url)
    if settings is None:
        return Outcome(problems, config_ok=False)
    read = content.read(order.site, order.drafts)
    arranged = site.arrange(read, settings)
    documents = {page.address: document.convert(page, arranged) for page in arranged.pages.values()}
    problems = weigh((*read.problems, *checks.check(documents, arranged)), settings, order.strict)
    found = Outcome(problems, settings.language, pages=len(documents), sections=_count_sections(documents.values()))
    if has_errors(problems):
        return found
    files = dict(_files(documents, arranged, order))
    if not order.write:
        return replace(found, files=files)
    return replace(found, files=files, changes=publish.publish(files, order.destination, order.site))


def weigh(problems: Iterable[Problem], settings: config.Config, strict: bool) -> tuple[Problem, ...]:
    """The problems as this site weighs them, in reading order: its own severities, none of what it has turned off."""
    weighed = []
    for problem in problems:
        severity = settings.rules.get(problem.rule, problem.severity)
        if severity == "off":
            continue
        if strict and severity == "warning":
            severity = "error"
        weighed.append(replace(problem, severity=severity))
    return tuple(sorted(weighed, key=lambda problem: problem.order))


def _files(
    documents: Mapping[str, document.Document], arranged: site.Site, order: Order
) -> Iterable[tuple[str, bytes]]:
    """Every file of the site, as (path within it, bytes)."""
    assets = Assets([order.site / "static", HOUSE / "static"])
    renderer = render.Renderer(arranged, assets, [order.site / "templates", HOUSE / "templates"])
    for address, page in documents.items():
        yield f"{address[1:]}index.html", renderer.page(page).encode()
        for file in page.files(arranged):
            yield site.published(file), (order.site / file).read_bytes()
    yield "404.html", renderer.not_found().encode()
    yield "robots.txt", metadata.robots(arranged).encode()
    if arranged.config.base_url:
        yield "sitemap.xml", metadata.sitemap(arranged).encode()
    yield from assets.published()


def _count_sections(documents: Iterable[document.Document]) -> int:
    return sum(len(page.sections) for page in documents)
