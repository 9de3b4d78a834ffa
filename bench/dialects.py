"""What each peer calls the skeleton's blanks, and the settings it needs: the defaults wherever they will do."""

from __future__ import annotations

from bench.skeleton import ADDRESS, LINK, MENU_LENGTH, SECTION, SITE


def _link(address: str, title: str) -> str:
    return LINK.format(address=address, title=title)


def _section(title: str, slug: str, body: str) -> str:
    return SECTION.format(title=title, slug=slug, body=body, extra="")


def _accordion(contents: str, body: str, sections: str) -> str:
    return (
        f'<nav aria-label="Indhold"><ul>\n{contents}\n</ul></nav>\n<div class="prose">{body}</div>\n'
        f'<section class="accordion"><h2>Spørgsmål</h2>\n{sections}\n</section>'
    )


def _front(body: str, links: str) -> str:
    return f'<div class="prose">{body}</div>\n<ul class="pages">\n{links}\n</ul>'


_SITEMAP = (
    '<?xml version="1.0" encoding="utf-8"?>\n<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">\n'
    "{}\n</urlset>\n"
)

HUGO_CONFIG = f"""baseURL = "{ADDRESS}"
title = "{SITE}"
locale = "da"
defaultContentLanguage = "da"
disableKinds = ["taxonomy", "term", "rss", "section"]
"""
_HUGO_LINK = _link("{{ .RelPermalink }}", "{{ .Title }}")
HUGO = {
    "title": "{{ .Title }}",
    "lead": "{{ .Params.lead }}",
    "canonical": "{{ .Permalink }}",
    "updated": "{{ .Params.updated_text }}",
    "menu": f"{{{{ range first {MENU_LENGTH} .Site.RegularPages.ByTitle }}}}{_HUGO_LINK}\n{{{{ end }}}}",
    "main": _accordion(
        '{{ range .Resources.ByType "page" }}' + _link("#{{ .Params.slug }}", "{{ .Title }}") + "\n{{ end }}",
        "{{ .Content }}",
        '{{ range .Resources.ByType "page" }}'
        + _section("{{ .Title }}", "{{ .Params.slug }}", "{{ .Content }}")
        + "\n{{ end }}",
    ),
}
HUGO_FRONT = _front("{{ .Content }}", f"{{{{ range .Site.RegularPages.ByTitle }}}}{_HUGO_LINK}\n{{{{ end }}}}")

ELEVENTY_CONFIG = """export default function (config) {
  config.addPassthroughCopy("content/**/*.png");
  config.addCollection("byFolder", (all) => {
    const folders = {};
    for (const part of all.getFilteredByTag("afsnit")) (folders[part.data.folder] ??= []).push(part);
    for (const parts of Object.values(folders)) parts.sort((one, other) => one.data.weight - other.data.weight);
    return folders;
  });
  return {
    dir: { input: "content", output: "public" },
    markdownTemplateEngine: false,
  };
}
"""
_ELEVENTY_LINK = _link("{{ item.url }}", "{{ item.data.title }}")
_ELEVENTY_PARTS = '{% for part in collections.byFolder[page.url | replace("/", "")] %}'
ELEVENTY = {
    "title": "{{ title }}",
    "lead": "{{ lead }}",
    "canonical": ADDRESS[:-1] + "{{ page.url }}",
    "updated": "{{ updated_text }}",
    "menu": "{% for item in collections.emne %}{% if loop.index <= " + f"{MENU_LENGTH} %}}{_ELEVENTY_LINK}\n"
    "{% endif %}{% endfor %}",
    "main": _accordion(
        _ELEVENTY_PARTS + _link("#{{ part.data.slug }}", "{{ part.data.title }}") + "\n{% endfor %}",
        "{{ content | safe }}",
        _ELEVENTY_PARTS
        + _section("{{ part.data.title }}", "{{ part.data.slug }}", "{{ part.content | safe }}")
        + "\n{% endfor %}",
    ),
}
ELEVENTY_FRONT = _front("{{ content | safe }}", f"{{% for item in collections.emne %}}{_ELEVENTY_LINK}\n{{% endfor %}}")
ELEVENTY_SITEMAP = "---\npermalink: /sitemap.xml\neleventyExcludeFromCollections: true\n---\n" + _SITEMAP.format(
    f"{{% for item in collections.emne %}}<url><loc>{ADDRESS[:-1]}{{{{ item.url }}}}</loc></url>\n{{% endfor %}}"
)

MKDOCS_CONFIG = f"""site_name: {SITE}
site_url: {ADDRESS}
docs_dir: docs
site_dir: public
theme:
  name: null
  custom_dir: theme
plugins: []
markdown_extensions: [md_in_html]
"""
_MKDOCS_LINK = _link("{{ item.url | url }}", "{{ item.title }}")
MKDOCS = {
    "title": "{{ page.title | e }}",
    "lead": "{{ page.meta.lead | e }}",
    "canonical": "{{ page.canonical_url }}",
    "updated": "{{ page.meta.updated_text }}",
    "menu": f"{{% for item in nav.pages[1:{MENU_LENGTH + 1}] %}}{_MKDOCS_LINK}\n{{% endfor %}}",
    "main": "{% if page.is_homepage %}"
    + _front("{{ page.content }}", f"{{% for item in nav.pages[1:] %}}{_MKDOCS_LINK}\n{{% endfor %}}")
    + '{% else %}<section class="accordion prose">{{ page.content }}</section>{% endif %}',
}

PELICAN_CONFIG = f"""SITENAME = "{SITE}"
SITEURL = ""
TIMEZONE = "Europe/Copenhagen"
DEFAULT_LANG = "da"
PATH = "content"
OUTPUT_PATH = "public"
THEME = "theme"
ARTICLE_PATHS = []
PAGE_PATHS = ["."]
STATIC_PATHS = ["."]
PAGE_URL = "{{slug}}/"
PAGE_SAVE_AS = "{{slug}}/index.html"
PAGE_ORDER_BY = "title"
DIRECT_TEMPLATES = ["sitemap"]
SITEMAP_SAVE_AS = "sitemap.xml"
AUTHOR_SAVE_AS = CATEGORY_SAVE_AS = TAG_SAVE_AS = ""
FEED_ALL_ATOM = CATEGORY_FEED_ATOM = TRANSLATION_FEED_ATOM = AUTHOR_FEED_ATOM = AUTHOR_FEED_RSS = None
MARKDOWN = {{"extensions": ["markdown.extensions.tables", "markdown.extensions.md_in_html",
                          "markdown.extensions.meta"], "output_format": "html5"}}
"""
_PELICAN_LINK = _link("/{{ item.url }}", "{{ item.title }}")
PELICAN = {
    "title": "{{ page.title }}",
    "lead": "{{ page.lead }}",
    "canonical": ADDRESS + "{{ page.url }}",
    "updated": "{{ page.updated_text }}",
    "menu": f"{{% for item in pages[:{MENU_LENGTH}] %}}{_PELICAN_LINK}\n{{% endfor %}}",
    "main": '<section class="accordion prose">{{ page.content }}</section>',
}
PELICAN_FRONT = _front("{{ page.content }}", f"{{% for item in pages %}}{_PELICAN_LINK}\n{{% endfor %}}")
PELICAN_SITEMAP = _SITEMAP.format(
    f"{{% for item in pages %}}<url><loc>{ADDRESS}{{{{ item.url }}}}</loc></url>\n{{% endfor %}}"
)

JEKYLL_CONFIG = f"""title: {SITE}
url: {ADDRESS[:-1]}
destination: public
lang: da
timezone: Europe/Copenhagen
"""
_JEKYLL_LINK = _link("{{ item.url }}", "{{ item.title | escape }}")
_JEKYLL_TOPICS = '{% assign topics = site.pages | where_exp: "item", "item.topic" %}'
JEKYLL = {
    "title": "{{ page.title | escape }}",
    "lead": "{{ page.lead | escape }}",
    "canonical": "{{ page.url | absolute_url }}",
    "updated": "{{ page.updated_text }}",
    "menu": "{% assign found = 0 %}{% for item in site.pages %}{% if item.topic and found < "
    f"{MENU_LENGTH} %}}{_JEKYLL_LINK}\n"
    "{% assign found = found | plus: 1 %}{% endif %}{% if found == "
    f"{MENU_LENGTH} %}}{{% break %}}{{% endif %}}{{% endfor %}}",
    "main": '<section class="accordion prose">{{ content }}</section>',
}
JEKYLL_FRONT = _front("{{ content }}", f"{_JEKYLL_TOPICS}{{% for item in topics %}}{_JEKYLL_LINK}\n{{% endfor %}}")
JEKYLL_SITEMAP = "---\nlayout: null\n---\n" + _SITEMAP.format(
    "{% for item in site.pages %}{% if item.topic %}<url><loc>{{ item.url | absolute_url }}</loc></url>\n"
    "{% endif %}{% endfor %}"
)
