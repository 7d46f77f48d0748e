"""Pure functions of reports: each gives text or a rich renderable, and none opens a file to write.

- ``regrade``: what a new grade changes
- ``standing``: what a grade stands on beside the checks, in sentences
- ``wording``: words that renderers share, and the one place where a student's text is made safe to look at
- ``csvfile``: CSV that a spreadsheet may open
- ``jsonl``: JSON Lines of reports, read back
- ``junit``: JUnit XML
- ``markdown``: a report as Markdown
- ``markup``: what a student wrote or showed, as HTML that can do nothing
- ``page``: feedback pages: one file each, no script, no request
- ``classroom``: the page of a class
- ``gradescope``: Gradescope's ``results.json``
- ``notebook``: a student's notebook as a page of feedback
- ``terminal``: reports for a terminal or the log of a CI run
- ``total``: the page of a student's whole assignment
"""

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
