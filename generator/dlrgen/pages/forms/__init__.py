"""Text, Markdown, reStructuredText and HTML, each brought into the same few pieces."""
