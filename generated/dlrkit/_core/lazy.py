"""Names that are imported when they are first asked for, so that importing a package costs nothing."""

from __future__ import annotations

# The idiom of type checkers without `typing`: this module is all that `import dlrkit` brings in.
TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from typing import Any


def lazy(package: str, held: Mapping[str, tuple[str, ...]]) -> Callable[[str], Any]:
    """A module's `__getattr__`, asked once for each name.

    Args:
        package: The module's own name.
        held: What to import from where, as in `from .errors import DlrkitError`; `.` has submodules.
    """
    modules = {name: module for module, names in held.items() for name in names}

    def getattribute(name: str) -> Any:
        if name not in modules:
            raise AttributeError(f"module {package!r} has no attribute {name!r}")
        from importlib import import_module

        module = modules[name]
        found = import_module(f".{name}", package) if module == "." else getattr(import_module(module, package), name)
        setattr(import_module(package), name, found)
        return found

    return getattribute
