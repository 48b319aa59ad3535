"""From plans to text: classes by datamodel-code-generator, everything else by Jinja2; then to files."""

MANIFEST = "_manifest.json"
"""The file of a generated tree that says what was generated from what."""
