"""The workflows are valid, ask for no more than they need, and their commands work as written."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

HOUSE = Path(__file__).resolve().parents[2]
GITHUB = sorted((HOUSE / ".github/workflows").glob("*.yml"))
BASH = pytest.mark.skipif(shutil.which("bash") is None, reason="the commands are for bash")


def read(path: Path) -> dict[str, Any]:
    return yaml.load(path.read_text("utf-8"), Loader=yaml.BaseLoader)


@pytest.mark.parametrize(
    ("schema", "path"),
    [*(("vendor.github-workflows", path) for path in GITHUB), ("vendor.gitlab-ci", HOUSE / ".gitlab-ci.yml")],
    ids=lambda value: getattr(value, "name", value),
)
def test_each_is_valid(schema: str, path: Path) -> None:
    """As its host's own schema says."""
    command = [sys.executable, "-m", "check_jsonschema", "--builtin-schema", schema]
    if schema.endswith("gitlab-ci"):
        command += ["--data-transform", "gitlab-ci"]
    done = subprocess.run([*command, str(path)], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize("path", GITHUB, ids=lambda path: path.name)
def test_each_has_the_least_rights(path: Path) -> None:
    """It reads the repository, and only what deploys may write; a checkout keeps no credentials and all of history."""
    workflow = read(path)
    assert workflow["permissions"] == {"contents": "read"}
    assert "concurrency" in workflow
    for name, job in workflow["jobs"].items():
        writes = {right for right, level in job.get("permissions", {}).items() if level == "write"}
        assert writes == ({"pages", "id-token"} if name == "deploy" else set())
        assert "timeout-minutes" in job
        for step in job["steps"]:
            assert re.fullmatch(r"(actions/[a-z-]+@v\d+)?", step.get("uses", "")), step
            if step.get("uses", "").startswith("actions/checkout@"):
                assert step["with"] == {"fetch-depth": "0", "persist-credentials": "false"}
            if "upload" in step.get("uses", ""):
                assert step["with"]["include-hidden-files"] == "true"


@BASH
@pytest.mark.parametrize(
    "name", ["check.yml", "publish.yml", ".gitlab-ci.yml check", ".gitlab-ci.yml pages", "netlify.toml"]
)
def test_their_commands_work_as_written(name: str, clone: Path, tmp_path: Path) -> None:
    """Run one after another in a clone, as the host runs them; `build.py test` is what you are reading."""
    python = tmp_path / "bin/python"
    python.parent.mkdir()
    python.write_text(f'#!/bin/sh\nexec "{sys.executable}" "$@"\n')
    python.chmod(0o755)
    environment = {
        **os.environ,
        "PATH": f"{python.parent}{os.pathsep}{os.environ['PATH']}",
        "GITHUB_BASE_REF": "main",
        "GITHUB_STEP_SUMMARY": str(tmp_path / "summary.md"),
        "BASE_URL": "https://kommune.github.io/klima",
        "CI_PAGES_URL": "https://kommune.gitlab.io/klima",
        "URL": "https://klima.netlify.app",
    }
    for command in commands(name):
        done = subprocess.run(
            ["bash", "-e", "-o", "pipefail", "-c", command],
            cwd=clone, env=environment, capture_output=True, text=True, check=False,
        )  # fmt: skip
        assert done.returncode == 0, f"{command}\n{done.stdout}{done.stderr}"
    if name == "check.yml":
        assert (clone / ".cache/proposed/index.html").exists()
        assert "kB" in (tmp_path / "summary.md").read_text("utf-8")
        assert "Ny side" not in (tmp_path / "summary.md").read_text("utf-8")
    else:
        page = (clone / "public/index.html").read_text("utf-8")
        expected = {"publish.yml": "BASE_URL", ".gitlab-ci.yml pages": "CI_PAGES_URL", "netlify.toml": "URL"}.get(name)
        assert f'<link rel="canonical" href="{environment.get(expected or "", "https://")}' in page
    if name == "netlify.toml":
        assert all(line.endswith(" 301!") for line in (clone / "public/_redirects").read_text("utf-8").splitlines())


@pytest.mark.parametrize("path", GITHUB, ids=lambda path: path.name)
def test_nothing_is_installed_but_by_its_hash(path: Path) -> None:
    """What is not ours comes from a lock that is there."""
    for line in re.findall(r"pip install.*", path.read_text("utf-8")):
        assert {"--require-hashes", "--only-binary"} <= set(line.split())
        assert (HOUSE / line.split(" -r ")[1]).exists()


def test_what_is_published_comes_with_a_list_of_its_parts() -> None:
    """Made by a tool that never shares an environment with what it lists."""
    parts = read(HOUSE / ".github/workflows/publish.yml")["jobs"]["parts"]
    runs = "\n".join(step.get("run", "") for step in parts["steps"])
    assert re.search(r"^\.cache/supply/bin/cyclonedx-py environment .* -o sbom\.cdx\.json \.venv$", runs, re.MULTILINE)
    assert parts["steps"][-1]["with"]["path"] == "sbom.cdx.json"
    assert not {"permissions", "needs"} & parts.keys()


def commands(name: str) -> list[str]:
    file, _, job = name.partition(" ")
    if file == ".gitlab-ci.yml":
        return read(HOUSE / file)[job]["script"]
    if file == "netlify.toml":
        import tomllib

        return [tomllib.loads((HOUSE / file).read_text("utf-8"))["build"]["command"]]
    jobs = read(HOUSE / ".github/workflows" / file)["jobs"].values()
    runs = [step["run"] for job in jobs for step in job["steps"] if "run" in step and "supply" not in str(job)]
    return [run for run in runs if run != "python build.py test"]


@pytest.fixture
def clone(tmp_path: Path) -> Path:
    """The repository as a host fetches it: what git knows, with the changes not yet committed."""
    folder = tmp_path / "origin"
    listing = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    names = subprocess.run(listing, cwd=HOUSE, capture_output=True, text=True, check=True).stdout.split("\0")
    for name in filter(None, names):
        if (HOUSE / name).is_file() and not name.startswith(("tests/", "bench/")):
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(HOUSE / name, folder / name)
    who = ["-c", "user.name=a", "-c", "user.email=a@example.org"]
    for arguments in (["init", "-q", "-b", "main"], ["add", "-A"], [*who, "commit", "-qm", "All"]):
        subprocess.run(["git", *arguments], cwd=folder, check=True)
    subprocess.run(["git", "clone", "-q", folder.as_uri(), "clone"], cwd=tmp_path, check=True)
    return tmp_path / "clone"
