"""Pure functions of reports: each gives text or a rich renderable, and none opens a file to write."""

from autograder.render.classroom import Person, class_page
from autograder.render.csvfile import Cell, Exact, csv, table_csv
from autograder.render.jsonl import ReportFileError, read
from autograder.render.junit import junit
from autograder.render.markdown import markdown
from autograder.render.markup import picture, pixels, table_html
from autograder.render.notebook import Block, Marked, MarkedNotebook, Text, notebook_page, shown
from autograder.render.page import exercise_html, exercise_text, hints_text, submission_page
from autograder.render.regrade import difference
from autograder.render.standing import Standing
from autograder.render.terminal import details, explanation, line, table
from autograder.render.total import Part, total_page

__all__ = [
    "Block",
    "Cell",
    "Exact",
    "Marked",
    "MarkedNotebook",
    "Part",
    "Person",
    "ReportFileError",
    "Standing",
    "Text",
    "class_page",
    "csv",
    "details",
    "difference",
    "exercise_html",
    "exercise_text",
    "explanation",
    "hints_text",
    "junit",
    "line",
    "markdown",
    "notebook_page",
    "picture",
    "pixels",
    "read",
    "shown",
    "submission_page",
    "table",
    "table_csv",
    "table_html",
    "total_page",
]
