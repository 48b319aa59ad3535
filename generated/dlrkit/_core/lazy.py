"""Names that are imported when they are first asked for, so that importing a package costs nothing."""

from __future__ import annotations

# The idiom of type checkers without `typing`: this module is all that `import dlrkit` brings in.
TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from typing import Any


def lazy(package: str, modules: Mapping[str, str]) -> Callable[[str], Any]:
    """A module's `__getattr__`, asked once for each name.

    Args:
        package: The module's own name.
        modules: For each name the submodule that has it; a submodule itself stands under its own name.
    """

    def getattribute(name: str) -> Any:
        if name not in modules:
            raise AttributeError(f"module {package!r} has no attribute {name!r}")
        from importlib import import_module

        module = import_module(f".{modules[name]}", package)
        found = module if modules[name] == name else getattr(module, name)
        setattr(import_module(package), name, found)
        return found

    return getattribute
