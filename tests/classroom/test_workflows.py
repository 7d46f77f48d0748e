"""The workflow files: real linters pass them, actions are pinned, and their shell does what it says."""

from __future__ import annotations

import base64
import json
import os
import re
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import pytest
from ruamel.yaml import YAML

from tests.classroom import remotes
from tests.classroom.repositories import the_course
from tests.sample_class import write

pytestmark = pytest.mark.finds("what the workflow's shell does with real repositories")

ROOT: Final = Path(__file__).parents[2]
WORKFLOWS: Final = ROOT / ".github" / "workflows"
QUOTED: Final = ROOT / ".github" / "quoted.sh"
BIN: Final = Path(sys.executable).parent


@pytest.fixture(params=["ci.yml", "proof.yml", "grade.yml", "classroom.yml"])
def workflow(request: pytest.FixtureRequest, released: Path) -> Path:
    """Each workflow; the student's as it is released."""
    name = str(request.param)
    return WORKFLOWS / name if (WORKFLOWS / name).exists() else released / ".github" / "workflows" / name


def schema_check(path: Path, *schema: str) -> subprocess.CompletedProcess[str]:
    command = [str(BIN / "check-jsonschema"), *schema, str(path)]
    return subprocess.run(command, capture_output=True, text=True, check=False)


def zizmor(path: Path) -> subprocess.CompletedProcess[str]:
    """Without the network; a finding of any severity gives a status other than 0."""
    command = [str(BIN / "zizmor"), "--offline", "--no-progress", "--color=never", "--persona=regular", str(path)]
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("GH_", "GITHUB_", "ZIZMOR_"))}
    return subprocess.run(command, capture_output=True, text=True, check=False, env=kept)


GITHUBS_SCHEMA: Final = ("--builtin-schema", "vendor.github-workflows")


def test_a_workflow_has_the_form_that_github_asks_for(workflow: Path) -> None:
    done = schema_check(workflow, *GITHUBS_SCHEMA)
    assert done.returncode == 0, done.stdout


def test_zizmor_finds_nothing_in_a_workflow(workflow: Path) -> None:
    done = zizmor(workflow)
    assert done.returncode == 0, done.stdout
    assert "No findings" in done.stdout


BROKEN: Final = """
name: broken
on: pull_request_target
jobs:
  test:
    runs-on: ubuntu-24.04
    steps:
      - uses: actions/checkout@v4
        with:
          ref: ${{ github.event.pull_request.head.sha }}
      - run: echo "${{ github.event.pull_request.title }}"
"""


def test_each_linter_refuses_a_broken_workflow(tmp_path: Path) -> None:
    path = tmp_path / "broken.yml"
    path.write_text(BROKEN.replace("runs-on:", "runs-in:"), encoding="utf-8")
    assert "runs-in" in schema_check(path, *GITHUBS_SCHEMA).stdout
    path.write_text(BROKEN, encoding="utf-8")
    findings = zizmor(path)
    assert findings.returncode != 0
    for audit in ("dangerous-triggers", "template-injection", "unpinned-uses"):
        assert audit in findings.stdout


def test_every_action_is_pinned_by_commit(workflow: Path) -> None:
    used = re.findall(r"^\s*(?:- )?uses: (.*)$", workflow.read_text(encoding="utf-8"), re.MULTILINE)
    assert used
    for line in used:
        assert re.fullmatch(r"[\w.-]+/[\w./-]+@[0-9a-f]{40} # v[\d.]+", line), line


def test_one_commit_is_pinned_for_each_action(released: Path) -> None:
    texts = [path.read_text(encoding="utf-8") for path in WORKFLOWS.glob("*.yml")]
    texts.append((released / ".github/workflows/classroom.yml").read_text(encoding="utf-8"))
    pins = {pin for text in texts for pin in re.findall(r"uses: ([\w.-]+/[\w.-]+)[\w./-]*(@[0-9a-f]{40})", text)}
    assert len(pins) == len({name for name, _ in pins})


def parsed(path: Path) -> Any:
    return YAML(typ="safe").load(path.read_text(encoding="utf-8"))


def test_a_workflow_may_read_and_no_more(workflow: Path) -> None:
    tree = parsed(workflow)
    assert tree["permissions"] == {"contents": "read"}
    assert "pull_request_target" not in tree["on"]
    for job in tree["jobs"].values():
        assert "permissions" not in job
        assert job["timeout-minutes"] <= 180


def test_feedback_starts_no_practice_run(released: Path) -> None:
    on = parsed(released / ".github/workflows/classroom.yml")["on"]
    assert on == {"push": {"branches-ignore": ["feedback"]}, "workflow_dispatch": None}


# --- the shell in grade.yml ---


@dataclass(frozen=True)
class Ended:
    """How a step ended."""

    status: int
    output: str
    written: str


STAND_IN: Final = """#!/usr/bin/env bash
# Notes how it was called, says what the runner would obey, and ends as it is told to.
shopt -s nullglob
calls=("$NOTES"/call-*)
{ printf '%s\\037' "$@"; echo; env; } > "$NOTES/call-${#calls[@]}"
echo "::error::a notebook's name"
exit "${STATUS:-0}"
"""


def steps() -> dict[str, Any]:
    return {step["name"]: step for step in parsed(WORKFLOWS / "grade.yml")["jobs"]["grade"]["steps"] if "name" in step}


def perform(script: str, folder: Path, *, quoted: bool = True, stand_in: bool = True, **names: Any) -> Ended:
    """Runs a step's script as GitHub's runner does, in a folder; ``autograder`` may be a stand-in."""
    tools = folder / "bin"
    tools.mkdir(exist_ok=True)
    if stand_in:
        (tools / "autograder").write_text(STAND_IN, encoding="utf-8")
        (tools / "autograder").chmod(0o755)
    step = folder / "step.sh"
    step.write_text(script, encoding="utf-8")
    written = folder / "output.txt"
    written.unlink(missing_ok=True)
    environment = {
        "PATH": f"{tools}:{os.environ['PATH']}",
        "HOME": str(folder),
        "GITHUB_OUTPUT": str(written),
        "NOTES": str(folder),
        **names,
    }
    command = ["bash", str(QUOTED), str(step)] if quoted else ["bash", "-eo", "pipefail", str(step)]
    done = subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=False)
    return Ended(done.returncode, done.stdout, written.read_text(encoding="utf-8") if written.exists() else "")


SECRET: Final = "github_pat_not_a_real_one"
HOST: Final[dict[str, Any]] = {"STUDENT_TOKEN": SECRET, "STUDENT_HOST": "https://git.example.org"}
HEADER: Final = "Authorization: Basic " + base64.b64encode(f"x-access-token:{SECRET}".encode()).decode()


def test_every_step_of_the_grading_job_is_quoted_but_for_the_last() -> None:
    job = parsed(WORKFLOWS / "grade.yml")["jobs"]["grade"]
    assert job["defaults"]["run"]["shell"] == "bash .github/quoted.sh {0}"
    own = [step["name"] for step in job["steps"] if "shell" in step]
    assert own == ["How it went"]
    assert set(steps()["How it went"]["env"]) == {"COLLECTED", "GRADED", "RETURNED"}


@pytest.mark.parametrize("status", [0, 1, 2, 77])
def test_what_a_step_says_is_not_obeyed_and_its_status_is_kept(status: int, tmp_path: Path) -> None:
    ended = [perform(f"echo ::error::gotcha >&2; printf '::add-mask::x'; exit {status}", tmp_path) for _ in range(2)]
    tokens = set()
    for each in ended:
        first, *between, last = [line for line in each.output.splitlines() if line]
        token = first.removeprefix("::stop-commands::")
        assert re.fullmatch(r"[0-9a-f]{32}", token)
        assert last == f"::{token}::"
        assert between == ["::error::gotcha", "::add-mask::x"]
        assert each.status == status
        tokens.add(token)
    assert len(tokens) == 2


def test_a_step_ends_at_the_first_command_that_fails(tmp_path: Path) -> None:
    ended = perform("false | cat\necho further", tmp_path)
    assert ended.status == 1
    assert "further" not in ended.output


@pytest.mark.parametrize("name", ["Collect", "Grade", "Return feedback"])
@pytest.mark.parametrize("status", ["0", "1", "2"])
def test_a_step_hands_its_status_on_and_lets_the_others_go_on(name: str, status: str, tmp_path: Path) -> None:
    ended = perform(steps()[name]["run"], tmp_path, STATUS=status, STUDENT_TOKEN="", STUDENT_HOST="")
    assert ended.status == 0
    assert ended.written == f"status={status}\n"
    assert ended.output.startswith("::stop-commands::")


def calls(folder: Path) -> list[tuple[list[str], list[str]]]:
    """How the stand-in was called: arguments and environment."""
    notes = [path.read_text(encoding="utf-8").splitlines() for path in sorted(folder.glob("call-*"))]
    return [(note[0].split("\x1f")[:-1], note[1:]) for note in notes]


def test_git_gets_the_token_and_nothing_else_does(tmp_path: Path) -> None:
    for name in ("Collect", "Return feedback"):
        perform(steps()[name]["run"], tmp_path, **HOST)
    called = calls(tmp_path)
    assert [arguments[0] for arguments, _ in called] == ["collect", "return", "return"]
    assert ["--dry-run" in arguments for arguments, _ in called] == [False, True, False]
    for arguments, environment in called:
        assert not any(SECRET in word for word in arguments)
        holding = [line for line in environment if SECRET in line or HEADER in line]
        assert holding == [f"GIT_CONFIG_VALUE_0={HEADER}"]
        assert "GIT_CONFIG_KEY_0=http.https://git.example.org/.extraheader" in environment


@pytest.mark.skipif(not shutil.which("git"), reason="git is not installed")
def test_git_reads_the_header_for_that_host_alone(tmp_path: Path) -> None:
    environment = {
        **os.environ,
        "GIT_CONFIG_COUNT": "1",
        "GIT_CONFIG_KEY_0": "http.https://git.example.org/.extraheader",
        "GIT_CONFIG_VALUE_0": HEADER,
    }

    def header(address: str) -> str:
        command = ["git", "config", "--get-urlmatch", "http.extraheader", address]
        done = subprocess.run(command, env=environment, cwd=tmp_path, capture_output=True, text=True, check=False)
        return done.stdout.strip()

    assert header("https://git.example.org/school/ada.git") == HEADER
    assert header("https://elsewhere.example.org/school/ada.git") == ""


def test_no_secret_is_near_students_code() -> None:
    """Secrets are given to steps by name: none to the job, none to the step that grades."""
    tree = parsed(WORKFLOWS / "grade.yml")
    assert not re.search(r"secrets\.", str({**tree, "jobs": ""}))
    holding = {step.get("name") for job in tree["jobs"].values() for step in job["steps"] if "secrets." in str(step)}
    assert holding == {"Is there a class?", "Write the roster", "Collect", "Return feedback"}
    for job in tree["jobs"].values():
        assert "secrets." not in str({**job, "steps": ""})
        for step in job["steps"]:
            assert "secrets." not in str({**step, "env": ""})
            assert "${{" not in step.get("run", "")
            if step.get("uses", "").startswith("actions/checkout@"):
                assert step["with"]["persist-credentials"] is False


def test_an_assignment_and_a_remote_are_handed_on_as_one_word_each(tmp_path: Path) -> None:
    remote = "https://git.example.org/$(id)/{id} x"
    for name in ("Collect", "Grade", "Return feedback"):
        perform(steps()[name]["run"], tmp_path, ASSIGNMENT="a b; id", STUDENT_REMOTE=remote, STUDENT_TOKEN="")
    called = [arguments for arguments, _ in calls(tmp_path)]
    assert len(called) == 4
    assert all("a b; id" in arguments for arguments in called)
    assert sum(remote in arguments for arguments in called) == 3


def test_without_a_class_the_workflow_ends_green_with_a_notice(tmp_path: Path) -> None:
    (step,) = [step for step in parsed(WORKFLOWS / "grade.yml")["jobs"]["class"]["steps"] if "run" in step]
    ended = perform(step["run"], tmp_path, quoted=False, ROSTER="")
    assert ended == Ended(0, ended.output, "found=false\n")
    assert ended.output.startswith("::notice title=No class::")
    assert perform(step["run"], tmp_path, quoted=False, ROSTER="id\nada").written == "found=true\n"
    (tmp_path / "roster.csv").write_text("id\nada\n", encoding="utf-8")
    assert perform(step["run"], tmp_path, quoted=False, ROSTER="").written == "found=true\n"


def test_a_roster_in_the_secret_is_written_as_it_is(tmp_path: Path) -> None:
    perform(steps()["Write the roster"]["run"], tmp_path, ROSTER="id,repository\nada,$(id)\\n`id`")
    assert (tmp_path / "roster.csv").read_text(encoding="utf-8") == "id,repository\nada,$(id)\\n`id`\n"
    perform(steps()["Write the roster"]["run"], tmp_path, ROSTER="")
    assert (tmp_path / "roster.csv").read_text(encoding="utf-8").startswith("id,repository")


@pytest.mark.parametrize(
    ("collected", "graded", "returned", "status", "said"),
    [
        ("0", "0", "0", 0, []),
        ("2", "0", "0", 0, ["::warning title=Collect::"]),
        ("0", "2", "2", 0, ["::warning title=Grade::", "::warning title=Return feedback::"]),
        ("0", "1", "0", 1, ["::error title=Grade::"]),
        ("0", "", "0", 1, ["::error title=Grade::"]),
        ("137", "2", "1", 1, ["::error title=Collect::", "::warning title=Grade::", "::error title=Return feedback::"]),
    ],
)
def test_the_job_fails_for_a_failure_and_not_for_one_unreadable_notebook(
    collected: str, graded: str, returned: str, status: int, said: list[str], tmp_path: Path
) -> None:
    names: dict[str, Any] = {"COLLECTED": collected, "GRADED": graded, "RETURNED": returned}
    ended = perform(steps()["How it went"]["run"], tmp_path, quoted=False, **names)
    assert ended.status == status
    lines = ended.output.splitlines()
    assert len(lines) == len(said)
    assert all(line.startswith(start) for line, start in zip(lines, said, strict=True))


def test_grades_and_mirrors_are_kept_whatever_happened() -> None:
    kept = {
        step["uses"].partition("@")[0]: step["if"]
        for step in parsed(WORKFLOWS / "grade.yml")["jobs"]["grade"]["steps"]
        if step.get("if", "").startswith("always()") and "uses" in step
    }
    assert set(kept) == {"actions/cache/save", "actions/upload-artifact"}


def test_the_steps_collect_grade_and_return_in_a_real_course(tmp_path: Path) -> None:
    """As the workflow runs them, one after another, with the real command and real repositories; and once more."""
    course, _ = the_course()
    for part in ("course_config.py", "solutions", "assignments", "source_data"):
        copy = shutil.copytree if (course.root / part).is_dir() else shutil.copy
        copy(course.root / part, tmp_path / part)
    config = tmp_path / "course_config.py"
    config.write_text(config.read_text().replace(course.seed, "of-this-class"))
    write(course, tmp_path / "work", {})
    bare = remotes.remote(tmp_path, "ada")
    remotes.push(bare, {path.name: path.read_bytes() for path in (tmp_path / "work").iterdir()}, "all of it")
    names: dict[str, Any] = {
        "ROSTER": f"id,repository\nada,{bare}\ngrace,{tmp_path}/nowhere.git",
        "PATH": f"{BIN}:{os.environ['PATH']}",
    }
    told = {}
    for name in ("Write the roster", "Collect", "Grade", "Return feedback"):
        told[name] = perform(steps()[name]["run"], tmp_path, stand_in=False, **names)
        assert told[name].status == 0, told[name].output
    assert told["Collect"].written == "status=2\n"
    assert "grace: unreachable" in told["Collect"].output
    assert told["Grade"].written == "status=0\n"
    (report,) = (tmp_path / "build/grades/reports.jsonl").read_text(encoding="utf-8").splitlines()
    assert json.loads(report)["score"] == json.loads(report)["max_score"]
    assert (tmp_path / "build/grades/pages/index.html").is_file()
    assert "1 to return" in told["Return feedback"].output
    assert "1 returned" in told["Return feedback"].output
    assert "FEEDBACK.md" in remotes.git(bare, "ls-tree", "--name-only", "feedback")
    again = perform(steps()["Return feedback"]["run"], tmp_path, stand_in=False, **names)
    assert "1 already returned" in again.output
