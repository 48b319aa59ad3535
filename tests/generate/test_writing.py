"""What happens in the folder: nothing needless, nothing by halves, and nothing of anybody else's."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import msgspec
import pytest

from dlrgen.emit import manifest
from dlrgen.emit.write import write
from dlrgen.generate import Outcome, differences, generate
from dlrgen.problems import Problems

GOOD = Path(__file__).parents[1] / "specs_good"
Run = Callable[..., Outcome]


def copied(specs: Path, vendor: str) -> None:
    """Another vendor, in all but its name the same as `acme`."""
    shutil.copytree(GOOD / "acme", specs / vendor)
    edited(
        specs / vendor / "vendor.yaml", "vendor: acme\nclass: Acme\n", f"vendor: {vendor}\nclass: {vendor.title()}\n"
    )


def edited(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert text.count(old) == 1
    path.write_text(text.replace(old, new), encoding="utf-8")


def content(folder: Path) -> dict[str, bytes | None]:
    """Every file, and every folder with none."""
    return {
        str(path.relative_to(folder)): path.read_bytes() if path.is_file() else None
        for path in sorted(folder.rglob("*"))
    }


@pytest.fixture
def specs(tmp_path: Path) -> Path:
    for vendor in ("acme", "bolt"):
        copied(tmp_path / "specs", vendor)
    return tmp_path / "specs"


@pytest.fixture
def out(tmp_path: Path, specs: Path, run: Run) -> Path:
    run(specs, tmp_path / "kit")
    for path in (tmp_path / "kit").rglob("*"):
        os.utime(path, ns=(1, 1))
    return tmp_path / "kit"


def touched(out: Path) -> set[str]:
    return {
        path.relative_to(out).as_posix() for path in out.rglob("*") if path.is_file() and path.stat().st_mtime_ns != 1
    }


def of_vendor(out: Path, vendor: str) -> set[str]:
    return {f"{vendor}/{path.name}" for path in (out / vendor).iterdir()}


def test_a_second_run_touches_nothing(specs: Path, out: Path, run: Run) -> None:
    outcome = run(specs, out)
    assert (outcome.generated, outcome.unchanged, outcome.written, outcome.removed) == ([], ["acme", "bolt"], [], [])
    assert touched(out) == set()


def test_only_the_vendor_that_changed_is_generated(specs: Path, out: Path, run: Run) -> None:
    edited(specs / "bolt" / "vendor.yaml", "en: Acme SMS", "en: Bolt SMS")
    outcome = run(specs, out)
    assert (outcome.generated, outcome.unchanged) == (["bolt"], ["acme"])
    assert touched(out) == {"_manifest.json", *of_vendor(out, "bolt")} == set(outcome.written)


def test_a_new_prefix_of_classes_reaches_the_front_door(specs: Path, out: Path, run: Run) -> None:
    edited(specs / "bolt" / "vendor.yaml", "class: Bolt", "class: Nut")
    run(specs, out)
    assert '".bolt.client": ("AsyncNutClient", "NutClient")' in (out / "__init__.py").read_text()
    assert '"BoltClient"' not in (out / "__init__.py").read_text()
    assert not run(specs, out, dry_run=True).differs


def test_a_prefix_of_classes_that_an_unchanged_vendor_has_is_refused(specs: Path, out: Path, in_process: None) -> None:
    edited(specs / "bolt" / "vendor.yaml", "class: Bolt", "class: Acme")
    problems = Problems()
    assert generate(specs, out, problems) is None
    assert [(p.id, p.file, p.line, p.column) for p in problems] == [
        ("name.vendor-class", "specs/bolt/vendor.yaml", 3, 8)
    ]
    assert touched(out) == set()


def test_only_looks_at_the_vendors_that_it_names(specs: Path, out: Path, run: Run) -> None:
    for vendor in ("acme", "bolt"):
        edited(specs / vendor / "vendor.yaml", "en: Acme SMS", "en: Other SMS")
    assert run(specs, out, only=["acme"]).generated == ["acme"]
    assert touched(out) == {"_manifest.json", *of_vendor(out, "acme")}
    assert run(specs, out).generated == ["bolt"]


def test_another_generator_generates_everything_also_after_only(
    specs: Path, out: Path, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(manifest, "generator_hash", lambda: "another")
    assert run(specs, out, only=["acme"]).generated == ["acme"]
    assert "bolt" in run(specs, out).generated


@pytest.mark.parametrize("name", ["acme/client.py", "_core/core.py", "__init__.py", "bolt/__init__.py"])
def test_what_was_edited_by_hand_is_found_and_put_right(name: str, specs: Path, out: Path, run: Run) -> None:
    before = content(out)
    (out / name).write_bytes((out / name).read_bytes() + b"# mine\n")
    dry = run(specs, out, dry_run=True)
    assert [(p.id, p.file) for p in differences(dry, out)] == [("generated.differs", f"kit/{name}")]
    assert (out / name).read_bytes().endswith(b"# mine\n")
    run(specs, out)
    assert content(out) == before


@pytest.mark.parametrize("name", ["acme/client.py", "_core/core.py", "_manifest.json", "py.typed"])
def test_what_is_missing_is_found_and_comes_back(name: str, specs: Path, out: Path, run: Run) -> None:
    before = content(out)
    (out / name).unlink()
    assert run(specs, out, dry_run=True).written == [name]
    run(specs, out)
    assert content(out) == before


@pytest.mark.parametrize("manifest_text", ["", "[]", "{}", '{"dlrgen": 1}', "\x00"])
def test_a_broken_manifest_is_written_anew(manifest_text: str, specs: Path, out: Path, run: Run) -> None:
    before = content(out)
    (out / "_manifest.json").write_text(manifest_text)
    assert run(specs, out).written == ["_manifest.json"]
    assert content(out) == before


def test_the_files_of_a_vendor_that_is_gone_go_and_no_others(specs: Path, out: Path, run: Run) -> None:
    gone = of_vendor(out, "bolt")
    (out / "mine.txt").write_text("mine")
    (out / "other").mkdir()
    shutil.rmtree(specs / "bolt")
    dry = run(specs, out, dry_run=True)
    assert {p.file for p in differences(dry, out) if p.id == "generated.stale"} == {f"kit/{name}" for name in gone}
    assert of_vendor(out, "bolt") == gone
    assert set(run(specs, out).removed) == gone
    assert not (out / "bolt").exists()
    assert (out / "mine.txt").read_text() == "mine"
    assert (out / "other").is_dir()
    assert "bolt" not in (out / "__init__.py").read_text()
    assert not run(specs, out, dry_run=True).differs


def test_a_users_file_keeps_the_folder_of_a_vendor_that_is_gone(specs: Path, out: Path, run: Run) -> None:
    (out / "bolt" / "mine.py").write_text("mine")
    shutil.rmtree(specs / "bolt")
    run(specs, out)
    assert of_vendor(out, "bolt") == {"bolt/mine.py"}


def test_an_endpoint_that_is_gone_takes_its_module_along(specs: Path, out: Path, run: Run) -> None:
    """Without an endpoint that reports there is no module of reports."""
    for name in ("lookup", "pull"):
        path = specs / "bolt" / f"{name}.yaml"
        text = path.read_text(encoding="utf-8")
        before, _, rest = text.partition("report:\n")
        path.write_text(
            before.replace("polling: {first: 5s, every: 30s, deadline: 24h}\n", "") + rest[rest.index("examples:") :]
        )
    assert run(specs, out).removed == ["bolt/reports.py"]
    assert "def reports" not in (out / "bolt" / "client.py").read_text()


def half_way(number: int, error: BaseException) -> Callable[[Path, Path], Path]:
    calls = iter(range(1, 1_000_000))
    rename = Path.rename

    def failing(path: Path, target: Path) -> Path:
        if next(calls) == number:
            raise error
        return rename(path, target)

    return failing


def changes(specs: Path) -> None:
    """Files that change, one that is new, and some that go."""
    shutil.rmtree(specs / "bolt")
    copied(specs, "cog")
    edited(specs / "acme" / "vendor.yaml", "en: Acme SMS", "en: Other SMS")


@pytest.fixture
def writing(specs: Path, out: Path, run: Run, monkeypatch: pytest.MonkeyPatch) -> tuple[Any, ...]:
    """What `generate` wants written after those changes."""
    files: dict[str, str] = {}
    stale: list[str] = []
    changes(specs)
    with monkeypatch.context() as patch:
        patch.setattr("dlrgen.emit.write.Writing.add", lambda _, found: files.update(found))
        patch.setattr("dlrgen.emit.write.Writing.commit", lambda _, gone: stale.extend(gone))
        run(specs, out)
    return out, files, stale


@pytest.mark.parametrize("error", [OSError("the disk is full"), KeyboardInterrupt()], ids=["full disk", "interrupt"])
def test_a_failure_half_way_leaves_the_old_tree(
    error: BaseException, writing: tuple[Any, ...], out: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    _, new, stale = writing
    before = content(out)
    renames = sum((out / name).exists() for name in new) + len(new) + len(stale)
    assert renames > 30
    for number in range(1, renames + 1):
        with monkeypatch.context() as patch:
            patch.setattr(Path, "rename", half_way(number, error))
            with pytest.raises(type(error)):
                write(*writing)
        assert content(out) == before, f"rename {number} of {renames}"
    with monkeypatch.context() as patch:
        patch.setattr(Path, "rename", half_way(renames + 1, error))
        write(*writing)
    assert {name: (out / name).read_text(encoding="utf-8") for name in new} == new


def test_a_users_file_where_a_folder_should_be_leaves_the_old_tree(writing: tuple[Any, ...], out: Path) -> None:
    (out / "cog").write_text("mine")
    before = content(out)
    with pytest.raises(OSError, match="cog"):
        write(*writing)
    assert content(out) == before


def test_a_disk_that_is_full_while_staging_leaves_the_old_tree(
    specs: Path, out: Path, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    changes(specs)
    before = content(out)

    def full(*_: Any) -> int:
        raise OSError("no space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(Path, "write_bytes", full)
        with pytest.raises(OSError, match="no space"):
            run(specs, out)
    assert content(out) == before


@pytest.mark.parametrize("count", [499, 501])
def test_few_files_and_many_come_out_alike(count: int, tmp_path: Path) -> None:
    files = {f"f{number % 7}/{number}.py": f"# {number}\n" for number in range(count)}
    write(tmp_path / "kit", files, [])
    assert content(tmp_path / "kit") == {
        **{f"f{number}": None for number in range(7)},
        **{name: text.encode() for name, text in files.items()},
    }


@pytest.mark.parametrize("count", [499, 501])
def test_one_of_many_files_that_cannot_be_staged_leaves_the_old_tree(
    count: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "kit").mkdir()
    (tmp_path / "kit" / "0.py").write_text("old")
    put = Path.write_bytes

    def full(path: Path, data: bytes) -> int:
        if path.name == "333.py":
            raise OSError("no space left on device")
        return put(path, data)

    monkeypatch.setattr(Path, "write_bytes", full)
    with pytest.raises(OSError, match="no space"):
        write(tmp_path / "kit", {f"{number}.py": "new" for number in range(count)}, [])
    assert content(tmp_path / "kit") == {"0.py": b"old"}


def test_classes_that_cannot_be_made_leave_the_old_tree_or_none(
    specs: Path, out: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(*_: Any) -> Callable[[], Any]:
        def wait() -> Any:
            assert list(folder.glob(".dlrgen-*/new/*/client.py")), "what needs no classes is staged by now"
            raise RuntimeError("datamodel-code-generator failed")

        return wait

    monkeypatch.setattr("dlrgen.generate.Worker.begin", fails)
    changes(specs)
    before = content(out)
    for folder in (out, tmp_path / "new" / "kit"):
        with pytest.raises(RuntimeError):
            generate(specs, folder, Problems())
    assert content(out) == before
    assert not (tmp_path / "new" / "kit").exists()


@pytest.fixture
def outside(out: Path, tmp_path: Path) -> Iterator[Path]:
    path = tmp_path / "outside" / "precious.txt"
    path.parent.mkdir()
    path.write_text("precious")
    (out / "link").symlink_to(path.parent)
    yield path
    assert path.read_text() == "precious"


@pytest.mark.parametrize(
    "name", ["../outside/precious.txt", "acme/../../outside/precious.txt", "link/precious.txt", "{}"]
)
@pytest.mark.parametrize("part", ["shared", "bolt", "acme"])
def test_a_manifest_that_names_files_outside_does_not_reach_them(
    name: str, part: str, outside: Path, specs: Path, out: Path, run: Run
) -> None:
    name = name.format(outside)
    data: Any = msgspec.json.decode((out / "_manifest.json").read_bytes())
    files = data["shared"] if part == "shared" else data["vendors"][part]["files"]
    files[name] = manifest.file_hash(b"precious")
    (out / "_manifest.json").write_bytes(msgspec.json.encode(data))
    shutil.rmtree(specs / "bolt")
    edited(specs / "acme" / "vendor.yaml", "en: Acme SMS", "en: Other SMS")
    removed = run(specs, out).removed
    assert all(path.startswith("bolt/") for path in removed)
    assert run(specs, out).written == []


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("spec: 1\n", "spec: 1\n\t"),
        ("speaks_of: call", "speaks_of: nothing"),
        ("{where: code, equals", "{where: nowhere, equals"),
        ("3e0f3e6f", "3e0f3e6e"),
        ("{zh: 黑名单,", "{zh: 白名单,"),
    ],
    ids=["syntax", "language", "lint", "vector", "page"],
)
def test_specs_with_problems_write_nothing(old: str, new: str, specs: Path, out: Path, in_process: None) -> None:
    edited(specs / "acme" / "vendor.yaml", old, new)
    edited(specs / "bolt" / "vendor.yaml", "en: Acme SMS", "en: Other SMS")
    problems = Problems()
    assert generate(specs, out, problems) is None
    assert problems.failed
    assert all(problem.line and problem.column for problem in problems)
    assert touched(out) == set()


def test_no_folder_for_staging_is_left(specs: Path, out: Path, run: Run) -> None:
    changes(specs)
    run(specs, out)
    assert not list(out.rglob(".*"))
