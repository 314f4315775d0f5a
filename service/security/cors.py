"""Pages of which other origins may ask from a browser: those that a setting lists, by default none."""

from __future__ import annotations

from flask import Flask
from flask_cors import CORS

from service.observability.request_ids import HEADER as REQUEST_ID
from service.security.authentication import HEADER as API_KEY
from service.security.rate_limits import POLICY_HEADER, STATE_HEADER
from service.settings import Settings

_SECONDS_TO_REMEMBER = 3600


def register(app: Flask, settings: Settings) -> None:
    """Lets browsers show answers below /v1 to pages of the origins in the settings."""
    if not settings.origins:
        return
    CORS(
        app,
        resources=r"/v1/.*",
        origins=list(settings.origins),
        methods=["GET", "POST"],
        allow_headers=["Authorization", "Content-Type", "If-None-Match", API_KEY, REQUEST_ID],
        expose_headers=["ETag", "Retry-After", REQUEST_ID, POLICY_HEADER, STATE_HEADER],
        max_age=_SECONDS_TO_REMEMBER,
        send_wildcard=True,
        allow_private_network=False,
    )
