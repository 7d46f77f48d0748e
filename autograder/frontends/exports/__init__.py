"""Grades for LMSs, as exporters of ``nbgrader export``.

- ``canvas``: a gradebook as Canvas exports it: whose row is whose, which column is an assignment's
- ``exporters``: nbgrader's CSV, Canvas and Moodle
"""

from autograder.frontends.exports.exporters import Canvas, Csv, Moodle

__all__ = ["Canvas", "Csv", "Moodle"]
