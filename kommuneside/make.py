"""The whole story: read, arrange, convert, check, render, publish."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from kommuneside import (
    cache,
    checks,
    compress,
    config,
    content,
    editor,
    extras,
    folders,
    frame,
    history,
    press,
    publish,
    render,
    site,
    tally,
)
from kommuneside.assets import Assets
from kommuneside.document import Document
from kommuneside.hosting.policy import Policy
from kommuneside.memory import Memory
from kommuneside.problem import Problem, has_errors
from kommuneside.shelf import Shelf, find_vanished
from kommuneside.tally import Tally
from kommuneside.template_mistake import find_mistake
from kommuneside.weighing import weigh

HOUSE = Path(__file__).resolve().parent.parent
"""The repository's own folder, whose templates and static files every site may fall back on."""


Asker = Callable[[Mapping[str, Document], Path | None], tuple[Problem, ...]]
"""Pages by address, and a folder where answers may be kept → the outside links that are not as they should be."""


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
    live: bool = False  # pages that may reload themselves, for a preview
    memory: Memory = field(default_factory=Memory)  # of earlier builds in this process
    ask: Asker | None = None  # asks the outside links too

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
    policy: Policy | None = None
    tally: Tally | None = None
    foreseen: Tally | None = None
    """What a publication would change, of a check where there is a published site to compare with."""

    @property
    def has_errors(self) -> bool:
        """Whether something in the content stopped the publication."""
        return has_errors(self.problems)

    @property
    def settled(self) -> Outcome:
        """What the same order will come to once this one is carried out: nothing is new then, and nothing gone."""
        known = tuple(problem for problem in self.problems if problem.rule != "address-gone")
        same = self.tally and replace(self.tally, added=(), changed=(), removed=(), broken=())
        return replace(self, problems=known, tally=same)

    @property
    def published(self) -> bool:
        """Whether the site stands where it should."""
        return self.tally is not None


def make(order: Order, waiting: Callable[[], None] = lambda: None) -> Outcome:
    """Carry out an order; every mistake is in the outcome, and an error means that nothing was written.

    `waiting` is called once where another build is publishing to the same place.
    """
    order.memory.begin()
    if order.write:
        publish.refuse_foreign(order.destination, order.site)
    settings, problems = config.read(order.site, order.base_url)
    if settings is None:
        return Outcome(problems, config_ok=False)
    read = history.date_texts(content.read(order.site, order.drafts, order.memory), order.site)
    if unfit := tuple(folders.check_supplies(order.site)):
        return Outcome((*read.problems, *unfit), settings.language)
    arranged = site.arrange(read, settings)
    try:
        return _carry_out(order, read, arranged, waiting)
    except Exception as error:
        if (mistake := find_mistake(error, (order.site, HOUSE)) or find_vanished(error, order.site)) is None:
            raise
        return Outcome((*read.problems, mistake), settings.language)


def _carry_out(order: Order, read: content.Content, arranged: site.Site, waiting: Callable[[], None]) -> Outcome:
    """Make the pages of what was read and arranged, and publish them where nothing in them is wrong."""
    renderer, shelf, settings = _renderer(arranged, order), Shelf(order.site), arranged.config
    kept = order.site / cache.FOLDER if order.cache else None
    around = frame.describe(renderer, shelf, order.memory)
    documents, mistakes = press.convert(arranged, shelf, renderer.component, around, order.jobs)
    pictures, broken = press.develop(documents.values(), shelf, kept, order.jobs)
    mistakes += [*read.problems, *broken]
    mistakes += checks.check_site(documents, arranged, publish.read_addresses(order.destination))
    if order.ask:
        mistakes += order.ask(documents, kept)
    problems = weigh(mistakes, arranged.all_texts, settings, order.strict)
    found = Outcome(problems, settings.language, pages=len(documents), sections=_count_sections(documents.values()))
    if has_errors(problems):
        return found
    admin = dict(editor.files(order.site, arranged))
    policy = extras.describe_policy(documents, renderer, admin.get(editor.PAGE, b"").decode())
    others = (*extras.files(documents, renderer, policy), *renderer.assets.published(), *admin.items())
    files = dict(_files(documents, others, renderer, shelf, around, order)) | pictures
    if not order.write:
        foreseen = None if order.live else publish.foresee(files, order.destination)
        expected = tally.count(files, foreseen, documents.keys()) if foreseen else None
        return replace(found, files=files, policy=policy, foreseen=expected)
    changes = publish.publish(files, order.destination, order.site, waiting)
    return replace(found, files=files, policy=policy, tally=tally.count(files, changes, documents.keys()))


def _renderer(arranged: site.Site, order: Order) -> render.Renderer:
    assets = Assets([order.site / "static", HOUSE / "static"])
    folders = [order.site / "templates", HOUSE / "templates"]
    return render.Renderer(arranged, assets, folders, strict=not order.live)


def _files(
    documents: Mapping[str, Document],
    others: Sequence[tuple[str, bytes]],
    renderer: render.Renderer,
    shelf: Shelf,
    around: frame.Frame,
    order: Order,
) -> Iterable[tuple[str, bytes]]:
    """Every file of the site, as (path within it, bytes)."""
    packed = order.write and not order.live
    yield from press.print_pages(documents, renderer, shelf, around, order.jobs, packed)
    yield from others
    if packed:
        yield from compress.pack_all(others, compress.choose_effort(len(documents)))


def _count_sections(documents: Iterable[Document]) -> int:
    return sum(len(page.sections) for page in documents)
