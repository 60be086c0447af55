"""jsonschema: skip the grammar of IRIs."""

import sys


def skip_iri_grammar() -> None:
    """Make `import rfc3987_syntax` fail in this process, if it is not imported yet.

    jsonschema 4.26 imports it to validate IRIs in JSON schemas and works without it; nbformat's
    schema has none. Building its grammar takes two seconds in every process. jsonschema has no
    setting for this. Call this before anything imports jsonschema.
    """
    sys.modules.setdefault("rfc3987_syntax", None)  # type: ignore[arg-type]
