"""The client as a part of other people's projects: a copy that says what it was made of, and how to keep it current.

A copy is a folder under any package name. Its manifest has a hash of each file, so that what was edited by hand is
known; its `_specs` are the specs that it was made of, so that what changed since can be said without a repository.
"""
