"""What more than one folder of tests needs."""

from __future__ import annotations

import pytest
from hypothesis import settings

settings.register_profile("dlrkit", deadline=None)  # a machine that is busy elsewhere is no failure
settings.load_profile("dlrkit")


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--update-golden", action="store_true", help="write tests/generate/golden anew, for a person to read"
    )
    parser.addoption("--site", help="the reference documentation as `nox -s docs` built it")
    parser.addoption("--browser", help="the Chromium or Chrome in which it is tried")
    parser.addoption("--language-server", help="the script of the YAML language server that specs are tried in")
