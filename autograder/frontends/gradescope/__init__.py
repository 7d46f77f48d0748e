"""Gradescope: one submission in a container of theirs.

- ``submission``: grades the one submission, and writes Gradescope's ``results.json``
- ``archive``: the zip that an instructor uploads
"""
