"""Altered copies of the good spec `acme`, and packages generated from them that can be imported."""

from __future__ import annotations

import importlib
import shutil
import sys
from collections.abc import Callable, Iterator
from copy import deepcopy
from itertools import count
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from dlrgen.check import lint
from dlrgen.emit import classes, package
from dlrgen.emit.worker import Worker
from dlrgen.generate import Outcome, generate
from dlrgen.plan.models import Definitions
from dlrgen.plan.vendor import plan_classes, plan_vendor
from dlrgen.problems import Problems, render
from dlrgen.spec.load import load

GOOD = Path(__file__).parents[1] / "specs_good"
_NUMBERS = count()


def as_yaml(value: Any) -> str:
    """Data as YAML in one line; what has a meaning or cannot be seen stands there as an escape."""
    match value:
        case dict():
            return "{" + ", ".join(f"{as_yaml(key)}: {as_yaml(inner)}" for key, inner in value.items()) + "}"
        case list():
            return "[" + ", ".join(as_yaml(inner) for inner in value) + "]"
        case str():
            escaped = (c if c.isprintable() and c not in '"\\' else f"\\U{ord(c):08x}" for c in value)
            return f'"{"".join(escaped)}"'
        case None | bool():
            return {None: "null", True: "true", False: "false"}[value]
        case _:
            return repr(value)


class Spec:
    """A copy of `acme` as data, by file, to be altered and written."""

    def __init__(self, root: Path) -> None:
        self.root = root
        (vendor,) = load(GOOD, Problems())
        self.vendor: Any = deepcopy(vendor.file.document.data)
        self.lookup: Any = deepcopy(vendor.endpoints["lookup"].file.document.data)
        self.pull: Any = deepcopy(vendor.endpoints["pull"].file.document.data)

    def write(self) -> Path:
        shutil.copytree(GOOD, self.root, dirs_exist_ok=True)
        for name in ("vendor", "lookup", "pull"):
            lines = (f"{as_yaml(key)}: {as_yaml(value)}\n" for key, value in getattr(self, name).items())
            (self.root / "acme" / f"{name}.yaml").write_text("".join(lines), encoding="utf-8")
        return self.root

    def refused(self) -> Problems:
        """What lint says; examples and vectors are not asked."""
        problems = Problems()
        vendors = load(self.write(), problems)
        for vendor in vendors:
            lint.check(vendor, problems)
        assert vendors or problems
        return problems

    def files(self) -> dict[str, str]:
        """The package; lint must say nothing."""
        assert render(self.refused(), "text") == ""
        (vendor,) = load(self.root, Problems())
        plan = plan_vendor(vendor, plan_classes(vendor))
        made = classes.generate(plan.definitions.schemas, plan.definitions.extra)
        names = [package.VendorName(plan.name, plan.class_name)]
        own = {**package.plain_files(plan, "0" * 64), **package.class_files(plan, made, "0" * 64)}
        return {**own, **package.shared_files(names, "0" * 64)}


class InProcess(Worker):
    """Stands in for the worker process where hundreds of packages are made."""

    def start(self) -> None:
        pass

    def begin(self, definitions: list[Definitions]) -> Callable[[], dict[str, str]]:
        return lambda: classes.generate(*classes.merge(definitions))


@pytest.fixture
def spec(tmp_path: Path) -> Spec:
    return Spec(tmp_path / "specs")


@pytest.fixture(scope="module")
def new_spec(tmp_path_factory: pytest.TempPathFactory) -> Callable[[], Spec]:
    """For properties, which need a spec for each example."""
    root = tmp_path_factory.mktemp("new") / "specs"
    return lambda: Spec(root)


@pytest.fixture
def in_process(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("dlrgen.generate.Worker", InProcess)


@pytest.fixture
def run(in_process: None) -> Callable[..., Outcome]:
    """`generate`, which must find no problems."""

    def run(specs: Path, out: Path, **options: Any) -> Outcome:
        problems = Problems()
        outcome = generate(specs, out, problems, **options)
        assert render(problems, "text") == ""
        assert outcome is not None
        return outcome

    return run


@pytest.fixture(scope="module")
def imported(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[[dict[str, str]], ModuleType]]:
    """Writes a package under a name of its own, and imports it with all its modules."""
    root = tmp_path_factory.mktemp("packages")
    sys.path.insert(0, str(root))
    names: list[str] = []

    def imported(files: dict[str, str]) -> ModuleType:
        name = f"generated_{next(_NUMBERS)}"
        names.append(name)
        for path, text in files.items():
            target = root / name / path
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_text(text, encoding="utf-8")
        importlib.invalidate_caches()
        for path in files:
            if path.endswith(".py") and not path.startswith("_core/"):
                importlib.import_module(f"{name}.{path[:-3].replace('/', '.')}".removesuffix(".__init__"))
        return importlib.import_module(name)

    yield imported
    sys.path.remove(str(root))
    for name in [n for n in sys.modules if n.partition(".")[0] in names]:
        del sys.modules[name]
