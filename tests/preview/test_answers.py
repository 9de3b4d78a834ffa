"""Serves as the host will: the same addresses, headers and page for what is not there; and no one but this machine."""

from __future__ import annotations

import os
import socket

import pytest

from kommuneside.hosting.policy import describe
from kommuneside.make import Order, make


def test_the_site_stands_at_the_path_it_will_have(preview):
    """The base path is the commonest thing to go wrong between a preview and a host."""
    assert preview.url.endswith("/klima/")
    assert preview.get("/").headers["location"] == "/klima/"
    assert preview.get("/klima").headers["location"] == "/klima/"
    assert "Vi handler." in preview.get("/klima/").text
    assert preview.get("/klima/maal").headers["location"] == "/klima/maal/"


@pytest.mark.parametrize("path", ["/klima/findes-ikke", "/klima/maal/nej/", "/andet/", "/klima/%ff", "/klima/404.html"])
def test_what_is_not_there_gets_the_sites_own_page_for_it(preview, path):
    """The page for what is not there is part of what is previewed."""
    answer = preview.get(path)
    assert answer.status == 404
    assert "Siden findes ikke" in answer.text


@pytest.mark.parametrize(
    "path",
    [
        "/klima/..%2f..%2fconfig.yaml", "/klima/%2e%2e/config.yaml", "/klima/../../config.yaml", "/klima//etc/passwd",
        "//etc/passwd", "/etc/passwd", "/klima/..%5c..%5cconfig.yaml", "/klima/c:/windows/win.ini", "/klima/%00",
        "/klima/index.html::$DATA", "/klima/tal.csv:$DATA", "/klima/secret.txt", "/klima/.hosting/nginx.conf",
        "/klima/_headers", "/klima/%252e%252e/config.yaml", "/klima/.cache/build.sqlite", "/klima/aftalen.md",
    ],
)  # fmt: skip
def test_no_path_leads_out_of_the_site(preview, path):
    """Neither dots, however written, nor absolute paths, links, or Windows' other names for a file."""
    secret = preview.site / "content" / "secret.txt"
    if not secret.exists():
        os.symlink("/etc/passwd", secret)
    answer = preview.get(path)
    assert answer.status == 404
    assert "root:" not in answer.text
    assert "name: Prøve" not in answer.text


def test_the_headers_are_the_hosts(preview):
    """What the policy breaks on the host, it breaks here first."""
    answer = preview.get("/klima/tal.csv")
    expected = describe("/klima/", preview.get("/klima/x").text, ()).headers
    for name in ("Cross-Origin-Resource-Policy", "Referrer-Policy", "Permissions-Policy", "X-Frame-Options"):
        assert answer.headers[name.lower()] == expected[name]
    assert answer.headers["content-type"] == "text/csv; charset=utf-8"
    assert "nonce" not in answer.headers["content-security-policy"]


def test_the_policy_is_opened_for_the_banner_the_script_and_the_socket_alone(preview):
    """A nonce that no one can guess, used once, and one address to connect to."""
    policies = [preview.get().headers["content-security-policy"] for _ in range(2)]
    assert policies[0] != policies[1]
    assert "default-src 'none'" in policies[0]
    assert f"connect-src ws://127.0.0.1:{preview.port}/livereload" in policies[0]
    assert "unsafe" not in policies[0]
    assert "'self'" not in policies[0].partition("script-src")[2].partition(";")[0]


@pytest.mark.parametrize(
    "host", ["evil.example", "evil.example:5500", "127.0.0.1", "0.0.0.0:1", "localhost.evil.example"]
)
def test_a_foreign_host_is_refused(preview, host):
    """A website that lets its own name lead to this machine reads nothing (DNS rebinding)."""
    for path in ("/klima/", "/livereload.js", "/livereload"):
        assert preview.get(path, host=host).status == 403


@pytest.mark.parametrize("origin", ["https://evil.example", "http://localhost:1", "null"])
def test_a_foreign_origin_is_refused_on_the_socket_too(preview, origin):
    """Another website's page can neither read the draft nor hear when it is saved."""
    assert preview.get(origin=origin).status == 403
    socket_headers = {
        "connection": "Upgrade", "upgrade": "websocket", "sec_websocket_version": "13",
        "sec_websocket_key": "dGhlIHNhbXBsZSBub25jZQ==",
    }  # fmt: skip
    assert preview.get("/livereload", origin=origin, **socket_headers).status == 403
    assert preview.get("/livereload", origin=f"http://127.0.0.1:{preview.port}", **socket_headers).status == 101


def test_only_this_machine_can_ask(preview):
    """It listens on 127.0.0.1 and on no other address."""
    own = socket.gethostbyname(socket.gethostname())
    if own.startswith("127."):
        own = "127.0.0.2"
    with socket.socket() as probe:
        probe.settimeout(2)
        assert probe.connect_ex((own, preview.port)) != 0


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "OPTIONS", "TRACE"])
def test_nothing_can_be_changed_by_asking(preview, method):
    assert preview.get(method=method).status in (403, 405)


def test_head_is_answered_like_get(preview):
    answer = preview.get(method="HEAD")
    assert (answer.status, answer.text) == (200, "")


def test_a_draft_is_left_out_and_with_drafts_is_marked(preview, start):
    """What is not to be published is shown only where it was asked for, and cannot be mistaken for the rest."""
    assert "Kladden" not in preview.get().text
    texts = {
        "config.yaml": "name: Prøve\n",
        "content/index.md": "---\ntitle: Klima\nsections_title: Afsnit\n---\n\nHej.\n",
        "content/kladden.md": "---\ntitle: Kladden\ndraft: true\n---\n\nIkke færdig.\n",
        "content/side/index.md": "---\ntitle: Siden\ndraft: true\n---\n\nHej.\n",
    }
    drafts = start("--drafts", texts=texts)
    assert 'data-draft="Kladde"' in drafts.get("/").text
    assert '<p class="draft">Kladde</p>' in drafts.get("/side/").text


def test_nothing_of_the_preview_is_published(site):
    """The banner and the script are put into answers, never into files."""
    files = make(Order(site=site, write=False)).files
    assert not any(b"livereload" in data or b"kommuneside-preview" in data for data in files.values())


def test_the_components_are_shown_in_every_form_and_only_here(preview):
    """`/_komponenter/` is the gallery, in the site's own looks; no built site has it."""
    assert "Komponenter" in preview.get("/_komponenter/").text
    example = preview.get("/_komponenter/contact/alt-om-kontakten/")
    assert example.status == 200
    assert "klima@example.org" in example.text
    assert "Prøve Kommune" in example.text
    assert preview.get("/_komponenter/findes-ikke/").status == 404
