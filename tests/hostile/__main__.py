"""Grades one hostile submission by name and prints what came of it: ``python -m tests.hostile NAME``."""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

from rich import print as show

from autograder import render
from autograder.course import load_course
from autograder.judging.judge import Judge
from autograder.notebooks.intake import find
from tests.hostile.corpus import Victims, attacks
from tests.sample_class import ASSIGNMENT

attack = next((each for each in attacks() if each.name == sys.argv[-1]), None)
if attack is None:
    sys.exit(f"there is no attack {sys.argv[-1]!r}; there are: {', '.join(each.name for each in attacks())}")
with tempfile.TemporaryDirectory() as name:
    victims = Victims(Path(name), load_course(), 9)
    assignment = victims.course.assignment(ASSIGNMENT)
    handed_in = attack.compose(victims.course, Path(name) / "class" / attack.name / ASSIGNMENT, victims.values)
    (Path(name) / "unpacked").mkdir()
    folders, problems = find([handed_in], assignment, Path(name) / "unpacked")
    print(*problems, sep="\n")
    with Judge(victims.course, assignment, outputs=True) as judge:
        for folder in folders:
            judged = judge.grade(judge.source.submission(folder.name, folder.notebooks))
            show(render.details(judged.report))
            for notebook, outputs in judged.outputs.items():
                for number, shown in outputs.items():
                    texts = [str(each.get("text", each.get("evalue", ""))) for each in shown]
                    if any("ATTACK" in text for text in texts):
                        print(f"{notebook}, cell {number}:", *texts, sep="\n")
    print(
        f"expected: at least {attack.least}, at most {attack.most}; outside as it was: {victims.outside_is_as_it_was()}"
    )
