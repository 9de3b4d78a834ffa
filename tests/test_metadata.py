"""What machines read: linked data, the site map and the robots' file say the same as the pages."""

from __future__ import annotations

import json
import re
import xml.etree.ElementTree as ET

NAMESPACE = {"s": "http://www.sitemaps.org/schemas/sitemap/0.9"}


def data(html):
    return json.loads(re.search(r'(?s)<script type="application/ld\+json">(.*?)</script>', html)[1])


def test_linked_data_tells_what_the_page_is_and_who_stands_behind_it(build_site):
    told = data(build_site().page())
    assert told["@type"] == "WebPage"
    assert told["url"] == "https://proeve.example/klima/"
    assert told["dateModified"] == "2026-11-24"
    assert told["publisher"]["name"] == "Prøve Kommune"
    assert [step["position"] for step in told["breadcrumb"]["itemListElement"]] == [1]


def test_nothing_is_told_that_is_not_known(build_site):
    told = data(build_site({"config.yaml": "name: A\n", "content/index.md": "---\ntitle: A\n---\nx\n"}).page())
    assert {*told} <= {"@context", "@type", "name", "inLanguage", "publisher"}


def test_the_site_map_has_each_page_with_the_day_its_newest_text_changed(build_site):
    files = {
        "content/maal.md": "---\ntitle: M\nupdated: 2026-11-25\n---\nx\n",
        "content/ø & å/index.md": None,
        "content/ø/index.md": "---\ntitle: Ø\n---\nx\n",
    }
    del files["content/ø & å/index.md"]
    root = ET.fromstring(build_site(files).page("sitemap.xml"))
    rows = [(row.findtext("s:loc", "", NAMESPACE), row.findtext("s:lastmod", None, NAMESPACE)) for row in root]
    assert rows == [("https://proeve.example/klima/", "2026-11-25"), ("https://proeve.example/klima/%C3%B8/", None)]


def test_without_an_address_there_is_no_site_map(build_site):
    built = build_site({"config.yaml": "name: A\n"})
    assert "sitemap.xml" not in built.outcome.files
    assert "Sitemap" not in built.page("robots.txt")


def test_robots_may_read_everything_and_are_told_of_the_site_map(build_site):
    assert build_site().page("robots.txt").splitlines() == [
        "User-agent: *",
        "Allow: /",
        "",
        "Sitemap: https://proeve.example/klima/sitemap.xml",
    ]


def test_a_page_names_its_one_true_address(build_site):
    html = build_site({"content/maal/index.md": "---\ntitle: M\n---\nx\n"}).page("maal/index.html")
    assert '<link rel="canonical" href="https://proeve.example/klima/maal/">' in html
