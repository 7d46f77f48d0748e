"""The untrusted side: everything in this package runs in the same process as the student's code.

Theory of operation. ``python -m autograder.worker`` is the *zygote*: started once by the judge with a clean
environment and, where the system allows, in namespaces of its own, it says what a worker will give up on this machine,
imports what notebooks import, warms it up, and then forks one *worker* for each notebook it is asked for. A worker
enters its scratch folder, shuts its doors (see ``layers``) and answers requests on one socket until it is killed.

Nothing here is believed by the judge. A worker holds no expected value, no score and no secret; whatever it
answers is a claim about an output, and is judged on the other side.

- ``bindings``: whose a global name is
- ``figures``: pictures of figures, each drawn once
- ``forms``: forms that an answer may take
- ``forming``: tries them, for the proofs of a suite; imported by its probes alone
- ``lacks``: what a cell failed on
- ``loaders``: ``DataLoader(num_workers=2)`` where no process may be started
- ``names``: which global names a cell's text binds, and which it needs
- ``shell``: cells as a kernel would run them, in this process
- ``stream``: frames from a blocking socket
- ``surroundings``: what a cell or a call finds around it, as new each time
- ``syscalls``: the system calls of a worker: an allowlist
- ``layers``: what a worker gives up before it reads a byte of a submission
- ``travel``: values of a notebook as plain data, and back
- ``notebook``: one notebook's namespace, and what may be asked of it
- ``zygote``: warm imports, then a fork for each notebook
"""
