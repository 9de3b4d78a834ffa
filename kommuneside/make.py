"""The whole story: read, arrange, convert, check, render, publish."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

from msgspec import Struct, field
from msgspec.structs import replace

from kommuneside import (
    cache,
    checks,
    clock,
    compress,
    config,
    content,
    editor,
    extras,
    folders,
    history,
    press,
    publish,
    render,
    site,
    tally,
)
from kommuneside.assets import Assets
from kommuneside.cache import Cache
from kommuneside.document import Document
from kommuneside.frame import Frame
from kommuneside.hosting.policy import Policy
from kommuneside.memory import Memory
from kommuneside.problem import Problem, has_errors
from kommuneside.progress import Watch, unwatched
from kommuneside.shelf import Shelf, find_vanished
from kommuneside.tally import Tally
from kommuneside.template_mistake import find_mistake
from kommuneside.watch import Look
from kommuneside.weighing import weigh

HOUSE = Path(__file__).resolve().parent.parent
"""The repository's own folder, whose templates and static files every site may fall back on."""


Asker = Callable[[Mapping[str, Document], Path | None], tuple[Problem, ...]]
"""Pages by address, and a folder where answers may be kept → the outside links that are not as they should be."""


class Order(Struct, frozen=True):
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
    watch: Watch = unwatched
    seen: Look = {}  # how the files look, for a preview that looks at them anyway

    @property
    def kept(self) -> Path | None:
        """Where what may be of use to the next build is kept, if it is."""
        return self.site / cache.FOLDER if self.cache else None

    @property
    def destination(self) -> Path:
        """Where the site is published."""
        return self.output or self.site / "public"


class Outcome(Struct, frozen=True):
    """What came of it: the problems found, what was made and, where it was published, what that changed."""

    problems: tuple[Problem, ...]
    language: str = "da"
    config_ok: bool = True
    pages: int = 0
    sections: int = 0
    written: int = 0
    """How many files were published."""
    look: str = ""
    """How the published site looks, as a digest (`watch`), where that is known."""
    files: Mapping[str, bytes] | None = None
    """What a publication would write, of a check or a preview."""
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
    if order.write:
        publish.refuse_foreign(order.destination, order.site)
    settings, problems = config.read(order.site, order.base_url)
    if settings is None:
        return Outcome(problems, config_ok=False)
    order.memory.begin(Cache(order.kept and order.kept / cache.FILE))
    try:
        return _read_and_carry_out(order, settings, waiting)
    finally:
        order.memory.end()


def _read_and_carry_out(order: Order, settings: config.Config, waiting: Callable[[], None]) -> Outcome:
    read = history.date_texts(content.read(order.site, order.drafts, order.memory, order.seen), order.site)
    if unfit := tuple(folders.check_supplies(order.site)):
        return Outcome((*read.problems, *unfit), settings.language)
    try:
        return _carry_out(order, read, site.arrange(read, settings), waiting)
    except Exception as error:
        if (mistake := find_mistake(error, (order.site, HOUSE)) or find_vanished(error, order.site)) is None:
            raise
        return Outcome((*read.problems, mistake), settings.language)


def _carry_out(order: Order, read: content.Content, arranged: site.Site, waiting: Callable[[], None]) -> Outcome:
    """Convert and check what was read and arranged, and print it where nothing in it is wrong."""
    renderer, shelf, memory = _renderer(arranged, order), Shelf(order.site), order.memory
    around = Frame(renderer, shelf, clock.today())
    documents, sheets = press.prove(around, memory, order.jobs, order.watch)
    pictures, broken = press.develop(sheets.values(), shelf, order.kept, order.jobs, at_once=not order.write)
    mistakes = [*read.problems, *broken, *(problem for sheet in sheets.values() for problem in sheet.problems)]
    before = publish.read_addresses(order.destination)
    mistakes += checks.check_site(sheets, documents, arranged, around.today, before)
    if order.ask:
        mistakes += order.ask(documents, order.kept)
    problems = weigh(mistakes, arranged.all_texts, arranged.config, order.strict)
    sections = sum(sheet.sections for sheet in sheets.values())
    found = Outcome(problems, arranged.config.language, pages=len(sheets), sections=sections)
    if has_errors(problems):
        return found
    admin = dict(editor.files(order.site, arranged))
    policy = extras.describe_policy(sheets, renderer, admin.get(editor.PAGE, b"").decode())
    others = {**dict(extras.files(documents, sheets, renderer, policy)), **dict(renderer.assets.published()), **admin}
    if order.write:
        return _publish(order, replace(found, policy=policy), documents, others, pictures, waiting)
    files = {**press.show_pages(documents, memory, order.jobs), **others, **pictures}
    foreseen = None if order.live else publish.foresee(files, order.destination)
    sizes = {path: len(data) for path, data in files.items()}
    expected = tally.count(sizes, foreseen, documents.keys()) if foreseen else None
    return replace(found, files=files, policy=policy, foreseen=expected)


def _publish(
    order: Order,
    found: Outcome,
    documents: press.Documents,
    others: Mapping[str, bytes],
    pictures: Mapping[str, bytes],
    waiting: Callable[[], None],
) -> Outcome:
    """Print the pages and put everything in its place, packed too; what was found, with what was done about it."""
    effort = compress.choose_effort(len(documents))
    with publish.prepare(order.destination, order.site, order.kept, waiting) as edition:
        stored = press.print_pages(documents, order.memory, order.jobs, order.watch, effort, edition)
        packed = compress.pack_all(others.items(), effort)
        stored |= {path: edition.put(path, data) for path, data in (*others.items(), *packed)}
        for path in pictures:  # its address names its content
            stored[path] = edition.keep(path) if path in edition.standing else edition.put(path, pictures[path])
        changes = edition.show(stored)
    sizes = {path: one.size for path, one in stored.items()}
    counted = tally.count(sizes, changes, documents.keys())
    return replace(found, written=len(stored), look=edition.look, tally=counted)


def _renderer(arranged: site.Site, order: Order) -> render.Renderer:
    assets = Assets([order.site / "static", HOUSE / "static"])
    folders = [order.site / "templates", HOUSE / "templates"]
    return render.Renderer(arranged, assets, folders, strict=not order.live, memory=order.memory)
