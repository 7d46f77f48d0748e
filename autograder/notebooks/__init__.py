"""Files of the course and of strangers: opened in one way, read, repaired and matched. No code in them is run.

- ``counted``: which cells are run for a score, and which only show
- ``plainfile``: the one way to open a stranger's file
- ``ipynb``: reads notebook files of any version; what is none gets one sentence
- ``marks``: what the marks of a suite's checks say, and whether that can be
- ``facts``: what can be seen of a course without running it: cells, checks, points, totals
- ``bindings``: which names a cell's text binds, without running it
- ``repairs``: gives a submitted notebook the form of the released one
- ``source``: the course's own notebooks, stubs and solutions, and submissions matched with them
- ``nested``: work in folders of a submission, read where a notebook is missing or as released
- ``intake``: finds submissions in paths: notebooks, folders, zips
"""
