"""The untrusted side: everything in this package runs in the same process as the student's code.

Theory of operation. ``python -m autograder.worker`` is the *zygote*: started once by the judge with a clean
environment and, where the system allows, in namespaces of its own, it says what a worker will give up on this machine,
imports what notebooks import, warms it up, and then forks one *worker* for each notebook it is asked for. A worker
enters its scratch folder, shuts its doors (see ``layers``) and answers requests on one socket until it is killed.

Nothing here is believed by the judge. A worker holds no expected value, no score and no secret; whatever it
answers is a claim about an output, and is judged on the other side.
"""
