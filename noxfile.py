"""The project's tasks. `nox -l` lists them; each makes the environment it needs."""

import nox

nox.options.default_venv_backend = "venv"
nox.options.reuse_existing_virtualenvs = True
nox.options.sessions = ["tests"]

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
    install(session, "gen,cli,mock,yaml,aiohttp", "types")
    session.run("mypy")
    session.run("pyright")


@nox.session
def generate(session: nox.Session) -> None:
    """Write generated/dlrkit from the specs."""
    install(session, "gen")
    session.run("dlrgen", "generate", *session.posargs)


@nox.session
def nightly(session: nox.Session) -> None:
    """Answers of all kinds, a hundred times as many as in `tests`: 200,000 examples."""
    install(session, "gen,cli,mock,yaml,aiohttp", "test")
    session.run("pytest", "-n", "auto", "tests/client/test_whatever_comes.py", env={"DLRKIT_EXAMPLES": "100"})


@nox.session
def bench(session: nox.Session) -> None:
    """Measure ours, raw httpx and a client by hand, side by side."""
    install(session, "gen,cli,mock,yaml,aiohttp")
    session.run("python", "tests/benchmarks/run.py")
