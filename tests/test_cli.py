"""The command line: every option does what it says, and every end has its status and its sentence."""

from __future__ import annotations

import errno
import json
import os
import re
import subprocess
import sys

import pytest

from kommuneside import cli, content, make
from kommuneside.arguments import COMMANDS, HOUSE

DEAD = "---\ntitle: Mål\n---\n[Se skoven](nej.md)\n"
VAGUE = "---\ntitle: Mål\n---\n[Læs mere](https://proeve.example/)\n"


@pytest.fixture
def run(write_site, capsys):
    """Runs a command on the small site; gives (status, what it said, what it complained of)."""
    site = write_site({})

    def run(*arguments, files=()):
        write_site(dict(files))
        status = cli.main([*arguments, f"--site={site}"])
        said = capsys.readouterr()
        return status, said.out, said.err

    run.site = site
    return run


def test_without_a_command_it_builds(run):
    status, said, complained = run()
    assert (status, complained) == (0, "")
    assert re.match(r"1 side, 1 afsnit og \d+ filer på \d+,\d\d sekunder\. Se siden: .*index\.html\n", said)
    assert (run.site / "public/index.html").exists()


def test_build_may_be_said(run):
    assert run("build")[0] == 0
    assert (run.site / "public/index.html").exists()


def test_check_writes_nothing(run):
    status, said, _ = run("check")
    assert (status, said) == (0, "Ingen fejl fundet.\n1 side og 1 afsnit læst.\n")
    assert not (run.site / "public").exists()


def test_output_is_written_where_it_is_asked_to_be(run, tmp_path):
    assert run("--output", str(tmp_path / "andet sted"))[0] == 0
    assert (tmp_path / "andet sted/index.html").exists()
    assert not (run.site / "public").exists()


def test_the_sites_address_may_be_given(run):
    run("--base-url", "https://andet.example/sti")
    assert "https://andet.example/sti/" in (run.site / "public/sitemap.xml").read_text("utf-8")


def test_mistakes_end_with_one_and_nothing_written(run):
    status, said, complained = run(files={"content/maal.md": DEAD})
    assert (status, said) == (1, "")
    assert 'content/maal.md:4:13: fejl: linket "nej.md" fører ingen steder hen' in complained
    assert "Intet er udgivet. Ret fejlene, og prøv igen." in complained
    assert not (run.site / "public").exists()


def test_strict_makes_warnings_errors(run):
    assert run("check", files={"content/maal.md": VAGUE})[0] == 0
    assert run("check", "--strict", files={"content/maal.md": VAGUE})[0] == 1


def test_drafts_are_built_where_they_are_asked_for(run):
    run("--drafts", files={"content/skov.md": "---\ntitle: Skov\ndraft: true\n---\nx\n"})
    assert "Skov" in (run.site / "public/index.html").read_text("utf-8")


def test_quiet_says_nothing_where_nothing_is_wrong(run):
    assert run("--quiet") == (0, "", "")
    status, said, complained = run("--quiet", files={"content/maal.md": DEAD})
    assert (status, said) == (1, "")
    assert "nej.md" in complained


@pytest.mark.parametrize("jobs", ["0", "1", "2", "16"])
def test_the_number_of_processes_changes_nothing(run, jobs):
    assert run("--jobs", jobs, "--no-cache")[0] == 0


def test_a_report_for_programs_is_json_alone(run):
    status, said, complained = run("check", "--report", "json", files={"content/maal.md": DEAD})
    assert (status, complained) == (1, "")
    (problem,) = [row for row in json.loads(said)["problems"] if row["severity"] == "error"]
    assert (problem["path"], problem["line"], problem["rule"]) == ("content/maal.md", 4, "link-dead")


def test_a_report_for_a_pull_request_is_in_githubs_words(run):
    status, said, _ = run("check", "--report", "github", files={"content/maal.md": DEAD})
    assert status == 1
    assert "\n::error file=content/maal.md,line=4,col=13,title=link-dead::linket" in said


def test_new_says_where_it_wrote(run):
    status, said, _ = run("new", "section", "Træer")
    assert (status, said) == (0, "Lavede content/traeer.md. Åbn filen, og skriv teksten.\n")
    assert run("new", "page", "Skov", "--page", "klima")[1].startswith("Lavede content/klima/skov/index.md.")


def test_new_refuses_what_is_there(run):
    run("new", "section", "Træer")
    status, _, complained = run("new", "section", "Træer")
    assert (status, complained) == (2, '"content/traeer.md" findes allerede. Vælg en anden titel, eller ret filen.\n')


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["chek"], 'Kommandoen "chek" findes ikke – mente du "check"? Kommandoerne er: build, '),
        (["xyzzy"], 'Kommandoen "xyzzy" findes ikke. Kommandoerne er: build, '),
        (["--outptu", "x"], 'Programmet forstår ikke "--outptu" – mente du "--output"?'),
        (["--out", "x"], 'Programmet forstår ikke "--out"'),
        (["build", "foo"], 'Programmet forstår ikke "foo".'),
        (["--strict", "check"], 'Kommandoen "check" skal stå først: python build.py check ...'),
        (["--output"], "Der mangler en værdi efter --output."),
        (["--strict=1"], "--strict skal stå uden værdi."),
        (["--report", "xml"], '--report kan ikke være "xml". Vælg mellem '),
        (["--jobs", "x"], '--jobs: "x" er ikke et helt tal fra 0 til 1024.'),
        (["--jobs", "-1"], '--jobs: "-1" er ikke et helt tal'),
        (["--jobs", "2.5"], '--jobs: "2.5" er ikke et helt tal'),
        (["serve", "--port", "99999"], '--port: "99999" er ikke et helt tal fra 0 til 65535.'),
        (["--base-url", "lejre.dk"], '--base-url: "lejre.dk" er ikke en webadresse'),
        (["--base-url", "https://[x/"], '--base-url: "https://[x/" er ikke en webadresse'),
        (["--base-url", ""], '--base-url: "" er ikke en webadresse'),
        (["new"], "Der mangler noget: kind, title."),
        (["new", "sektion", "A"], 'kind kan ikke være "sektion". Vælg mellem '),
        (["new", "section", " "], "Skriv en titel i anførselstegn."),
    ],
)
def test_wrong_use_ends_with_two_and_a_sentence_in_danish(run, capsys, arguments, sentence):
    status = cli.main(
        arguments if arguments[:1] != ["new"] or len(arguments) < 3 else [*arguments, f"--site={run.site}"]
    )
    said = capsys.readouterr()
    assert (status, said.out) == (2, "")
    assert said.err.startswith(sentence)
    assert said.err.count("\n") == 1


def test_wrong_use_is_told_in_the_sites_language(run, write_site, capsys):
    site = write_site({"config.yaml": "name: A\nlanguage: en\n"})
    assert cli.main([f"--site={site}", "--jobs", "x"]) == 2
    assert capsys.readouterr().err.startswith('--jobs: "x" is not a whole number from 0 to 1024.')


@pytest.mark.parametrize("text", ["navn: A\n", "name: A: B\n", "- a\n", "name: [a]\n", "name: A\nbase_url: a\n"])
def test_broken_settings_end_with_two(run, text):
    status, said, complained = run(files={"config.yaml": text})
    assert (status, said) == (2, "")
    assert complained.startswith("config.yaml:")
    assert "Webstedets indstillinger kan ikke bruges" in complained


def test_a_folder_that_is_not_ours_ends_with_two(run):
    (run.site / "public").mkdir()
    (run.site / "public/min.txt").write_text("min")
    status, _, complained = run()
    assert (status, complained.count("\n")) == (2, 1)
    assert 'rummer filer, som Kommuneside ikke har lavet (1, fx "min.txt")' in complained


@pytest.mark.parametrize(
    ("number", "sentence"),
    [
        (errno.ENOSPC, "Der er ikke mere plads på disken"),
        (errno.EACCES, "Der er ikke adgang til"),
        (errno.EROFS, "Der er ikke adgang til"),
        (errno.EIO, "Maskinen svarede med en fejl"),
    ],
)
def test_a_fault_of_the_machine_ends_with_three_in_one_line(run, monkeypatch, number, sentence):
    def fail(*_arguments, **_settings):
        raise OSError(number, os.strerror(number), "et sted")

    monkeypatch.setattr(content, "read", fail)
    status, _, complained = run()
    assert (status, complained.count("\n")) == (3, 1)
    assert complained.startswith(sentence)
    assert complained.endswith("Den udgivne side er uændret.\n")


def test_a_bug_of_ours_is_told_as_one_and_kept_in_a_file(run, monkeypatch, tmp_path):
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    monkeypatch.setattr(make, "make", lambda *_: 1 / 0)
    status, _, complained = run()
    assert (status, complained.count("\n")) == (3, 1)
    assert complained.startswith("Der er en fejl i Kommuneside selv, ikke i dit indhold (ZeroDivisionError")
    assert "Traceback" in (tmp_path / "kommuneside-fejl.txt").read_text("utf-8")


@pytest.mark.parametrize("taken", [lambda path, other: path.mkdir(), lambda path, other: path.symlink_to(other)])
def test_where_the_file_for_our_bugs_is_taken_another_is_written(run, monkeypatch, tmp_path, taken):
    """Anyone may put something there first: it is neither followed nor a second fault."""
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    monkeypatch.setattr(make, "make", lambda *_: 1 / 0)
    other = tmp_path / "fremmed"
    other.write_text("urørt", "utf-8")
    taken(tmp_path / "kommuneside-fejl.txt", other)
    status, _, complained = run()
    assert status == 3
    [written] = {*tmp_path.glob("kommuneside-*.txt")} - {tmp_path / "kommuneside-fejl.txt"}
    assert str(written) in complained
    assert "Traceback" in written.read_text("utf-8")
    assert other.read_text("utf-8") == "urørt"


def test_an_interruption_ends_with_a_hundred_and_thirty(run, monkeypatch):
    def interrupt(*_):
        raise KeyboardInterrupt

    monkeypatch.setattr(make, "make", interrupt)
    assert run() == (130, "", "Afbrudt.\n")


@pytest.mark.parametrize(
    "command", ["-h", *(f"{command} --help" for command in COMMANDS if command not in ("test", "bench"))]
)
def test_help_is_in_danish(capsys, command):
    with pytest.raises(SystemExit) as ended:
        cli.main(command.split())
    assert ended.value.code == 0
    said = capsys.readouterr().out
    assert said.startswith("brug: python build.py")
    assert not re.search(r"\b(usage|options|positional|show this help)\b", said)


def test_a_reader_who_has_seen_enough_is_no_fault(write_site):
    site = write_site({"content/maal.md": DEAD})
    command = [sys.executable, "build.py", "check", "--report", "json", f"--site={site}"]
    process = subprocess.Popen(command, cwd=HOUSE, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    process.stdout.close()
    complained = process.stderr.read().decode()
    process.stderr.close()
    process.wait(60)
    assert "Traceback" not in complained


@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"])
def test_the_line_that_is_shown_is_the_one_that_is_meant(run, newline):
    body = "---\ntitle: Mål\n---\nA\u2028B\x0c\x85\n\n[Se skoven](nej.md)\n".replace("\n", newline)
    _, _, complained = run("check", files={"content/maal.md": body})
    assert "   6 | [Se skoven](nej.md)\n" in complained


@pytest.mark.skipif(sys.platform == "win32", reason="a shell's pipes and closed streams")
@pytest.mark.parametrize(
    ("words", "text", "status"),
    [
        ("2>&1 | true", DEAD, 1),
        ("2>&1 | true", "---\ntitle: Mål\n---\nTekst.\n", 0),
        (">&-", "---\ntitle: Mål\n---\nTekst.\n", 0),
        ("2>&-", DEAD, 1),
        ("--report json > /dev/full", "---\ntitle: Mål\n---\nTekst.\n", 3),
    ],
)
def test_who_listens_changes_nothing_of_what_is_done(write_site, words, text, status):
    """The second time too, when it is only said again; what could not be told where it should is not well done."""
    site = write_site({"content/index.md": text})
    command = f"{sys.executable} build.py build --site {site} {words}; exit ${{PIPESTATUS[0]}}"
    for _ in range(2):
        done = subprocess.run(["bash", "-c", command], cwd=HOUSE, capture_output=True, encoding="utf-8", check=False)
        assert (done.returncode, "Traceback" in done.stderr + done.stdout) == (status, False)
