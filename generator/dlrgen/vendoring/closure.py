"""Which modules of a package are needed by others: what they import, inside functions too, and what that imports."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator, Mapping
from pathlib import PurePosixPath


def needed(files: Mapping[str, str], roots: Iterable[str]) -> set[str]:
    """The files that some files of a package need, themselves included.

    Args:
        files: The package's Python files by path, such as `acme/client.py`.
        roots: Paths to begin with.
    """
    waiting = [path for path in roots if path in files]
    found: set[str] = set()
    while waiting:
        path = waiting.pop()
        if path not in found:
            found.add(path)
            waiting += [other for other in _imported(path, files[path]) if other in files]
    return found


def _imported(path: str, source: str) -> Iterator[str]:
    """The files that a file may import by relative imports; some of them do not exist."""
    here = PurePosixPath(path).parent
    for node in ast.walk(ast.parse(source)):
        if not isinstance(node, ast.ImportFrom) or not node.level:
            continue
        base = here
        for _ in range(node.level - 1):
            base = base.parent
        module = base.joinpath(*node.module.split(".")) if node.module else base
        for name in ("", *(alias.name for alias in node.names)):
            target = module / name if name else module
            yield from (f"{target}.py", f"{target}/__init__.py")
        yield from (f"{parent}/__init__.py" for parent in module.parents)
