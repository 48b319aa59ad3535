"""From plans to text: classes by datamodel-code-generator, everything else by Jinja2; then to files."""
