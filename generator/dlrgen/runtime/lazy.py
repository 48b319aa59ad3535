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


def later(importer: str, **modules: str) -> None:
    """Give a module names for other modules that are imported when something of them is first asked for.

    Args:
        importer: The name of the module that wants them.
        modules: For each name where the module is, as in an import statement: `.models`, `.._core.rows`.
    """
    import sys

    for name, module in modules.items():
        setattr(sys.modules[importer], name, _Later(importer, name, module))


class _Later:
    """Stands where a module will stand."""

    def __init__(self, importer: str, name: str, module: str) -> None:
        self._importer = importer
        self._name = name
        self._module = module

    def __getattr__(self, attribute: str) -> Any:
        import sys
        from importlib import import_module

        module = import_module(self._module, self._importer.rpartition(".")[0])
        setattr(sys.modules[self._importer], self._name, module)
        return getattr(module, attribute)
