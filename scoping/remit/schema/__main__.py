"""`python -m remit.schema FOLDER` writes the published JSON Schemas into a folder."""

import sys
from pathlib import Path

from remit.schema.publishing import publish

publish(Path(sys.argv[1]))
