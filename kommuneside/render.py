"""Site → HTML, through Jinja: the views that templates read, and the pages they make."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlsplit

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup
from msgspec import Struct, field

from kommuneside import api, feed, figures, markup, metadata, theme
from kommuneside.assets import Assets
from kommuneside.compiled import Compiled
from kommuneside.content import Page
from kommuneside.document import Document, sections_id
from kommuneside.hosting.policy import meta_policy
from kommuneside.memory import Memory
from kommuneside.moved import Redirect
from kommuneside.site import Site, relative
from kommuneside.texts import Texts, load
from kommuneside.views import Day, Link, PageView, SectionView, SiteView, Term

FOLDER = "templates"


class Renderer(Struct, frozen=True, dict=True):
    """Makes pages of one site; `folders` hold the templates, the site's own before the repository's.

    `strict` pages carry the policy that lets nothing but their own style and script work; a preview's must reload.
    """

    site: Site
    assets: Assets
    folders: Sequence[Path]
    strict: bool = True
    memory: Memory = field(default_factory=Memory)
    inlined: dict[tuple[str, ...], Markup] = {}

    @cached_property
    def texts(self) -> Texts:
        """The catalogue in the site's language."""
        return load(self.site.config.language)

    @cached_property
    def environment(self) -> Environment:
        """Jinja as this house uses it: everything escaped, nothing undefined passed over."""
        environment = Environment(
            loader=FileSystemLoader([str(folder) for folder in self.folders]),
            autoescape=True,
            undefined=StrictUndefined,
            auto_reload=False,  # no template changes during a build
            trim_blocks=True,
            lstrip_blocks=True,
            bytecode_cache=Compiled(self.memory),
        )
        environment.globals |= {
            "t": self.texts,
            "style": self.inline,
            "script": self.inline,
            "content_policy": meta_policy if self.strict else None,
        }
        return environment

    def inline(self, *names: str) -> Markup:
        """Files of `static/` for an inline style or script element."""
        if names not in self.inlined:
            self.inlined[names] = markup.asset(self.assets.text(names))
        return self.inlined[names]

    def component(self, name: str, view: Any) -> Markup:
        """What a component's template makes of a view: its macro has its name."""
        html: Markup = getattr(self.environment.get_template(f"components/{name}.html").module, name)(view)
        return html

    def page(self, document: Document) -> str:
        """A page as HTML."""
        styles = [self.inline(name) for name in document.styles]
        return self._render("page.html", document.page.address, page=self.view(document), more_styles=styles)

    @cached_property
    def not_found(self) -> str:
        """The page for an address that leads nowhere; it is served at any depth, so its links name the whole way."""
        prefix = urlsplit(self.site.config.base_url or "/").path
        pages = tuple(self._link(page, "/", prefix) for page in self.site.menu)
        return self._render("404.html", "/", prefix, pages=pages, more_styles=[])

    def moved(self, redirect: Redirect) -> str:
        """The small page at an old address, for hosts that cannot redirect: it leads on, and says where."""
        site, target = self.site, redirect.target
        folder = redirect.source.rpartition("/")[0] + "/"
        inside = target.startswith("/")
        page = site.pages.get(target)
        return self.environment.get_template("moved.html").render(
            language=site.config.language,
            title=markup.inline(page.index.fields.title) if page else target,
            href=relative(folder, target) if inside else target,
            canonical=metadata.absolute(site, target) if inside else target,
        )

    def _render(self, template: str, here: str, prefix: str = "", **views: Any) -> str:
        def link(address: str) -> str:
            return prefix + quote(address[1:]) if prefix else relative(here, address)

        return self.environment.get_template(template).render(
            site=self.site_view(here, prefix),
            link=link,
            asset=lambda name: link(self.assets.address(name)),
            **views,
        )

    def site_view(self, here: str, prefix: str = "") -> SiteView:
        """What every page shows of the site it belongs to."""
        config = self.site.config
        return SiteView(
            name=config.name,
            language=config.language,
            base_url=config.base_url or "",
            authority=config.authority or {"name": config.name, "url": "", "address": (), "phone": "", "email": ""},
            contact=config.contact,
            accessibility_statement=config.accessibility_statement or "",
            feed=feed.FILE if feed.is_made(self.site) else "",
            menu=tuple(self._link(page, here, prefix) for page in self.site.menu),
            theme_css=markup.asset(theme.css(config.theme)),
            theme_colour={**theme.defaults(), **config.theme}["colour-band"],
        )

    def view(self, document: Document) -> PageView:
        """What the page template shows."""
        page, fields = document.page, document.page.index.fields
        language = fields.language or self.site.config.language
        sections = tuple(
            SectionView(
                slug=section.slug,
                title=markup.inline(section.fields.title),
                plain_title=section.fields.title,
                figures=figures.view(section.fields.figures, section.fields.language or language),
                body=passage.converted.html,
                open=section.fields.open,
                language=section.fields.language if section.fields.language not in (None, language) else "",
                updated=self.day(section.fields.updated),
                draft=section.fields.draft,
            )
            for section, passage in zip(page.sections, document.sections, strict=True)
        )
        return PageView(
            address=page.address,
            title=markup.inline(fields.title),
            plain_title=fields.title,
            lead=markup.inline(fields.lead),
            description=fields.description or fields.lead or "",
            language=language,
            canonical=metadata.absolute(self.site, page.address),
            figures=figures.view(fields.figures, language),
            body=document.body.converted.html,
            sections_title=markup.inline(fields.sections_title),
            sections_id=sections_id(page),
            sections=sections,
            contents=self._contents(document),
            breadcrumbs=tuple(self._link(step, page.address) for step in (*self.site.trail(page), page)),
            pages=tuple(self._link(child, page.address) for child in self.site.children_of.get(page.address, ())),
            abbreviations=tuple(Term(markup.inline(word), means) for word, means in document.abbreviations.items()),
            updated=self.day(fields.updated),
            draft=fields.draft,
            contact=fields.contact or self.site.config.contact,
            json_ld=markup.json_script(metadata.linked_data(self.site, page)),
            data=relative(page.address, f"/{api.file(page, self.site)}"),
            image=metadata.absolute(self.site, self.assets.address("share.png")),
        )

    def day(self, day: date | None) -> Day | None:
        """A date in the words of the site's language."""
        if day is None:
            return None
        from babel.dates import format_date

        return Day(format_date(day, "long", locale=self.texts("page.locale")), day.isoformat())

    def _link(self, page: Page, here: str, prefix: str = "") -> Link:
        fields = page.index.fields
        return Link(
            title=markup.inline(fields.menu_title or fields.title),
            href=prefix + quote(page.address[1:]) if prefix else relative(here, page.address),
            current=page.address == here and not prefix,
            lead=markup.inline(fields.description or fields.lead),
        )

    def _contents(self, document: Document) -> tuple[Link, ...]:
        """The page's h2s in the order they stand, and under the sections' own h2 the sections."""
        links = [
            Link(markup.inline(heading.text), f"#{quote(heading.id)}")
            for heading in document.body.converted.headings
            if heading.level == 2
        ]
        sections = tuple(
            Link(markup.inline(section.fields.title), f"#{quote(section.slug)}") for section in document.page.sections
        )
        title = document.page.index.fields.sections_title
        if sections and title:
            links.append(Link(markup.inline(title), f"#{sections_id(document.page)}", children=sections))
        return tuple(links) if sections and title else (*links, *sections)
