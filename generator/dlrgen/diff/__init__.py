"""Two versions of a tree of specs: what differs, whom it harms, and the version step it asks for."""

from dlrgen.diff.compare import Change, diff
from dlrgen.diff.trees import NoTree, Tree, read_folder, read_tree

__all__ = ["Change", "NoTree", "Tree", "diff", "read_folder", "read_tree"]
