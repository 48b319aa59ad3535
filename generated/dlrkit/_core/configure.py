"""From a client's arguments and the environment to its engine: credentials, scheme, host and address."""

from __future__ import annotations

import os
import re
import time
from collections.abc import Mapping

from .core import Core, Settings
from .endpoint import Credentials, Host, Scheme, Vendor
from .engine import Conduct, Engine
from .errors import ConfigurationError
from .options import Choices, ClientOptions
from .pace import SHARED
from .retry import RetryPolicy

_PART = re.compile(r"\{([a-z][a-z0-9_]*)\}")


def engine(vendor: Vendor, credentials: Mapping[str, str | None], options: ClientOptions, choices: Choices) -> Engine:
    """The engine of one client.

    Args:
        vendor: Whom it calls.
        credentials: Those that were given, by name; the environment is asked for the others.
        options: What the client was told beside them.
        choices: What was chosen of the vendor's alternatives.

    Raises:
        ConfigurationError: In the class of the vendor: a credential is missing, or no address follows.
    """
    given = _credentials(vendor, credentials)
    schemes = _schemes(vendor, given, choices.get("auth"))
    host = _host(vendor, given, schemes[0], choices.get("host"), options)
    settings = Settings(
        credentials=given,
        schemes=tuple(s for s in schemes if not host.auth or s.name in host.auth) or (schemes[0],),
        host=host,
        base_url=_base_url(vendor, host, given, options),
        body=choices.get("body") or host.body,
        format=choices.get("format") or "json",
        clock=options.get("clock", time.time),
        nonce=options.get("nonce"),
        on_raw=options.get("on_raw"),
    )
    conduct = Conduct(
        retry=options.get("retry", RetryPolicy()),
        pacing=options.get("pacing", "wait"),
        pacer=options.get("pacer", SHARED),
        strict=options.get("strict", False),
        on_drift=options.get("on_drift"),
    )
    return Engine(vendor, Core(vendor, settings), conduct)


def _credentials(vendor: Vendor, given: Mapping[str, str | None]) -> Credentials:
    """The credentials that were given, and from the environment those that were not."""
    found = Credentials()
    for credential in vendor.credentials:
        variable = f"DLRKIT_{vendor.name}_{credential.name}".upper()
        value = given.get(credential.name) or os.environ.get(variable)
        if not value:
            continue
        if not _is_sendable(value):
            raise _misconfigured(
                vendor, f"{credential.name} must be a text without line breaks or other control characters"
            )
        if credential.pattern and not re.search(credential.pattern, value):
            raise _misconfigured(vendor, f"{credential.name} does not look as it should ({credential.pattern})")
        found[credential.name] = value
    return found


def _schemes(vendor: Vendor, credentials: Credentials, name: str | None) -> list[Scheme]:
    """The schemes that the credentials suffice for, or the one of that name; at least one."""
    schemes = [s for s in vendor.schemes if name in (None, s.name)]
    if possible := [s for s in schemes if all(c in credentials for c in s.credentials)]:
        return possible
    if not schemes:
        known = ", ".join(s.name for s in vendor.schemes)
        raise _misconfigured(vendor, f"there is no scheme {name!r}; there are {known}")
    wanted = " or ".join(" and ".join(s.credentials) for s in _distinct(schemes))
    raise _misconfigured(
        vendor, f"give {wanted}, as arguments or as environment variables DLRKIT_{vendor.name.upper()}_…"
    )


def _host(vendor: Vendor, credentials: Credentials, scheme: Scheme, name: str | None, options: ClientOptions) -> Host:
    for host in vendor.hosts:
        if name is not None:
            if host.name == name:
                return host
        elif (not host.auth or scheme.name in host.auth) and _meets(host, credentials):
            if "base_url" in options or (host.url is not None and not _missing(host, credentials)):
                return host
            if host.url is None:
                break
    if name is None and "base_url" in options:
        return Host(name="given")
    known = ", ".join(h.name for h in vendor.hosts if h.url and (not h.auth or scheme.name in h.auth))
    what = f"there is no host {name!r}" if name else "no host follows from what was given"
    raise _misconfigured(vendor, f"{what}: give base_url=…, or host= one of {known}")


def _base_url(vendor: Vendor, host: Host, credentials: Credentials, options: ClientOptions) -> str:
    url = options.get("base_url")
    if url is None:
        url = host.plain if options.get("plain_http") else host.url
    if url is None:
        raise _misconfigured(vendor, f"the host {host.name!r} has no such address: give base_url=…")
    if "base_url" not in options:
        for name in _missing(host, credentials):
            raise _misconfigured(vendor, f"the address of the host {host.name!r} needs {name}, or give base_url=…")
        url = _PART.sub(lambda part: credentials[part[1]], url)
    if not re.match(r"https?://[^/?#@\s]+(/[^?#\s]*)?\Z", url):
        raise _misconfigured(vendor, "base_url must be http(s)://host/path, without user, password and query")
    return url.rstrip("/")


def _misconfigured(vendor: Vendor, why: str) -> ConfigurationError:
    return vendor.errors.configuration(f"{vendor.name}: {why}", vendor=vendor.name)


def _is_sendable(value: object) -> bool:
    return isinstance(value, str) and value.isprintable()


def _missing(host: Host, credentials: Credentials) -> list[str]:
    """The credentials that an address needs and that were not given, or cannot be a part of a host's name."""
    needed: list[str] = _PART.findall(host.url or "")
    return [name for name in needed if not re.fullmatch(r"[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)*", credentials.get(name, ""))]


def _meets(host: Host, credentials: Credentials) -> bool:
    if host.when is None:
        return True
    name, least, most = host.when
    value = credentials.get(name, "")
    return value.isdecimal() and least <= int(value) <= most


def _distinct(schemes: list[Scheme]) -> list[Scheme]:
    return list({scheme.credentials: scheme for scheme in reversed(schemes)}.values())[::-1]
