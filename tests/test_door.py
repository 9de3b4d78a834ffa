"""The front door, build.py: when it makes `.venv`, when it does not, and what it says when it cannot."""

import ast
import errno
import importlib.util
import os
import re
import shutil
import subprocess
import sys
import tomllib
import types
import zipfile
from pathlib import Path

import pytest

HOUSE = Path(__file__).resolve().parent.parent
PIN = "partnerskab==1.0 --hash=sha256:" + "0" * 64 + "\n"


@pytest.fixture
def door(tmp_path, monkeypatch):
    """A door of its own in an empty checkout: fetching is pretended, and all it changes in the process is undone."""
    shutil.copy(HOUSE / "build.py", tmp_path)
    (tmp_path / "requirements.lock").write_text(PIN)
    (tmp_path / "requirements-test.lock").write_text(PIN + "# and the tests' packages\n")
    spec = importlib.util.spec_from_file_location("door", tmp_path / "build.py")
    door = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(door)

    door.commands, door.really_run = [], door.run
    door.run = lambda command: pretend(door, command)
    monkeypatch.setitem(sys.modules, "kommuneside.cli", types.SimpleNamespace(main=lambda arguments: len(arguments)))
    monkeypatch.setattr(sys, "path", [*sys.path])
    monkeypatch.setattr(sys, "executable", sys.executable)
    monkeypatch.setenv("VIRTUAL_ENV", "")
    monkeypatch.setenv("PATH", os.environ["PATH"])
    return door


def pretend(door, command):
    """Does what the venv module and pip would leave on disk, and notes which of them was asked."""
    name = command[command.index("-m") + 1]
    door.commands.append(name)
    if name == "venv":
        shutil.rmtree(door.VENV, ignore_errors=True)
        Path(door.PYTHON).parent.mkdir(parents=True)
        Path(door.PYTHON).touch()
        Path(door.PACKAGES).mkdir(parents=True)
    else:
        Path(door.PACKAGES, "partnerskab").mkdir(exist_ok=True)
    return ""


def test_the_first_run_makes_the_environment_says_so_in_a_line_and_goes_on(door, capfd):
    assert door.main(["check", "--strict"]) == 2  # what the house answered
    assert door.commands == ["venv", "pip"]
    assert capfd.readouterr() == ("", "Henter det, Kommuneside bygger med, til .venv (kun første gang) ...\n")


def test_the_second_run_fetches_nothing_and_says_nothing(door, capfd):
    door.main([])
    door.commands.clear()
    capfd.readouterr()
    assert door.main([]) == 0
    assert door.commands == []
    assert capfd.readouterr() == ("", "")


def test_the_tests_packages_are_added_to_what_is_there_and_once_only(door):
    door.main([])
    door.main(["test"])
    door.main(["test"])
    door.main(["build"])
    assert door.commands == ["venv", "pip", "pip"]


def test_a_fresh_checkout_can_be_tested_at_once(door):
    door.main(["test"])
    door.main(["build"])
    assert door.commands == ["venv", "pip"]


def test_a_changed_lock_makes_the_environment_anew(door):
    door.main([])
    Path(door.LOCK).write_text(PIN.replace("1.0", "1.1"))
    door.main([])
    assert door.commands == ["venv", "pip"] * 2


def test_another_python_makes_the_environment_anew(door, monkeypatch):
    door.main([])
    monkeypatch.setattr("importlib.machinery.EXTENSION_SUFFIXES", [".cp399-win_amd64.pyd"])
    door.main([])
    assert door.commands == ["venv", "pip"] * 2


@pytest.mark.parametrize("lost", ["PYTHON", "PACKAGES", "package", "stamp"])
def test_a_damaged_environment_is_made_anew(door, lost):
    door.main([])
    places = {"package": os.path.join(door.PACKAGES, "partnerskab"), "stamp": door.stamp_path(door.LOCK)}
    path = Path(places.get(lost) or getattr(door, lost))
    shutil.rmtree(path) if path.is_dir() else path.unlink()
    assert door.main([]) == 0
    assert door.commands == ["venv", "pip"] * 2


def test_an_installation_that_was_killed_is_done_again(door, monkeypatch):
    def killed(_lock):
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(door, "install", killed)
        assert door.main([]) == 130
    assert door.main([]) == 0
    assert door.commands == ["venv", "venv", "pip"]


def test_an_interpreter_that_has_every_locked_package_is_used_as_it_is(door):
    Path(door.LOCK).write_text(f"pytest=={pytest.__version__} \\\n    --hash=sha256:{'0' * 64}\n")
    interpreter, path = sys.executable, [*sys.path]
    assert door.main([]) == 0
    assert (sys.executable, sys.path, door.commands) == (interpreter, path, [])


def test_a_package_in_another_version_does_not_count(door):
    Path(door.LOCK).write_text(f"pytest==0.1 \\\n    --hash=sha256:{'0' * 64}\n")
    door.main([])
    assert door.commands == ["venv", "pip"]


def test_inside_the_environment_its_packages_stand_behind_the_standard_library_and_the_base_ones_are_gone(door):
    sys.path.append("/usr/lib/python3/dist-packages")
    door.main([])
    assert sys.path[-1] == door.PACKAGES
    assert sys.path.index(os.path.dirname(os.__file__)) < sys.path.index(door.PACKAGES)
    assert [path for path in sys.path if path.endswith(("site-packages", "dist-packages"))] == [door.PACKAGES]


def test_child_processes_find_the_interpreter_of_the_environment(door):
    door.main([])
    assert sys.executable == door.PYTHON
    assert os.environ["VIRTUAL_ENV"] == door.VENV
    assert os.environ["PATH"].split(os.pathsep)[0] == os.path.dirname(door.PYTHON)


def test_two_runs_at_once_make_one_environment(tmp_path):
    shutil.copy(HOUSE / "build.py", tmp_path)
    shutil.copy(__file__, tmp_path / "test_door.py")
    (tmp_path / "requirements.lock").write_text(PIN)
    (tmp_path / "run.py").write_text(
        "import sys, time, types, build, test_door\n"
        "build.commands = []\n"
        "build.run = lambda command: (time.sleep(0.5), test_door.pretend(build, command))[1]\n"
        "sys.modules['kommuneside.again'] = types.SimpleNamespace(recall=lambda arguments: None)\n"
        "sys.modules['kommuneside.cli'] = types.SimpleNamespace(main=lambda arguments: len(build.commands))\n"
        "sys.exit(build.main([]))\n"
    )
    runs = [
        subprocess.Popen([sys.executable, "run.py"], cwd=tmp_path, stderr=subprocess.PIPE, encoding="utf-8")
        for _ in range(2)
    ]
    said = "".join(run.communicate(timeout=60)[1] for run in runs)
    assert sorted(run.returncode for run in runs) == [0, 2], "one made it in two steps, the other made nothing"
    assert said.count("Henter det") == 1
    assert said.count("Venter på en anden kørsel") == 1


@pytest.mark.parametrize(
    ("language", "sentence"),
    [("", "kræver Python 3.11"), ("language: en\n", "needs Python 3.11"), ('language: "da"\n', "kræver Python 3.11")],
)
def test_an_old_python_is_told_which_one_it_takes(door, language, sentence):
    Path(door.HERE, "config.yaml").write_text(f"name: Lejre\n{language}")
    pretended = "import runpy, sys; sys.version_info = (3, 6, 9); runpy.run_path('build.py', run_name='__main__')"
    done = subprocess.run(
        [sys.executable, "-c", pretended], cwd=door.HERE, stderr=subprocess.PIPE, encoding="utf-8", check=False
    )
    assert done.returncode == 2
    assert sentence in done.stderr
    assert done.stderr.count("\n") == 1


def test_an_old_python_can_read_the_door():
    ast.parse((HOUSE / "build.py").read_text("utf-8"), feature_version=(3, 7))


@pytest.mark.parametrize(
    ("number", "sentence"),
    [
        (errno.EROFS, "Der kan ikke skrives i {folder} (Read-only file system): skaf skriveadgang"),
        (errno.EACCES, "Der kan ikke skrives i {folder} (Permission denied): skaf skriveadgang"),
        (errno.ENOSPC, "Disken er fuld, så .venv blev ikke færdig: skaf 500 MB plads"),
    ],
)
def test_a_disk_that_takes_nothing_is_told_in_a_sentence(door, monkeypatch, capfd, number, sentence):
    def refuse(*_arguments, **_settings):
        raise OSError(number, os.strerror(number))

    monkeypatch.setattr(os, "makedirs", refuse)
    assert door.main([]) == 3
    assert_one_sentence(capfd, sentence.format(folder=door.HERE))


def test_a_checkout_that_cannot_be_written_to_works_once_its_environment_is_made(door, monkeypatch):
    door.main([])
    monkeypatch.setattr(door, "make", lambda _lock: pytest.fail("nothing is to be written"))
    assert door.main([]) == 0


@pytest.mark.parametrize("module", ["venv", "ensurepip"])
def test_a_python_without_venv_is_told_how_to_get_it(door, monkeypatch, capfd, module):
    find_spec = importlib.util.find_spec
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None if name == module else find_spec(name))
    assert door.main([]) == 3
    assert_one_sentence(capfd, f"Python mangler modulet {module}: installer det", "apt install python3-venv")


def test_without_a_network_it_says_so_and_where_the_details_are(door, monkeypatch, capfd):
    really_fetch(door, monkeypatch)
    assert door.main([]) == 3
    assert_one_sentence(capfd, "Pakkerne kunne ikke hentes: tjek forbindelsen til internettet", door.LOG)
    assert "No matching distribution found for partnerskab==1.0" in Path(door.LOG).read_text()


def test_nothing_is_installed_but_by_its_hash_and_nothing_is_built(door, monkeypatch):
    asked = []
    monkeypatch.setattr(door, "run", lambda command: asked.append(" ".join(command)) or pretend(door, command))
    door.main([])
    assert "--require-hashes --no-deps --only-binary :all: -r " + door.LOCK in asked[-1]


def test_a_package_with_another_hash_is_not_installed(door, monkeypatch, capfd, tmp_path):
    really_fetch(door, monkeypatch)
    with zipfile.ZipFile(tmp_path / "partnerskab-1.0-py3-none-any.whl", "w") as wheel:
        wheel.writestr("partnerskab-1.0.dist-info/METADATA", "Metadata-Version: 2.1\nName: partnerskab\nVersion: 1.0\n")
        wheel.writestr("partnerskab-1.0.dist-info/WHEEL", "Wheel-Version: 1.0\nTag: py3-none-any\n")
        wheel.writestr("partnerskab-1.0.dist-info/RECORD", "")
    monkeypatch.setenv("PIP_FIND_LINKS", str(tmp_path))
    assert door.main([]) == 3
    assert_one_sentence(capfd, f"En pakke er ikke den, som {door.LOCK} kender", door.LOG)


def test_a_disk_that_fills_up_while_packages_are_fetched_is_told_as_such(door, capfd):
    failing = "raise SystemExit('OSError: [Errno 28] No space left on device')"
    door.run = lambda _command: door.really_run([sys.executable, "-c", failing])
    assert door.main([]) == 3
    assert_one_sentence(capfd, "Disken er fuld")


def test_a_lost_lock_is_told_in_a_sentence(door, capfd):
    os.remove(door.LOCK)
    assert door.main([]) == 3
    assert_one_sentence(capfd, f"{door.LOCK} kan ikke læses (No such file or directory): hent filen igen med git.")


def test_ctrl_c_ends_with_130(door, monkeypatch, capfd):
    def interrupted(_arguments):
        raise KeyboardInterrupt

    door.main([])
    capfd.readouterr()
    monkeypatch.setattr(sys.modules["kommuneside.cli"], "main", interrupted)
    assert door.main([]) == 130
    assert capfd.readouterr() == ("", "")


def test_both_languages_have_the_same_sentences_with_the_same_blanks(door):
    danish, english = door.SENTENCES["da"], door.SENTENCES["en"]
    blanks = re.compile(r"{\w+}")
    assert [(key, sorted(blanks.findall(text))) for key, text in danish.items()] == [
        (key, sorted(blanks.findall(text))) for key, text in english.items()
    ]


@pytest.mark.parametrize("name", ["requirements.lock", "requirements-test.lock", "requirements-supply.lock"])
def test_a_lock_holds_a_hash_for_every_package_and_no_address(name):
    text = (HOUSE / name).read_text()
    packages = re.findall(r"^[^#\s].*(?:\n .*)*", text, re.MULTILINE)
    pin = r"[\w.-]+==\S+(?: ; [^\\]+)?(?: \\\n    --hash=sha256:[0-9a-f]{64})+"
    assert packages
    assert [package for package in packages if not re.fullmatch(pin, package)] == []
    assert not re.search(r"://|--(extra-)?index|--find-links|@", text)


def test_the_tests_lock_names_all_that_the_lock_names():
    lock, tests_lock = ((HOUSE / name).read_text() for name in ("requirements.lock", "requirements-test.lock"))
    names = re.compile(r"^[\w.-]+==\S+", re.MULTILINE)
    assert set(names.findall(lock)) <= set(names.findall(tests_lock))


def test_the_locks_hold_what_pyproject_asks_for():
    settings = tomllib.loads((HOUSE / "pyproject.toml").read_text("utf-8"))
    project = settings["project"]
    for name, asked in {
        "requirements.lock": project["dependencies"],
        "requirements-test.lock": project["optional-dependencies"]["test"],
        "requirements-supply.lock": settings["dependency-groups"]["supply"],
    }.items():
        locked = set(re.findall(r"^([\w.-]+)==", (HOUSE / name).read_text(), re.MULTILINE))
        assert {re.split(r"[<>=~]", one)[0].lower() for one in asked} <= locked


def really_fetch(door, monkeypatch):
    """Lets the door ask a real pip, one that finds no network."""

    def run(command):
        return pretend(door, command) if "venv" in command else door.really_run([sys.executable, *command[1:]])

    door.run = run
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    monkeypatch.setenv("PIP_FIND_LINKS", "")


def assert_one_sentence(capfd, *parts):
    """The last line on standard error holds these parts, and nothing but what is being done stands above it."""
    output = capfd.readouterr()
    *above, sentence = output.err.splitlines()
    assert all(part in sentence for part in parts), output.err
    assert sentence.endswith(".")
    assert output.out == ""
    assert [line for line in above if not line.endswith(" ...")] == []
