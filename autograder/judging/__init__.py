"""From a submission to a report: the suite's checks, the sandbox and the notebooks put together.

- ``causes``: which cell others failed on
- ``expectation``: the one place where observed and expected values are compared
- ``provenance``: what a grade was made with, kept beside its report
- ``remarks``: what a reader is told of how a cell ran
- ``session``: one notebook of a submission in a worker
- ``student``: the ``student`` proxy: what a check may ask of it
- ``examination``: one notebook while it is judged: attempts, second looks, outcomes
- ``showing``: what a notebook's cells show, run in a worker of their own
- ``judge``: the pytest session, its fixtures and hooks; ``Judge.grade``
- ``explanation``: what the checks of an exercise asked, what came, what was expected
- ``watchdog``: what judging one submission may take of time and memory, looked at from outside
- ``pool``: judges in processes of their own, each under a watchdog
- ``batch``: many submissions, with their reports as they end; the journal

Doors use ``pool`` or ``batch``; nothing outside runs a check in another way.
"""
