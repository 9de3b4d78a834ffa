"""The browser editor's forms say what the schema says, and its package is the one that was meant."""

from __future__ import annotations

import io
import json
import shutil
import tarfile
from pathlib import Path

import pytest

from kommuneside import cli, editor
from kommuneside.config import Config
from kommuneside.editor import fetch, forms, package
from kommuneside.hosting import netlify, nginx
from kommuneside.make import Order, make
from kommuneside.schema import PageFields, SectionFields
from kommuneside.texts import load

DA = load("da")


@pytest.fixture
def packed(monkeypatch: pytest.MonkeyPatch) -> bytes:
    """A package that has what we use of the real one, and the hash that we expect."""
    script = "//".join(package.CHANGES)
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w:gz") as archive:
        for name in (*package.FILES, "../escaped.txt"):
            data = (script if name == "dist/sveltia-cms.js" else name).encode()
            entry = tarfile.TarInfo(f"package/{name}")
            entry.size = len(data)
            archive.addfile(entry, io.BytesIO(data))
    import base64
    import hashlib

    digest = base64.b64encode(hashlib.sha512(buffer.getvalue()).digest()).decode()
    monkeypatch.setattr(fetch, "INTEGRITY", f"sha512-{digest}")
    return buffer.getvalue()


def test_the_package_is_pinned_by_its_hash_and_no_address():
    """npm knows where packages are; we know what is in this one."""
    source = Path(package.__file__).read_text("utf-8")
    assert package.INTEGRITY.startswith("sha512-")
    assert "registry" not in source


def test_another_package_is_refused_and_nothing_is_changed(site):
    with pytest.raises(fetch.Refused) as refusal:
        fetch.install(b"not what was asked for", site)
    assert "ikke den, som Kommuneside kender" in DA(f"editor.{refusal.value.sentence}", **refusal.value.values)
    assert not editor.place(site).exists()


def test_a_package_whose_script_is_not_as_we_know_it_is_refused(site, packed, monkeypatch):
    monkeypatch.setitem(package.CHANGES, "an address that is not there", "./here")
    with pytest.raises(fetch.Refused):
        fetch.install(packed, site)
    assert list(editor.place(site).parent.iterdir()) == []


def test_what_is_unpacked_asks_no_one_else_and_lies_where_we_say(site, packed):
    """Every address is replaced, and no name in the package decides where a file goes."""
    folder = fetch.install(packed, site)
    written = {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}
    assert written == {*package.FILES.values(), *package.ANSWERS}
    script = (folder / package.SCRIPT).read_text()
    assert not any(old in script for old in package.CHANGES)
    assert fetch.install(packed, site) == folder


def test_without_npm_a_sentence_says_what_to_install(site, monkeypatch, capsys):
    monkeypatch.setattr(shutil, "which", lambda name: None)
    assert cli.main(["editor", "--site", str(site)]) == 3
    assert "nodejs.org" in capsys.readouterr().err


def test_the_editor_is_published_only_where_it_was_fetched(site, packed):
    assert not any(path.startswith("admin/") for path in make(Order(site=site, write=False)).files)
    fetch.install(packed, site)
    assert "admin/index.html" in make(Order(site=site, write=False)).files


@pytest.fixture
def form(site, packed) -> dict:
    """The editor's configuration for the small site."""
    fetch.install(packed, site)
    return json.loads(make(Order(site=site, write=False)).files["admin/config.json"])


def test_each_page_is_a_collection_of_its_sections(form):
    """`index.md` is the page itself, and the files beside it are its sections: as the folders lie."""
    by_name = {collection.get("name"): collection for collection in form["collections"]}
    front, goals = by_name["side-forside"], by_name["side-maal"]
    assert (front["folder"], goals["folder"]) == ("content", "content/maal")
    assert front["index_file"]["name"] == "index"
    assert [front["label"], goals["label"]] == ["Klima", "Mål på øen"]


def test_every_field_of_the_schema_is_in_its_form_under_its_own_words(form):
    collection = form["collections"][0]
    for model, fields in ((SectionFields, collection["fields"]), (PageFields, collection["index_file"]["fields"])):
        assert {field["name"] for field in fields} == {*model.model_fields, "body"}
        assert fields[0]["name"] == "title"
        for field in (field for field in fields if field["name"] != "body"):
            assert field["label"] == DA(f"fields.{field['name']}.label")
            assert field["hint"] == DA(f"fields.{field['name']}.hint")
    widgets = {field["name"]: field["widget"] for field in collection["index_file"]["fields"]}
    assert widgets["order"] == "number"
    assert widgets["draft"] == "boolean"
    assert widgets["updated"] == "datetime"
    assert widgets["contact"] == "object"
    assert widgets["aliases"] == "list"


def test_pictures_go_beside_the_text_and_values_are_quoted(form):
    assert form["output"]["yaml"]["quote"] == "double"
    for collection in form["collections"]:
        if "folder" in collection:
            assert (collection["media_folder"], collection["public_folder"]) == ("", "")


@pytest.mark.parametrize(
    ("said", "backend"),
    [
        (
            {"backend": "github", "repository": "lejre/klima", "branch": "main", "sign_in": "https://login.example"},
            {"name": "github", "repo": "lejre/klima", "branch": "main", "base_url": "https://login.example"},
        ),
        (
            {"backend": "gitlab", "repository": "lejre/klima", "app_id": "abc", "server": "https://git.lejre.example"},
            {
                "name": "gitlab",
                "repo": "lejre/klima",
                "api_root": "https://git.lejre.example/api/v4",
                "base_url": "https://git.lejre.example",
                "app_id": "abc",
                "auth_type": "pkce",
            },
        ),
        (
            {"backend": "github", "repository": "lejre/klima"},
            {"name": "github", "repo": "lejre/klima", "auth_methods": ["token"]},
        ),
    ],
)
def test_the_git_host_is_set_in_config_yaml(site, packed, said, backend):
    lines = "".join(f"  {name}: {value}\n" for name, value in said.items())
    with open(site / "config.yaml", "a", encoding="utf-8") as file:
        file.write(f"editor:\n{lines}")
    fetch.install(packed, site)
    assert json.loads(make(Order(site=site, write=False)).files["admin/config.json"])["backend"] == backend


def test_the_editors_policy_is_its_own_and_public_pages_stay_strict(site, packed):
    """Scripts are its own files; it connects to the git host that was named, and to nowhere else."""
    fetch.install(packed, site)
    outcome = make(Order(site=site, write=False))
    files, policy = outcome.files, outcome.policy
    for path, data in files.items():
        if path.endswith(".html") and path != editor.PAGE:
            assert b"unsafe-inline" not in data
    assert "unsafe-inline" not in policy.headers["Content-Security-Policy"]
    (rule,) = [rule for rule in policy.rules if rule.path == "admin/"]
    directives = dict(part.split(" ", 1) for part in rule.headers["Content-Security-Policy"].split("; "))
    assert directives["script-src"] == "'self'"
    assert directives["connect-src"] == "'self' blob: data:"
    named = Config(name="P", editor={"backend": "github", "repository": "a/b"})
    assert "https://api.github.com" in editor.policy(forms.hosts(named))
    # A host that joins the values of two rules may not have the strict policy under a pattern that matches /admin/.
    everywhere = netlify.headers(policy).partition("\n\n")[0]
    assert "Content-Security-Policy" not in everywhere
    assert nginx.include(policy).count("Content-Security-Policy") > 1
