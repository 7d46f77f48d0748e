#!/usr/bin/env bash
# The shell of steps whose output may hold students' text: names of files, what git said, hints.
#
#   defaults: { run: { shell: "bash .github/quoted.sh {0}" } }
#
# GitHub's runner obeys lines that begin with "::", so everything between the two lines here is not obeyed. The token is
# a new one each time, and the step ends as its script did. What the script writes to $GITHUB_OUTPUT is read as ever.
set -euo pipefail
token=$(od -An -N16 -tx1 /dev/urandom | tr -d ' \n')
echo "::stop-commands::$token"
status=0
bash --noprofile --norc -eo pipefail "$1" 2>&1 || status=$?  # two streams would be read in any order
printf '\n::%s::\n' "$token"
exit "$status"
