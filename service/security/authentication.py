"""Request in, its API key checked: 401 without a valid key, 403 without the scope; without any keys all may ask."""

from __future__ import annotations

from flask import Flask, Request, g, request

from service.problems import KEY_REQUIRED, SCOPE_MISSING, FieldError, Problem
from service.security.keyring import Keyring
from service.security.keys import METRICS, QUOTES, Key
from service.settings import Settings

HEADER = "X-API-Key"
_REALM = 'Bearer realm="Quoth"'
HOW_TO_SEND = f"Send it as `Authorization: Bearer KEY` or as `{HEADER}: KEY`."


def register(app: Flask, settings: Settings) -> None:
    """Asks for a key before whatever `scope_of` names a scope for, if the settings hold keys."""
    keyring = Keyring(settings, app.logger) if settings.has_keys else None

    @app.before_request
    def authenticate() -> None:
        g.key_id = None
        scope = scope_of(request.path)
        # A browser asks without a key whether it may send one (CORS); no view answers OPTIONS.
        if keyring is None or scope is None or request.method == "OPTIONS":
            return
        presented = presented_key(request)
        if not presented:
            raise _refusal("This needs an API key.", _REALM)
        key = keyring.find(presented)
        if key is None:
            raise _refusal("The API key is not valid.", f'{_REALM}, error="invalid_token"')
        g.key_id = key.id
        _check_scope(key, scope)


def scope_of(path: str) -> str | None:
    """The scope that a key needs for a path; None where no key is needed: health, the pages and the documentation.

    Example:
        >>> scope_of("/v1/quotes"), scope_of("/healthz")
        ('quotes', None)
    """
    if path == "/metrics":
        return METRICS
    return QUOTES if path.startswith("/v1/") else None


def presented_key(request: Request) -> str:
    """The key that the request's headers hold; "" where they hold none."""
    scheme, _, token = request.headers.get("Authorization", "").partition(" ")
    return token.strip() if scheme.lower() == "bearer" else request.headers.get(HEADER, "").strip()


def _check_scope(key: Key, scope: str) -> None:
    if scope in key.scopes:
        return
    message = f"The key {key.id} has the scopes {', '.join(sorted(key.scopes))}; this needs {scope}."
    challenge = f'{_REALM}, error="insufficient_scope", scope="{scope}"'
    raise Problem(
        SCOPE_MISSING, message, [FieldError("Authorization", message, [scope])], {"WWW-Authenticate": challenge}
    )


def _refusal(reason: str, challenge: str) -> Problem:
    message = f"{reason} {HOW_TO_SEND}"
    return Problem(KEY_REQUIRED, message, [FieldError("Authorization", message)], {"WWW-Authenticate": challenge})
