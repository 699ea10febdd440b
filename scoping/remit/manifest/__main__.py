"""`python -m remit.manifest FOLDER` writes the published JSON Schemas into a folder."""

import sys
from pathlib import Path

from remit.manifest.json_schema import publish_schemas

publish_schemas(Path(sys.argv[1]))
