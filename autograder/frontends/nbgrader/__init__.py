"""nbgrader's own commands and pages, with this project's judge underneath.

- ``earned``: what each student has in each assignment, in a few queries
- ``gradebook``: what stands in nbgrader's gradebook and beside it
- ``remarks``: what is said of the files of a submission
- ``silence``: which of nbgrader's own lines are shown
- ``desk``: grades ahead of nbgrader, which asks for one notebook after the other
- ``lateness``: due dates and penalties, from the course to the gradebook
- ``outdated``: whose grades were made with something older
- ``released``: whether an assignment has been released here
- ``seams``: the classes that nbgrader is configured to use
- ``standing``: how grades stand, and whether a page of feedback still says so
- ``recording``: submissions from anywhere into the gradebook
- ``total``: the page of a student's whole assignment
- ``feedback``: the page of one notebook, in place of nbgrader's
"""

from typing import Any


def configure(config: Any, config_file: str) -> None:
    """What the two lines of a course's ``nbgrader_config.py`` call: hands nbgrader this project's classes."""
    from autograder.frontends.nbgrader import seams  # heavy, and most modules of this room need none of it

    seams.configure(config, config_file)
