"""Reference documentation: the specs as sources of a static site, in every language of `words.yaml`."""
