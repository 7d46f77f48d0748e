"""Students' repositories by git: what was there at the deadline is collected, feedback is returned on a branch.

Theory of operation: each student has a bare mirror in the course's ``repositories/<assignment>/``, beside it a record
of looks (what each branch was, and when), and a record of what was returned. ``addresses`` says where a repository is;
``mirrors`` looks at it; ``history`` and ``looks`` say which commit counts, ``branches`` what newer work is beside it;
``trees`` takes the notebooks out of it, and ``submitted`` lays them out. ``parcels`` puts reports, addresses and pages
together; ``delivery`` brings one of them to one repository; ``returning`` does so for a class, after a look. All of git
goes through ``git``.

``classroom`` writes the template from which the repositories are made; ``leaning`` says which exercises lean on others.
"""
