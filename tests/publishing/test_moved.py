"""An address that was leads to the page that is, in one step, or the build says why it cannot."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from kommuneside.hosting import netlify, nginx
from kommuneside.hosting.policy import Policy
from kommuneside.make import Order, make

PAGE = "---\ntitle: {title}\naliases:\n  - {alias}\n---\nTekst.\n"


@pytest.fixture
def rules(shared_site: Callable, tmp_path: Path) -> Callable[..., list[tuple[str, str]]]:
    """The rules that a site with these texts and lines of configuration breaks, and where."""

    def run(texts: dict[str, str], config: str = "") -> list[tuple[str, str]]:
        site = shared_site(tmp_path / "moved", texts={"content/index.md": "---\ntitle: A\n---\nA.\n", **texts})
        if config:
            lines = (site / "config.yaml").read_text("utf-8").splitlines()
            kept = [line for line in lines if not line.startswith("accessibility_statement")]
            (site / "config.yaml").write_text("\n".join([*kept, config]) + "\n", "utf-8")
        problems = make(Order(site=site)).problems
        return [(problem.rule, f"{problem.path}:{problem.line}") for problem in problems if problem.severity == "error"]

    return run


@pytest.mark.parametrize(
    ("alias", "rule"),
    [
        ("/plan/", "alias-loop"),
        ("/Plan", "alias-loop"),
        ("/other/", "alias-shadow"),
        ("/OTHER", "alias-shadow"),
        ("/plan/index.html", "alias-loop"),
        ("/index.html", "alias-shadow"),
        ("/other/index.html", "alias-shadow"),
        ("/other/index.html/x/", "alias-shadow"),
        ("/side.html.gz/", "address-reserved"),
        ("/taken/index.html/x/", "alias-duplicate"),
        ("/", "address-invalid"),
        ("/api/x/", "address-reserved"),
        ("/static/x.html", "address-reserved"),
        ("/was", "alias-duplicate"),
        ("/taken/", "alias-duplicate"),
        ("https://example.org/", "address-invalid"),
        ("/../secret/", "address-invalid"),
        ("/.git/", "address-invalid"),
        ("/a b/", "address-invalid"),
        ('/a"; return 200/', "address-invalid"),
        ("/a$uri/", "address-invalid"),
        ("//example.org/", "address-invalid"),
        ("/fri/", None),
        ("/Borger/Klima.aspx", None),
        ("/gammel/side.html", None),
        ("/øen/", None),
    ],
)
def test_an_old_address_must_be_free(rules: Callable, alias: str, rule: str | None) -> None:
    """Not the page's own, another's, a file's, the program's, nor one that could mean something to a host."""
    texts = {
        "content/plan/index.md": PAGE.format(title="P", alias=f"'{alias}'"),
        "content/other/index.md": PAGE.format(title="O", alias="/taken/"),
    }
    found = [(name, path) for name, path in rules(texts) if not path.startswith("content/other")]
    # The page that comes first keeps an address that two want.
    expected = [(rule, "content/plan/index.md:4")] if rule else []
    assert found == expected


def test_was_leads_to_the_statement_in_one_step(rules: Callable) -> None:
    """Not to itself, nor to an address that leads on; none at all is a warning, unless there is a page."""
    base = "accessibility_statement: https://proeve.example/klima/"
    assert rules({}, f"{base}was") == [("alias-loop", "config.yaml:0")]
    old = {"content/erklaering/index.md": PAGE.format(title="E", alias="/gammel/")}
    assert rules(old, f"{base}gammel/") == [("alias-chain", "config.yaml:0")]
    assert rules(old, f"{base}erklaering/") == []


@pytest.mark.parametrize("page", [None, "content/was/index.md"])
def test_a_site_without_a_statement_is_warned_by_the_law(
    shared_site: Callable, tmp_path: Path, capsys: pytest.CaptureFixture[str], page: str | None
) -> None:
    """With its number and date; a page at /was/ is a statement too."""
    from kommuneside.cli import main

    texts = {"content/index.md": "---\ntitle: A\n---\nA.\n"} | ({page: "---\ntitle: W\n---\nW.\n"} if page else {})
    site = shared_site(tmp_path / "lawless", texts=texts)
    config = (site / "config.yaml").read_text("utf-8").splitlines()
    (site / "config.yaml").write_text("\n".join(line for line in config if "was" not in line), "utf-8")
    assert main(["check", "--site", str(site)]) == 0
    assert ("lov nr. 692 af 08/06/2018" in capsys.readouterr().err) == (page is None)


def test_the_small_page_is_for_people_and_not_for_search_engines(site: Path, build: Callable) -> None:
    """It leads on at once, has a link to press, and names the address that counts."""
    build()
    page = (site / "public/gamle-maal/index.html").read_text("utf-8")
    assert '<meta http-equiv="refresh" content="0; url=../maal/">' in page
    assert '<a href="../maal/">Mål på øen</a>' in page
    assert '<meta name="robots" content="noindex">' in page
    assert '<link rel="canonical" href="https://proeve.example/klima/maal/">' in page
    assert "url=https://www.was.digst.dk/proeve-dk" in (site / "public/was/index.html").read_text("utf-8")


def test_no_header_stands_under_two_patterns_of_one_address() -> None:
    """A host would join the two values, and no cache or browser would understand them."""
    from kommuneside.hosting.policy import describe

    blocks = netlify.headers(describe("/klima/", "", [])).strip().split("\n\n")
    names = [line.split(":")[0] for block in blocks for line in block.splitlines()[1:]]
    assert len(names) == len(set(names))
    assert len(blocks) <= 100
    assert all(len(line) <= 2000 for block in blocks for line in block.splitlines())


def test_old_addresses_are_written_as_each_host_reads_them() -> None:
    """Percent-encoded for `_redirects`, as they are for nginx, which decodes before it compares."""
    policy = Policy("/klima/", {}, redirects=[("øen/", "maal/"), ("a.html", "https://example.org/x")])
    assert netlify.redirects(policy).splitlines() == [
        "/klima/%C3%B8en/ /klima/maal/ 301",
        "/klima/%C3%B8en /klima/maal/ 301",
        "/klima/a.html https://example.org/x 301",
    ]
    assert 'location = "/klima/øen/" {\n        return 301 "/klima/maal/";\n    }' in nginx.include(policy)


def test_a_hostile_address_stays_an_address_for_every_host(site: Path, build: Callable, nginx: Callable) -> None:
    """Quotes, variables, placeholders and line ends in the statement's address mean nothing to a server."""
    config = (site / "config.yaml").read_text("utf-8")
    hostile = "https://example.org/'\"';}return$uri{http.request.host}\\#a"
    (site / "config.yaml").write_text(config.replace("https://www.was.digst.dk/proeve-dk", hostile), "utf-8")
    build(base_url="https://proeve.example/")
    expected = "https://example.org/'%22';%7Dreturn%24uri%7Bhttp.request.host%7D%5C#a"
    for file in ("_redirects", ".hosting/nginx.conf", ".hosting/Caddyfile"):
        assert expected in (site / "public" / file).read_text("utf-8")
    with nginx(site / "public", site / "public/.hosting/nginx.conf") as server:
        assert server.get("/was").headers["location"] == expected
