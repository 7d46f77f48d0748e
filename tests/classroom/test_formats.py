"""What practice.py says: the totals that others work out from it agree with ours, and no student's text acts in it."""

from __future__ import annotations

import base64
import importlib.util
import json
import os
import re
import shutil
import string
import subprocess
import sys
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType
from typing import Any, Final

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator
from markdown_it import MarkdownIt

from autograder.frontends.repositories.classroom import TEMPLATES
from tests.classroom import remotes
from tests.classroom.repositories import cell, edit, solve

SCHEMAS: Final = Path(__file__).parents[1] / "schemas"
LARGEST_VARIABLE: Final = 131_072
"""Bytes that Linux lets one environment variable have; the reporter is given the payload in one."""

CLASSROOM50: Final = {
    "CLASSROOM": "ml-2027",
    "ASSIGNMENT": "linear-regression",
    "ASSIGNMENT_TYPE": "individual",
    "OWNER": "ada",
    "USERNAME": "ada",
    "SUBMISSION_TAG": "submit/2027-01-02T03-04-05Z-0123456",
    "COMMIT_URL": "https://github.com/school/ml-2027-linear-regression-ada/commit/0123456",
    "RELEASE_URL": "https://github.com/school/ml-2027-linear-regression-ada/releases/tag/submit%2F1",
    "REVIEW_URL": "https://github.com/school/ml-2027-linear-regression-ada/compare/1...2",
}
"""What the runner of Classroom 50 sets."""

HOSTILE: Final = (
    "::error::gotcha | `a` </td><img src=x onerror=alert(1)> [link](https://example.org) ![](https://example.org/x.png)\n"
    "::add-mask::done\r\n##[error]gotcha www.example.org ada@example.org @ada \x1b[31mred\x1b[0m **bold** \\| ```"
)


def loaded() -> ModuleType:
    """The script as a module. It lies among the templates, which are no package."""
    found = importlib.util.spec_from_file_location("practice", TEMPLATES / "practice.py")
    assert found and found.loader
    module = importlib.util.module_from_spec(found)
    sys.modules["practice"] = module  # where dataclasses look for it
    found.loader.exec_module(module)
    return module


practice = loaded()


def exercise(name: str, points: int, questions: Sequence[int] = ()) -> Any:
    return practice.Exercise(name, "01.ipynb", f"check-{name}", points, tuple(questions), bonus=not points)


def outcome(
    name: str,
    points: int,
    passed: bool,
    message: str = "",
    questions: Sequence[int] = (),
    waits_for: Sequence[str] = (),
) -> Any:
    return practice.Outcome(exercise(name, points, questions), passed, message, waits_for=tuple(waits_for))


unhurried: Final = settings(deadline=None)
"""A busy machine takes its time."""

PIECES: Final = (
    *(
        "::error::",
        "::",
        "##[error]",
        "##[",
        "::add-mask::x",
        "|",
        "\\",
        "\\|",
        "</td>",
        "<b>",
        "<!--",
        "&lt;",
        "`",
        "```",
    ),
    *(
        "\n",
        "\r",
        "\u2028",
        "\x85",
        "\t",
        " ",
        "[a](b)",
        "![a](b)",
        "[a]: b",
        "https://e.org",
        "www.example.org",
        "a@example.org",
    ),
    *(
        "@a",
        "#1",
        "*a*",
        "_a_",
        "~~a~~",
        "$a$",
        ":x:",
        "- a",
        "1. a",
        "# a",
        "---",
        "\x1b[31m",
        "\x07",
        "\u202e",
        "\ud800",
    ),
)
texts = st.one_of(st.text(max_size=80), st.lists(st.sampled_from([*PIECES, "a", "b"]), max_size=12).map("".join))
names = st.text(string.ascii_lowercase + string.digits + "-_", min_size=1, max_size=20)


@st.composite
def classes(draw: st.DrawFn) -> list[Any]:
    """Outcomes of a repository with hostile messages; a bonus has no points."""
    drawn = draw(st.lists(names, max_size=12, unique=True))
    rows = [
        (draw(st.integers(0, 10)), draw(st.booleans()), draw(texts), draw(st.sets(st.integers(1, 45)))) for _ in drawn
    ]
    found: list[Any] = []
    for name, (points, passed, message, questions) in zip(drawn, rows, strict=True):
        missed = [each.exercise.id for each in found if each.missing]
        waits_for = draw(st.lists(st.sampled_from(missed), max_size=2, unique=True)) if missed and not passed else []
        found.append(outcome(name, points, passed, "" if passed else message, sorted(questions), waits_for))
    return found


def check(payload: Any, schema: str) -> None:
    """Fails with the first thing in which a payload is not as its schema says."""
    Draft202012Validator(json.loads((SCHEMAS / schema).read_text(encoding="utf-8"))).validate(payload)


# --- the reporter's totals ---


def reporters_totals(payload: Mapping[str, Any]) -> tuple[float, float]:
    """The table's total and the annotation's, as published versions of the reporter work them out."""
    tests = payload["tests"]
    passed = sum(test["status"] == "pass" for test in tests)
    return passed / len(tests) * (payload["max_score"] or 0), sum(test["score"] for test in tests)


@unhurried
@given(classes())
def test_both_totals_of_the_reporter_are_our_points(outcomes: list[Any]) -> None:
    payload = practice.result(outcomes)
    check(payload, "classroom-grader-v1.json")
    table, annotation = reporters_totals(payload)
    assert annotation == practice.earned(outcomes)
    assert table == pytest.approx(practice.earned(outcomes))
    assert payload["max_score"] == practice.attainable(outcomes)


@unhurried
@given(classes())
def test_there_are_as_few_entries_as_equal_totals_allow(outcomes: list[Any]) -> None:
    """Every number of entries from one an exercise on is tried; fewer would leave an exercise out."""
    costly = [each for each in outcomes if each.exercise.points]
    passed = [each for each in costly if each.passed]
    points, most = practice.earned(outcomes), practice.attainable(outcomes)
    possible = (
        (number, passes)
        for number in range(len(costly), most + 1)
        for passes in range(len(passed), number - (len(costly) - len(passed)) + 1)
        if passes * most == points * number
    )
    entries = practice.result(outcomes)["tests"]
    assert not costly or len(entries) == min(possible)[0]
    counts = Counter(entry["name"].partition(" (")[0] for entry in entries)
    assert all(1 <= counts[each.exercise.id] <= each.exercise.points for each in costly)


@pytest.mark.parametrize(
    ("passed", "entries"), [((), 4), (("a", "b", "c", "d"), 4), (("a", "b"), 4), (("b",), 7), (("a",), 14)]
)
def test_entries_are_a_wall_only_where_they_must_be(passed: Sequence[str], entries: int) -> None:
    points = {"a": 3, "b": 4, "c": 6, "d": 1}
    payload = practice.result([outcome(name, worth, name in passed) for name, worth in points.items()])
    assert len(payload["tests"]) == entries


def test_totals_of_entries_of_unequal_worth_would_disagree() -> None:
    payload = {"max_score": 4, "tests": [{"status": "pass", "score": 3}, {"status": "fail", "score": 0}]}
    table, annotation = reporters_totals(payload)
    assert table != annotation


@unhurried
@given(classes())
def test_a_payload_is_passed_when_every_point_is_earned(outcomes: list[Any]) -> None:
    missing = any(each.exercise.points and not each.passed for each in outcomes)
    assert practice.result(outcomes)["status"] == ("fail" if missing else "pass")


@unhurried
@given(classes(), texts)
def test_a_run_that_did_not_happen_is_an_error_of_no_points(outcomes: list[Any], text: str) -> None:
    payload = practice.result(
        [outcome(each.exercise.id, each.exercise.points, False) for each in outcomes], "x " + text
    )
    check(payload, "classroom-grader-v1.json")
    assert payload["status"] == "error"
    assert reporters_totals(payload) == (0, 0)


def test_a_bonus_changes_no_total() -> None:
    payloads = [practice.result([outcome("mse", 4, True), outcome("extra", 0, passed)]) for passed in (True, False)]
    assert payloads[0] == payloads[1]
    assert payloads[0]["status"] == "pass"


def test_the_largest_payload_fits_into_one_variable() -> None:
    outcomes = [outcome(f"exercise-{number}", 3, False, "\U0001f600" * 2000) for number in range(40)]
    assert len(practice.encoded(practice.result(outcomes))) < LARGEST_VARIABLE - len("PRACTICE_RESULTS=")


def test_a_payload_comes_out_as_it_went_in() -> None:
    payload = practice.result([outcome("mse", 2, False, "größer als 3 …")])
    encoded = practice.encoded(payload)
    assert "\n" not in encoded
    assert json.loads(base64.b64decode(encoded)) == payload


# --- what GitHub's runner obeys ---


def obeyed(line: str) -> bool:
    """Whether GitHub's runner would look for a command in a line: either of its two forms."""
    return line.lstrip().startswith("::") or "##[" in line


@unhurried
@given(texts)
def test_a_harmless_text_is_obeyed_nowhere(text: str) -> None:
    shown = practice.harmless(text)
    assert not obeyed(shown)
    assert shown.splitlines() in ([], [shown])


@unhurried
@given(classes())
def test_no_line_that_the_reporter_prints_is_obeyed(outcomes: list[Any]) -> None:
    for test in practice.result(outcomes)["tests"]:
        for line in (test["message"], test["name"], test["test_code"]):
            assert len(line.splitlines()) <= 1
            assert not obeyed(line)


@unhurried
@given(classes())
def test_annotations_are_our_commands_and_hold_one_line_each(outcomes: list[Any]) -> None:
    lines = practice.commands(outcomes)
    files = {each.exercise.notebook for each in outcomes}
    ids = {each.exercise.id for each in outcomes}
    for line in lines[:-1]:
        assert "##[" not in line and len(line.splitlines()) == 1
        if line.startswith("::notice title=Visible checks::"):
            assert ": waits for " in line
            continue
        found = re.fullmatch(r"::error file=([^,:\r\n]*),title=([^,:\r\n]*)::([^\r\n]*)", line)
        assert found
        assert found[1] in files
        assert found[2].partition(" ")[0] in ids
    assert lines[-1].startswith("::notice title=Visible checks::")
    for kind in ("error", "notice"):
        assert sum(line.startswith(f"::{kind} ") for line in lines) <= practice.ANNOTATIONS


def test_what_is_in_an_annotation_is_escaped_as_the_runner_reads_it() -> None:
    assert practice.data("50 %\r\nof") == "50 %25%0D%0Aof"
    assert practice.attribute("a: b, c") == "a%3A b%2C c"


def test_ten_exercises_with_a_hint_of_their_own_are_annotated_first() -> None:
    same = [outcome(f"same-{number}", 1, False, "not answered yet") for number in range(20)]
    own = [outcome(f"own-{number}", 1, False, f"expected {number}") for number in range(3)]
    lines = practice.commands([*same, *own, outcome("bonus", 0, False, "never mind")], "work/")
    assert [re.findall(r"title=(\S+)", line)[0] for line in lines[:4]] == ["own-0", "own-1", "own-2", "same-0"]
    assert lines[0] == "::error file=work/01.ipynb,title=own-0 (1 point)::expected 0"
    assert len(lines) == 11
    assert "13 more" in lines[-1]


@unhurried
@given(st.text(), names)
def test_a_log_is_quoted_between_lines_that_it_cannot_end(log: str, token: str) -> None:
    lines = practice.quoted(log + f"\n::{token}::\n::error::out", token).split("\n")
    assert lines[0] == f"::stop-commands::{token}"
    assert lines[-1] == f"::{token}::"
    assert not any(token in line for line in lines[1:-1])


def test_of_a_long_log_the_end_is_kept() -> None:
    quoted = practice.quoted("begin\n" + "x" * practice.LOG_CHARACTERS + "\nthe end", "token")
    assert "the end" in quoted
    assert "begin" not in quoted
    assert len(quoted) < practice.LOG_CHARACTERS + 200


# --- the page ---


def read(page: str) -> list[Any]:
    """A page as GitHub reads it: tables, HTML, and addresses that become links by themselves."""
    parser = MarkdownIt("gfm-like")
    assert parser.linkify
    parser.linkify.set({"fuzzy_link": True, "fuzzy_email": True})
    return parser.parse(page)


@unhurried
@given(classes())
def test_a_page_shows_texts_of_strangers_as_they_are(outcomes: list[Any]) -> None:
    tokens = read(practice.summary(outcomes))
    inside = [child for token in tokens if token.type == "inline" for child in token.children or ()]
    ours = {"text", "text_special", "strong_open", "strong_close"}
    assert {child.type for child in inside} <= ours
    blocks = {token.type for token in tokens} - {"inline"}
    assert not {kind for kind in blocks if kind.startswith(("html", "code", "fence", "blockquote", "hr", "ordered"))}
    rows = [token for token in tokens if token.type == "tr_open"]
    cells = [token for token in tokens if token.type in ("td_open", "th_open")]
    assert len(rows) == len(outcomes) + 1
    assert len(cells) == 5 * len(rows)
    hints = {each.message for each in outcomes if each.missing}
    assert sum(token.type == "list_item_open" for token in tokens) == len(hints)


@unhurried
@given(texts)
def test_a_text_in_markdown_reads_as_the_plain_text(text: str) -> None:
    (_, inline, _) = read("It says: " + practice.markdown(text) + " so")
    shown = "".join(child.content for child in inline.children or ()).replace("\N{WORD JOINER}", "")
    assert shown == f"It says: {practice.plain(text)} so"


def test_the_page_would_be_seen_to_hold_a_link_and_html() -> None:
    kinds = [child.type for token in read("a <b> [a](b)") for child in token.children or ()]
    assert {"html_inline", "link_open"} <= set(kinds)
    for address in ("https://example.org", "www.example.org", "ada@example.org"):
        assert "link_open" in [child.type for token in read(address) for child in token.children or ()], address


@unhurried
@given(texts)
def test_a_text_in_a_table_stays_in_its_cell(text: str) -> None:
    tokens = read(f"| a | b |\n| --- | --- |\n| {practice.markdown(text)} | c |\n")
    assert sum(token.type in ("td_open", "th_open") for token in tokens) == 4
    assert tokens[-1].type == "table_close"
    (*_, last) = [token for token in tokens if token.type == "inline"]
    assert last.content == "c"


def test_nobody_is_mentioned() -> None:
    assert "@ada" not in practice.markdown("@ada #1")
    assert "#1" not in practice.markdown("@ada #1")


@unhurried
@given(classes(), st.integers(400, 3000))
def test_a_page_is_no_longer_than_it_may_be_and_says_so(outcomes: list[Any], limit: int) -> None:
    whole, page = practice.summary(outcomes), practice.summary(outcomes, limit)
    assert len(page.encode()) <= max(limit, 0)
    assert page == whole or "The rest is left out" in page


@unhurried
@given(texts)
def test_plain_text_is_one_line_without_controls(text: str) -> None:
    shown = practice.plain(text)
    assert shown.isprintable()
    assert len(shown) <= practice.HINT
    assert shown == practice.plain(shown)


def test_the_same_hint_is_told_once() -> None:
    page = practice.summary([outcome("a", 1, False, "not yet"), outcome("b", 1, False, "not yet")])
    assert page.count("not yet") == 1
    assert "- **a**, **b**: not yet" in page


def test_a_terminal_shows_each_exercise_with_its_hint() -> None:
    shown = practice.terminal([outcome("mse", 2, False, HOSTILE), outcome("fit", 3, True), outcome("more", 0, False)])
    assert "  missing  mse   0 of 2" in shown
    assert "  done     fit   3 of 3" in shown
    assert "  missing  more  bonus" in shown
    assert "\x1b" not in shown
    assert "3 of 5 points" in shown


WAITING: Final = (
    outcome("mse", 6, False, "expected 3.25, got 13", (13,)),
    outcome("gradients", 3, False, "expected -2, got -4", (14,), waits_for=["mse"]),
    outcome("train", 7, False, "expected 1, got 8", (26,), waits_for=["model", "mse"]),
    outcome("nudge", 3, True, questions=(16,)),
)
"""One mistake, what waits for it, and what does not."""


def test_what_waits_is_neither_missing_nor_done_at_a_terminal() -> None:
    shown = practice.terminal(WAITING)
    assert "  missing  mse        0 of 6\n           expected 3.25, got 13\n" in shown
    assert "  later    gradients  0 of 3, waits for mse\n" in shown
    assert "  later    train      0 of 7, waits for model and mse\n" in shown
    assert "got -4" not in shown and "got 8" not in shown, "the numbers of a consequence puzzle"
    assert practice.ONCE in shown
    assert practice.ONCE not in practice.terminal(WAITING[:1])
    assert "got -4" in practice.terminal(WAITING[1:2], closely=True)


def test_what_waits_has_a_row_and_no_hint_on_the_page() -> None:
    page = practice.summary(WAITING)
    assert "| waits for mse |" in page and "| waits for model and mse |" in page
    assert "got 13" in page and "got -4" not in page
    assert practice.ONCE in page
    assert practice.ONCE not in practice.summary(WAITING[:1])


def test_what_waits_is_a_notice_and_no_error() -> None:
    errors = [line for line in practice.commands(WAITING) if line.startswith("::error")]
    assert errors == ["::error file=01.ipynb,title=mse (6 points)::expected 3.25, got 13"]
    first, second, _ = (line for line in practice.commands(WAITING) if line.startswith("::notice"))
    assert first.startswith(
        "::notice title=Visible checks::gradients: waits for mse. In the grade a mistake is charged"
    )
    assert "train: waits for model and mse" in second


def test_what_waits_has_no_cross_and_no_tick_in_the_reporter() -> None:
    payload = practice.result(WAITING)
    kinds = {entry["name"].partition(" (")[0]: entry["status"] for entry in payload["tests"]}
    assert kinds == {"mse": "fail", "gradients": "error", "train": "error", "nudge": "pass"}
    assert {"gradients waits for mse", "train waits for model and mse"} < {each["message"] for each in payload["tests"]}
    assert payload["status"] == "fail"
    assert reporters_totals(payload) == pytest.approx((3, 3))


def test_what_waits_says_so_in_classroom_50() -> None:
    tests = practice.classroom50(WAITING, CLASSROOM50, "2027-01-02T03:04:05Z")["tests"]
    told = {test["test-name"]: (test["passed"], test["waits-for"], test["message"]) for test in tests}
    assert told["gradients"] == (False, ["mse"], "waits for mse")
    assert told["mse"] == (False, [], "expected 3.25, got 13")


def test_a_question_is_done_when_all_that_ask_it_are() -> None:
    asked = [outcome("a", 1, True, questions=(1, 2)), outcome("b", 1, False, questions=(2, 3)), outcome("c", 0, False)]
    assert practice.questions_done(asked) == (1, 3)


# --- Classroom 50 ---


@unhurried
@given(classes())
def test_whole_scores_reach_classroom_50(outcomes: list[Any]) -> None:
    payload = practice.classroom50(outcomes, CLASSROOM50, "2027-01-02T03:04:05Z")
    check(payload, "classroom50-result-v1.json")
    assert payload["score"] == sum(test["score"] for test in payload["tests"]) == practice.earned(outcomes)
    assert payload["max-score"] == sum(test["max-score"] for test in payload["tests"])
    assert not any(obeyed(test["message"]) for test in payload["tests"])


@pytest.mark.parametrize(
    ("schema", "broken"),
    [
        ("classroom-grader-v1.json", {"version": 1, "status": "pass", "max_score": 0}),
        ("classroom50-result-v1.json", {"schema": "classroom50/result/v1", "score": 0.5}),
        ("gradescope-results.json", {"tests": [{"name": "mse"}]}),
        ("gradescope-results.json", {"score": 1, "grade": 1}),
    ],
)
def test_a_schema_refuses_what_is_not_of_its_form(schema: str, broken: Mapping[str, Any]) -> None:
    with pytest.raises(Exception, match=r"required|valid|Additional"):
        check(broken, schema)


# --- runs of the script ---


@dataclass(frozen=True)
class Told:
    """What a run said, on its output and in the files by which a step talks to GitHub."""

    folder: Path
    status: int
    output: str
    errors: str
    page: str
    outputs: dict[str, str]

    @property
    def payload(self) -> Any:
        return json.loads(base64.b64decode(self.outputs["result"]))


def told(command: Sequence[str | Path], folder: Path, beside: Path, **names: str) -> Told:
    """A run as a step of a workflow; ``beside`` is where the runner's files lie."""
    beside.mkdir(parents=True, exist_ok=True)
    page, output = beside / "summary.md", beside / "output.txt"
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("GITHUB_", "PYTEST_"))}
    github = {"GITHUB_ACTIONS": "true", "GITHUB_STEP_SUMMARY": str(page), "GITHUB_OUTPUT": str(output)}
    done = subprocess.run(
        [*map(str, command)],
        cwd=folder,
        env={**kept, **github, "GITHUB_WORKSPACE": str(folder), **names},
        capture_output=True,
        text=True,
        check=False,
    )
    written = output.read_text(encoding="utf-8") if output.exists() else ""
    return Told(
        folder,
        done.returncode,
        done.stdout,
        done.stderr,
        page.read_text(encoding="utf-8") if page.exists() else "",
        dict(line.split("=", 1) for line in written.splitlines()),
    )


def outside(output: str) -> list[str]:
    """The lines that GitHub's runner looks at: those not between stop-commands and its token."""
    seen, token = [], ""
    for line in output.splitlines():
        if token:
            token = "" if line.strip() == f"::{token}::" else token
        elif line.startswith("::stop-commands::"):
            token = line.removeprefix("::stop-commands::")
        else:
            seen.append(line)
    assert not token, "the log is still stopped at the end"
    return seen


@pytest.fixture(scope="session")
def untouched(released: Path, practice_python: Path, tmp_path_factory: pytest.TempPathFactory) -> Told:
    folder = Path(shutil.copytree(released, tmp_path_factory.mktemp("untouched") / "repository"))
    return told([practice_python, "practice.py"], folder, folder.parent / "runner")


@pytest.fixture(scope="session")
def solved(released: Path, practice_python: Path, tmp_path_factory: pytest.TempPathFactory) -> Told:
    folder = Path(shutil.copytree(released, tmp_path_factory.mktemp("solved") / "repository"))
    solve(folder)
    return told([practice_python, "practice.py"], folder, folder.parent / "runner")


@pytest.fixture(scope="session")
def in_classroom50(released: Path, practice_python: Path, tmp_path_factory: pytest.TempPathFactory) -> Told:
    """A hostile solution whose checks were replaced, run with the teacher's files as Classroom 50 runs them."""
    folder = Path(shutil.copytree(released, tmp_path_factory.mktemp("hostile") / "repository"))
    solve(folder)
    attack = f"import sys\nprint('::error::printed')\ndef mse(*arguments):\n    raise ValueError({HOSTILE!r})\n"
    edit(folder, "01-from-scratch.ipynb", lambda cells: cell(cells, "mse").update(source=attack))
    bundle = folder.parent / "bundle"
    bundle.mkdir()
    for name in ("practice.py", "public_checks_test.py", "notebook_checks.py", "checks.json", "requirements.txt"):
        shutil.copyfile(released / name, bundle / name)
    shutil.copyfile(released / ".github/classroom50/autograder.py", bundle / "autograder.py")
    (folder / "public_checks_test.py").write_text("def test_nothing(): pass\n", encoding="utf-8")
    return told([practice_python, bundle / "autograder.py"], folder, folder.parent / "runner", **CLASSROOM50)


def test_an_untouched_repository_has_nothing(untouched: Told) -> None:
    check(untouched.payload, "classroom-grader-v1.json")
    assert untouched.status == practice.MISSING
    assert untouched.payload["status"] == "fail"
    assert reporters_totals(untouched.payload) == (0, 0)
    assert untouched.payload["max_score"] == 90
    assert "0 of 90 points, 0 of 45 questions" in untouched.page
    assert sum(line.startswith("::error ") for line in outside(untouched.output)) == practice.ANNOTATIONS


def test_a_solved_repository_has_everything(solved: Told) -> None:
    check(solved.payload, "classroom-grader-v1.json")
    assert solved.status == practice.COMPLETE
    assert solved.payload["status"] == "pass"
    assert reporters_totals(solved.payload) == (90, 90)
    assert "90 of 90 points, 45 of 45 questions" in solved.page
    assert not solved.errors
    assert [line for line in outside(solved.output) if line.startswith("::")] == [
        "::notice title=Visible checks::90 of 90 points, 45 of 45 questions."
    ]


def test_a_token_is_used_once(solved: Told, untouched: Told) -> None:
    tokens = {line for each in (solved, untouched) for line in each.output.splitlines() if "stop-commands" in line}
    assert len(tokens) == 2


def test_a_run_leaves_nothing_but_results(solved: Told, in_classroom50: Told, released: Path) -> None:
    before = {path.relative_to(released) for path in released.rglob("*") if "__pycache__" not in path.parts}

    def left(folder: Path) -> set[str]:
        now = {path.relative_to(folder) for path in folder.rglob("*") if "__pycache__" not in path.parts}
        return {str(path) for path in now - before}

    assert left(solved.folder) == set()
    assert left(in_classroom50.folder) == {"result.json", "release-body.md"}


def test_classroom_50_gets_a_result_from_the_teachers_files(in_classroom50: Told) -> None:
    assert in_classroom50.status == 0, in_classroom50.errors
    payload = json.loads((in_classroom50.folder / "result.json").read_text(encoding="utf-8"))
    check(payload, "classroom50-result-v1.json")
    tests = {test["test-name"]: test for test in payload["tests"]}
    assert not tests["mse"]["passed"]
    assert 0 < payload["score"] < payload["max-score"] == 90
    assert in_classroom50.outputs["status"] == "failure"
    assert in_classroom50.outputs["summary"].startswith(f"{payload['score']} of 90 points")
    assert "What to look at" in (in_classroom50.folder / "release-body.md").read_text(encoding="utf-8")


def test_a_hostile_answer_commands_nothing(in_classroom50: Told) -> None:
    lines = [line for line in outside(in_classroom50.output) if obeyed(line)]
    assert lines
    assert all(line.startswith(("::error file=0", "::notice title=Visible checks::")) for line in lines)
    assert any("gotcha" in line for line in lines)
    page = (in_classroom50.folder / "release-body.md").read_text(encoding="utf-8")
    assert "gotcha" in page
    inside = {child.type for token in read(page) for child in token.children or ()}
    assert inside <= {"text", "text_special", "strong_open", "strong_close"}


# --- runs that are quick: a repository of four exercises ---

SMALL: Final = """
import os
import pytest

@pytest.fixture
def broken():
    raise RuntimeError("no fixture")

class Missed(pytest.fail.Exception):
    said, waits_for = "expected 1, got 7", ("bad", "skipped")

def test_good():
    print("::error::printed")
    os.write(1, b"::add-mask::written\\n")
    for name in ("GITHUB_OUTPUT", "GITHUB_ENV", "GITHUB_STEP_SUMMARY", "ACTIONS_RUNTIME_TOKEN"):
        assert name not in os.environ

def test_bad():
    value = 3
    assert value == 4, "expected 4: got " + str(value)

def test_skipped():
    pytest.skip("not today")

def test_unprepared(broken):
    pass

def test_waiting():
    raise Missed
"""


@pytest.fixture
def small(tmp_path: Path) -> Path:
    folder = tmp_path / "repository"
    folder.mkdir()
    shutil.copyfile(TEMPLATES / "practice.py", folder / "practice.py")
    (folder / "public_checks_test.py").write_text(SMALL, encoding="utf-8")
    rows: list[dict[str, Any]] = [
        {
            "id": name,
            "notebook": "01.ipynb",
            "check_cell": f"check-{name}",
            "points": 1,
            "bonus": False,
            "questions": [],
            "test": f"test_{name}",
        }
        for name in ("good", "bad", "skipped", "unprepared", "waiting", "absent")
    ]
    (folder / "checks.json").write_text(json.dumps({"exercises": rows}), encoding="utf-8")
    return folder


def test_every_way_in_which_a_check_can_end_is_told(small: Path) -> None:
    run = told([sys.executable, "practice.py"], small, small.parent / "runner", ACTIONS_RUNTIME_TOKEN="secret")
    messages = {test["name"]: test["message"] for test in run.payload["tests"]}
    assert messages == {
        "good": "",
        "bad": "expected 4: got 3",
        "skipped": "not today",
        "unprepared": "RuntimeError: no fixture",
        "waiting": "waiting waits for bad and skipped",
        "absent": "This check did not run.",
    }
    assert run.status == practice.MISSING
    seen = [line for line in outside(run.output) if obeyed(line)]
    assert [line.split()[0] for line in seen] == [*["::error"] * 4, *["::notice"] * 2]
    assert not any("printed" in line or "written" in line for line in seen)


def test_a_terminal_gets_a_table_and_no_command(small: Path) -> None:
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("GITHUB_", "PYTEST_"))}
    done = subprocess.run(
        [sys.executable, "practice.py"], cwd=small, env=kept, capture_output=True, text=True, check=False
    )
    assert done.returncode == practice.MISSING
    assert "missing  bad         0 of 1\n           expected 4: got 3" in done.stdout
    assert "::" not in done.stdout


def inner(folder: Path) -> None:
    """Work in a repository of its own, which the outer one has as a link."""
    remotes.git(folder, "init", "--quiet", "--initial-branch=main")
    work = folder / "my work"
    work.mkdir()
    remotes.git(work, "init", "--quiet", "--initial-branch=main")
    (work / "01.ipynb").write_text("{}")
    remotes.git(work, "add", "--all")
    remotes.git(work, "commit", "--quiet", "--message=work")
    remotes.git(folder, "-c", "advice.addEmbeddedRepo=false", "add", "--all")


def emptied(folder: Path) -> None:
    """The same, as somebody else checks it out."""
    inner(folder)
    shutil.rmtree(folder / "my work")
    (folder / "my work").mkdir()


def without_git(folder: Path) -> None:
    """The same, where git cannot tell: a grader's image has none."""
    emptied(folder)
    shutil.rmtree(folder / ".git")


def not_added(folder: Path) -> None:
    """A repository that was cloned into the folder, before anything is added."""
    (folder / "my work" / ".git").mkdir(parents=True)
    (folder / "my work" / "01.ipynb").write_text("{}")


def submodule(folder: Path) -> None:
    """A link that is declared, and was not fetched."""
    emptied(folder)
    (folder / ".gitmodules").write_text('[submodule "my work"]\n\tpath = my work\n\turl = ../work.git\n')


def in_a_folder(folder: Path) -> None:
    (folder / "deep" / "my work").mkdir(parents=True)
    (folder / "deep" / "my work" / "01.ipynb").write_text("{}")
    (folder / ".venv" / "share").mkdir(parents=True)
    (folder / ".venv" / "share" / "01.ipynb").write_text("{}")


def under_another_name(folder: Path) -> None:
    (folder / "01 (1).ipynb").write_text("{}")


OWN: Final = f"'my work' is a repository of its own, {practice.REPOSITORY}"
ELSEWHERE: Final[dict[str, tuple[Callable[[Path], object], str]]] = {
    **{each.__name__: (each, OWN) for each in (inner, emptied, without_git, not_added, submodule)},
    "in a folder": (in_a_folder, "'deep/my work/01.ipynb'; the notebook belongs here, beside practice.py"),
    "renamed": (under_another_name, "'01 (1).ipynb'; 01.ipynb would be, so give it its name back"),
}
"""Where work lies that a practice run does not look at, and what it says of that."""


@pytest.mark.parametrize("name", ELSEWHERE)
def test_work_that_is_not_looked_at_has_a_word(name: str, small: Path) -> None:
    change, says = ELSEWHERE[name]
    change(small)
    run = told([sys.executable, "practice.py"], small, small.parent / "runner")
    warnings = [line for line in outside(run.output) if line.startswith("::warning")]
    assert warnings == [f"::warning title=Not looked at::{says}"]
    assert f"**Not looked at**: {practice.markdown(says)}." in run.page
    assert f"Not looked at: {says}." in practice.terminal([], passed_over=practice.passed_over(small, ["01.ipynb"]))


@pytest.mark.parametrize("asked", [(), ("good",)], ids=["all", "one"])
@pytest.mark.parametrize(
    "name", ["01 (1).ipynb", "01.ipynb (1)", "Solution final.ipynb", "homework/HW 1 final.ipynb", "a/b/Untitled.ipynb"]
)
def test_exercises_under_another_name_have_a_word(name: str, asked: Sequence[str], small: Path) -> None:
    (small / "01.ipynb").write_text("{}")
    (small / name).parent.mkdir(parents=True, exist_ok=True)
    (small / name).write_text(json.dumps({"cells": [{"metadata": {"nbgrader": {"grade_id": "good"}}}]}))
    run = told([sys.executable, "practice.py", *asked], small, small.parent / "runner")
    warnings = [line for line in outside(run.output) if line.startswith("::warning")]
    says = f"{name!r} has exercises of 01.ipynb, and only 01.ipynb beside practice.py is run"
    assert warnings == [f"::warning title=Not looked at::{says}"]


def test_a_copy_that_is_the_same_and_notebooks_of_other_things_have_no_word(small: Path) -> None:
    text = json.dumps({"cells": [{"id": "good"}]})
    for name in ("01.ipynb", "01-Copy1.ipynb", "old/backup.ipynb", ".ipynb_checkpoints/01-checkpoint.ipynb"):
        (small / name).parent.mkdir(exist_ok=True)
        (small / name).write_text(text)
    (small / "figures.ipynb").write_text(json.dumps({"cells": [{"id": "plot"}]}))
    assert practice.passed_over(small, ["01.ipynb"], {"good": "01.ipynb"}) == []


def test_a_repository_with_nothing_elsewhere_has_no_such_word(small: Path) -> None:
    (small / "01.ipynb").write_text("{}")
    (small / "notes.ipynb").write_text("{}")
    (small / "figures").mkdir()
    remotes.git(small, "init", "--quiet", "--initial-branch=main")
    assert practice.passed_over(small, ["01.ipynb"]) == []


@unhurried
@given(texts)
def test_a_folder_of_any_name_is_told_harmlessly(name: str) -> None:
    (*_, line) = practice.commands([], passed_over=[f"{name!r} is a repository of its own"])[:-1]
    assert not obeyed(line.partition("at::")[2]) and len(line.splitlines()) == 1


BREAKS: Final[dict[str, tuple[str, Callable[[Path], object]]]] = {
    "no checks": ("public_checks_test.py is not there: bring it back", lambda folder: _checks(folder).unlink()),
    "no package": (
        "public_checks_test.py cannot be loaded (ModuleNotFoundError: No module named 'absent_here')",
        lambda folder: _checks(folder).write_text("import absent_here\n"),
    ),
    "no tests": ("pytest did not run the checks (it found no checks)", lambda folder: _checks(folder).write_text("")),
    "no catalogue": ("checks.json cannot be read (KeyError", lambda folder: (folder / "checks.json").write_text("{}")),
    "end": (
        "pytest went down with SystemExit(0)",
        lambda folder: (folder / "conftest.py").write_text("import sys\nsys.exit(0)\n"),
    ),
}


def _checks(folder: Path) -> Path:
    return folder / "public_checks_test.py"


@pytest.mark.parametrize("name", BREAKS)
def test_a_run_that_cannot_be_says_so_in_one_line(name: str, small: Path) -> None:
    message, change = BREAKS[name]
    change(small)
    run = told([sys.executable, "practice.py"], small, small.parent / "runner")
    assert run.status == practice.BROKEN, run.output
    check(run.payload, "classroom-grader-v1.json")
    assert run.payload["status"] == "error"
    (line,) = [line for line in outside(run.output) if obeyed(line)]
    assert line.startswith("::error title=The visible checks did not run::")
    assert message in line.replace("%25", "%")
    assert "did not run" in run.page


def test_without_pytest_the_line_says_what_to_install(small: Path) -> None:
    command = [sys.executable, "-S", "practice.py"]  # -S: without site-packages
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("GITHUB_", "PYTHON"))}
    done = subprocess.run(command, cwd=small, env=kept, capture_output=True, text=True, check=False)
    assert done.returncode == practice.BROKEN
    assert done.stderr == "practice: pytest is not installed: python -m pip install -r requirements.txt\n"
