"""Grades notebooks by hidden pytest suites that never enter the process in which a student's code runs."""

import sys

# jsonschema, which nbformat imports, would compile the grammar of addresses in other alphabets, of which no notebook's
# schema has any: seconds in each process. It does without where the package cannot be imported.
sys.modules.setdefault("rfc3987_syntax", None)  # type: ignore[arg-type]  # what makes an import fail is None
