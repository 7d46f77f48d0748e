"""Where a student's code runs: workers are started, limited, spoken to, looked at from outside and ended.

- ``channel``: frames on the judge's side: deadlines and caps
- ``homes``: temporary folders that outlive nobody for long
- ``installation``: what a worker may read
- ``scratch``: a worker's scratch folder, filled, measured and taken away
- ``workers``: starts the zygote, asks it for workers, stops and kills them
- ``escapes``: what a worker must not be able to do, tried out in one
- ``doctor``: versions, which layers hold on this machine, what to install
"""
