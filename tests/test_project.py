"""The files that hosts read agree with the project: workflows, images, forms and the citation."""

import json
import re
import subprocess
import tomllib

import pytest
import yaml
from conftest import ROOT

TEMPLATE = ROOT / "engine" / "nbproctor" / "template"
WORKFLOWS = sorted(
    [*(ROOT / ".github" / "workflows").glob("*.yml"), *TEMPLATE.glob(".github/workflows/*.yml")]
)
PROJECTS = [
    tomllib.loads((ROOT / path).read_text())["project"]
    for path in ("pyproject.toml", "engine/pyproject.toml")
]
PINNED = re.compile(r"^[\w-]+/[\w-]+@[0-9a-f]{40}$")


def read_yaml(path):
    return yaml.safe_load(path.read_text(encoding="utf-8"))


def list_steps(workflow):
    return [step for job in workflow["jobs"].values() for step in job["steps"]]


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: str(path.relative_to(ROOT)))
def test_a_workflow_may_read_only_and_pins_what_it_uses(path):
    workflow = read_yaml(path)
    assert workflow["permissions"] == {"contents": "read"}
    used = [step["uses"] for step in list_steps(workflow) if "uses" in step]
    assert used
    assert [each for each in used if not PINNED.match(each)] == []
    assert re.search(r"# .*\n?.*\b(workflows of|those that)\b", path.read_text())


def test_all_workflows_pin_an_action_to_the_same_version():
    used = {
        step["uses"] for path in WORKFLOWS for step in list_steps(read_yaml(path)) if "uses" in step
    }
    assert len({each.partition("@")[0] for each in used}) == len(used)


def test_hosts_run_what_continuous_integration_runs_on_every_python():
    classifiers = [each for project in PROJECTS for each in project["classifiers"]]
    pythons = {each.rpartition(" ")[2] for each in classifiers if " :: 3." in each}
    github = read_yaml(ROOT / ".github" / "workflows" / "test.yml")["jobs"]["test"]
    gitlab = read_yaml(ROOT / ".gitlab-ci.yml")["test"]
    assert set(github["strategy"]["matrix"]["python"]) == pythons
    assert set(gitlab["parallel"]["matrix"][0]["PYTHON"]) == pythons
    assert github["steps"][-1]["run"] == ".ci/run"
    assert gitlab["script"] == [".ci/run"]


def test_a_commit_runs_the_checks_of_make_style():
    [repository] = read_yaml(ROOT / ".pre-commit-config.yaml")["repos"]
    assert [hook["entry"] for hook in repository["hooks"]] == ["make style"]


def test_workflows_call_targets_that_exist():
    targets = set(re.findall(r"^([\w./-]+):", (ROOT / "Makefile").read_text(), re.MULTILINE))
    own = [path for path in WORKFLOWS if TEMPLATE not in path.parents]
    runs = [step.get("run", "") for path in own for step in list_steps(read_yaml(path))]
    called = {target for run in runs for target in re.findall(r"\bmake (\S+)", run)}
    assert called - targets == set()


def test_the_citation_has_the_version_and_the_licences_of_the_package():
    citation = read_yaml(ROOT / "CITATION.cff")
    assert {project["version"] for project in PROJECTS} == {citation["version"]}
    assert " AND ".join(citation["license"]) == PROJECTS[0]["license"]


def test_an_image_takes_nothing_of_students():
    ignored = set((ROOT / ".dockerignore").read_text().split("\n"))
    _, _, students = (ROOT / ".gitignore").read_text().partition("# a student's own copies")
    kept = {"", ".nbgrader.log"}
    lines = {line.strip("/") for line in students.splitlines()[1:]}
    assert lines - kept <= ignored


def test_the_image_of_students_copies_only_their_bundle():
    _, _, student = (ROOT / "Dockerfile").read_text().partition("AS student")
    assert re.findall(r"^(?:COPY|ADD) (.*)", student, re.MULTILINE) == [
        "dist/cnn-course-student.zip ./"
    ]


def test_the_development_container_is_a_stage_of_the_image():
    container = json.loads((ROOT / ".devcontainer" / "devcontainer.json").read_text())
    stages = re.findall(r"^FROM \S+ AS (\w+)", (ROOT / "Dockerfile").read_text(), re.MULTILINE)
    assert container["build"]["target"] in stages
    assert (ROOT / ".devcontainer" / container["build"]["dockerfile"]).exists()
    assert container["remoteUser"] in (ROOT / "Dockerfile").read_text()


@pytest.mark.parametrize(
    ("changed", "chapters"),
    [
        (["source/a/a.ipynb", "docs/x.md"], "a"),
        (["course/checks/a/one.py", "grader_tests/b.py"], "a b"),
        (["docs/x.md"], ""),
        (["source/a/a.ipynb", "course/checks/exercise.py"], ""),
        (["grader_tests/random_cases.py"], ""),
    ],
    ids=["a source", "checks and hidden cases", "a guide", "all checks", "all hidden cases"],
)
def test_the_chapters_that_changed_are_those_to_validate(tmp_path, changed, chapters):
    def git(*arguments):
        own = ("-c", "user.name=tests", "-c", "user.email=tests@example.org")
        subprocess.run(["git", *own, *arguments], cwd=tmp_path, check=True, capture_output=True)

    def write(name, text):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text)

    for chapter in "ab":
        write(f"source/{chapter}/{chapter}.ipynb", "")
    git("init", "--quiet")
    git("add", ".")
    git("commit", "--message", "first")
    git("tag", "base")
    for name in changed:
        write(name, "changed")
    git("add", ".")
    git("commit", "--message", "second")
    line = [ROOT / ".ci" / "changed-chapters", "base"]
    done = subprocess.run(line, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.split() == chapters.split()
