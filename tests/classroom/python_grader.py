"""A stand-in of GitHub Classroom's Python grader, from a description of what it does; run by a student's interpreter.

    python python_grader.py FOLDER MAX_SCORE

Before pytest runs, each test's function is looked up in the syntax tree of its file: (1) a class whose base is a bare
name is an AttributeError; (2) a class that is no ``unittest.TestCase`` takes the file's own name off the stack;
(3) a test that is not in the table of functions by its whole id, as a parametrised one, is a KeyError. Of a failed test
it takes the traceback and the place of the crash. It prints the result as JSON; the score is parted equally.
"""

from __future__ import annotations

import ast
import json
import os
import sys
from pathlib import Path
from typing import Any

import pytest


def table(text: str, file: str) -> dict[str, int]:
    """Id of a test function -> its line; AttributeError and IndexError where the grader would go down."""
    found: dict[str, int] = {}
    stack = [file]

    def visit(node: ast.AST) -> None:
        if isinstance(node, ast.FunctionDef) and node.name.startswith("test_"):
            found["::".join([*stack, node.name])] = node.lineno
        if isinstance(node, ast.ClassDef):
            bases = [f"{base.value.id}.{base.attr}" for base in node.bases]  # type: ignore[attr-defined]
            if "unittest.TestCase" in bases:
                stack.append(node.name)
        for child in ast.iter_child_nodes(node):
            visit(child)
        if isinstance(node, ast.ClassDef):
            stack.pop()

    visit(ast.parse(text))
    return found


class Grader:
    """The plugin: the order of the tests, and what became of each."""

    def __init__(self, max_score: int) -> None:
        self.max_score = max_score
        self.tests: dict[str, dict[str, Any]] = {}

    def pytest_collection_modifyitems(self, items: list[pytest.Item]) -> None:
        def line(item: pytest.Item) -> int:
            return table(item.path.read_text(encoding="utf-8"), item.nodeid.partition("::")[0])[item.nodeid]

        items.sort(key=line)

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        name = report.nodeid.partition("::")[2]
        test = self.tests.setdefault(name, {"name": name, "status": "pass", "message": ""})
        if report.failed:
            assert report.longrepr is not None
            message, crash = report.longrepr.reprtraceback, report.longrepr.reprcrash  # type: ignore[union-attr]
            # The part of the paths that the crash shares with the working folder is taken out of the message.
            common = os.path.commonpath([Path.cwd(), crash.path]) if crash else ""
            test.update(status="fail", message=str(message).replace(common, ".") if crash else str(message))
        if "variation" in name:  # taken for a variation of a test, which fails whatever it did
            test.update(status="fail")

    def result(self) -> dict[str, Any]:
        tests = list(self.tests.values())
        for test in tests:
            test["score"] = self.max_score / len(tests) if test["status"] == "pass" else 0
        return {"version": 3, "max_score": self.max_score, "tests": tests}


def main(folder: Path, max_score: int) -> None:
    grader = Grader(max_score)
    files = [str(path) for path in sorted(folder.rglob("*_test.py"))]
    status = pytest.main(["-s", "--tb=no", f"--rootdir={folder}", *files], plugins=[grader])
    print("\n" + json.dumps({"pytest": int(status), **grader.result()}))


if __name__ == "__main__":
    main(Path(sys.argv[1]).resolve(), int(sys.argv[2]))
