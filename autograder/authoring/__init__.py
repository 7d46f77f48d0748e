"""For who writes a course: what is generated from it, and the proofs that it agrees with itself.

- ``kernel``: runs the course's own notebooks in Jupyter
- ``leaks``: finds in released files what students must not get
- ``planted``: right answers and mistakes by which a suite is tried
- ``skeleton``: a new exercise to begin from
- ``workbench``: one exercise at its author's hands: its solution, planted answers, answers in files
- ``forms``: forms of an answer, on which its visible check and its hidden ones have to agree
- ``release``: makes ``assignments/`` from ``solutions/``, and the page of the questions
- ``tally``: how many bits an exercise's reports can carry
- ``consistency``: proves that a course agrees with itself
"""
