"""The project's tasks. `nox -l` lists them; each makes the environment it needs."""

import nox

nox.options.default_venv_backend = "venv"
nox.options.reuse_existing_virtualenvs = True
nox.options.sessions = ["tests"]

GENERATOR = ("-e", ".[gen,cli,yaml]")


@nox.session
def demo(session: nox.Session) -> None:
    """The main job: check the specs, generate, serve fake vendors on loopback, read their reports, print them."""
    session.install(*GENERATOR)
    session.run("dlrgen", "check")
    session.run("dlrgen", "generate")
    session.run("python", "-m", "dlrgen.demo")


@nox.session
def tests(session: nox.Session) -> None:
    """Everything that must hold: specs, generated code, behaviour, lint and types."""
    session.install(*GENERATOR, *nox.project.dependency_groups(nox.project.load_toml("pyproject.toml"), "test"))
    session.run("dlrgen", "check")
    session.run("dlrgen", "generate", "--check")
    session.run("pytest", *session.posargs)


@nox.session
def lint(session: nox.Session) -> None:
    """Style of code and texts."""
    session.install(*nox.project.dependency_groups(nox.project.load_toml("pyproject.toml"), "lint"))
    session.run("ruff", "check")
    session.run("ruff", "format", "--check")


@nox.session
def types(session: nox.Session) -> None:
    """Run mypy --strict and pyright strict on the generator and on what it generates."""
    groups = nox.project.dependency_groups(nox.project.load_toml("pyproject.toml"), "types", "test")
    session.install(*GENERATOR, *groups)
    session.run("mypy")
    session.run("pyright")


@nox.session
def generate(session: nox.Session) -> None:
    """Write generated/dlrkit from the specs."""
    session.install(*GENERATOR)
    session.run("dlrgen", "generate", *session.posargs)
