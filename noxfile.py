"""The project's tasks. `nox -l` lists them; each makes the environment it needs."""

import os
import shutil
from pathlib import Path

import nox

nox.options.default_venv_backend = "venv"
nox.options.reuse_existing_virtualenvs = True
nox.options.sessions = ["tests"]

LANGUAGE_SERVER = "yaml-language-server@2.0.0"
PROJECT = nox.project.load_toml("pyproject.toml")


def install(session: nox.Session, extras: str, *groups: str) -> None:
    session.install("-e", f".[{extras}]", *nox.project.dependency_groups(PROJECT, *groups))


@nox.session
def demo(session: nox.Session) -> None:
    """The main job: check the specs, generate, serve fake vendors on loopback, read their reports, print them."""
    install(session, "gen,cli,mock")
    session.run("dlrgen", "check")
    session.run("dlrgen", "generate")
    session.run("python", "-m", "dlrgen.demo")


@nox.session
def tests(session: nox.Session) -> None:
    """Everything that must hold: specs, generated code, style, types, behaviour."""
    install(session, "gen,cli,mock,yaml,aiohttp", "test", "lint", "types")
    session.run("dlrgen", "check")
    session.run("dlrgen", "generate", "--check")
    session.run("ruff", "check")
    session.run("ruff", "format", "--check")
    session.run("mypy")
    session.run("pytest", "-n", "auto", *session.posargs)


@nox.session
def lint(session: nox.Session) -> None:
    """Style of code and texts."""
    session.install(*nox.project.dependency_groups(PROJECT, "lint"))
    session.run("ruff", "check")
    session.run("ruff", "format", "--check")


@nox.session
def types(session: nox.Session) -> None:
    """Run mypy --strict and pyright strict on the generator and on what it generates."""
    install(session, "gen,cli,mock,yaml,aiohttp", "test", "types")
    session.run("mypy")
    session.run("pyright")


@nox.session
def generate(session: nox.Session) -> None:
    """Write generated/dlrkit from the specs."""
    install(session, "gen")
    session.run("dlrgen", "generate", *session.posargs)


@nox.session
def docs(session: nox.Session) -> None:
    """Build the reference documentation into .docs/site, and try it in a browser if there is one."""
    install(session, "gen,docs", "docs")
    source, site = Path(".docs/source"), Path(".docs/site")
    shutil.rmtree(".docs", ignore_errors=True)
    session.run("dlrgen", "docs", "--out", str(source))
    for folder in sorted(path for path in source.iterdir() if path.is_dir()):
        trees = f".docs/doctrees/{folder.name}"
        session.run("sphinx-build", "-q", "-W", "--keep-going", "-d", trees, str(folder), str(site / folder.name))
    shutil.copy(source / "index.html", site)
    session.log(f"built: open {site / 'index.html'}")
    browsers = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
    browser = os.environ.get("DLRKIT_BROWSER") or next(filter(None, map(shutil.which, browsers)), None)
    if browser is None:
        session.warn("NOT TRIED IN A BROWSER: no Chromium or Chrome was found; DLRKIT_BROWSER may name one")
    tried = ["--browser", browser] if browser else []
    session.run("pytest", "tests/docs", "--site", str(site), *tried, *session.posargs)


@nox.session
def editor(session: nox.Session) -> None:
    """Try specs in the YAML language server that editors use; it needs Node.js."""
    if not (shutil.which("node") and shutil.which("npm")):
        session.skip("NOT TRIED: the YAML language server needs Node.js, and there is no node or no npm")
    install(session, "gen", "editor")
    folder = session.create_tmp()
    session.run(
        "npm",
        "install",
        "--prefix",
        folder,
        "--no-fund",
        "--no-audit",
        "--ignore-scripts",
        LANGUAGE_SERVER,
        external=True,
    )
    executable = Path(folder, "node_modules", ".bin", "yaml-language-server")
    session.run("pytest", "tests/editor", "--language-server", str(executable), *session.posargs)


@nox.session
def nightly(session: nox.Session) -> None:
    """Answers of all kinds, a hundred times as many as in `tests`: 200,000 examples."""
    install(session, "gen,cli,mock,yaml,aiohttp", "test")
    session.run("pytest", "-n", "auto", "tests/client/test_whatever_comes.py", env={"DLRKIT_EXAMPLES": "100"})


@nox.session
def conformance(session: nox.Session) -> None:
    """Vendors' own SDKs, unmodified, and other people's OpenAPI tools against our fakes."""
    install(session, "gen,cli,yaml,mock", "test", "conformance")
    session.run("pytest", "tests/conformance", *session.posargs, env={"DLRKIT_CONFORMANCE": "1"})


@nox.session
def package(session: nox.Session) -> None:
    """Build the distribution; install it in clean environments, at the lowest versions too; call, type, hook it."""
    install(session, "gen", "test", "types", "package")
    session.run("pytest", "tests/package", *session.posargs, env={"DLRKIT_PACKAGE": "1"})


@nox.session
def bench(session: nox.Session) -> None:
    """Measure ours and other generators, and write generated/BENCHMARKS.md; `-- --ours` prints ours alone."""
    install(session, "gen,cli,yaml,aiohttp", "peers", "test", "types")
    session.run("python", "-m", "tests.benchmarks", *session.posargs)
