"""``python -m autograder.frontends.gradescope`` grades the one submission that Gradescope has put before it."""

import sys

from autograder.frontends.gradescope.submission import main

sys.exit(main())
