"""Students' repositories by git: what was there at the deadline is collected, feedback is returned on a branch.

- ``git``: git, run on repositories of strangers, so that nothing in them is carried out
- ``addresses``: where repositories are
- ``leaning``: which exercises lean on others
- ``classroom``: writes the template from which the repositories are made
- ``looks``: the record of looks, and the commit that counts by it
- ``mirrors``: bare mirrors: every commit that a look saw stays in them
- ``submitted``: one student's folder in ``submitted/``, laid out whole or left as it is
- ``parcels``: what is returned to whom: reports, addresses and pages put together
- ``delivery``: one student's feedback branch: what is there, and a commit on top of it
- ``branches``: newer work on branches that do not count
- ``history``: what there is to say of a student's pushes
- ``returning``: ``autograder return``: for a class, after a look
- ``trees``: the notebooks in a commit, taken out without checking it out
- ``collection``: ``autograder collect``: a look at everybody, and what counts laid out

Each student has a bare mirror in the course's ``repositories/<assignment>/``, beside it a record of looks (what each
branch was, and when), and a record of what was returned.
"""
