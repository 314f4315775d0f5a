"""The WSGI application: settings, engine and routes put together."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from flask import Flask, Response
from flask.json.provider import DefaultJSONProvider

from service import access_log, failures, request_ids
from service.api import create_api, specification
from service.blueprints import desk, docs, health, quotes
from service.extraction import Extractor
from service.settings import Settings
from service.state import State, attach

if TYPE_CHECKING:
    from quoth.engine import Engine

_WARM_UP = "“The talks will go on,” the minister told reporters. She said that both sides had agreed."


def create_app(config: Mapping[str, Any] | None = None, engine: Engine | None = None) -> Flask:
    """The application, its models loaded.

    Args:
        config: settings by name (fields of `service.settings.Settings`) that win over the environment.
        engine: an engine to answer with; None loads the one that the settings name.

    Raises:
        SettingsError: an environment variable has a value that cannot be used.
    """
    settings = Settings.from_environment(**(config or {}))
    return build_app(settings, engine or load_engine(settings))


def load_engine(settings: Settings) -> Engine:
    """The engine that the settings name, after a first article, so that nothing is left to be loaded later."""
    # Imported here, for the documentation is written without models and without what runs them.
    import torch

    from quoth.engine import Engine

    # One thread until here: a pool of threads, once started, would not survive the fork of the workers.
    engine = Engine(settings.models, threads=1)
    engine.extract(_WARM_UP)
    torch.set_num_threads(settings.threads)
    return engine


def build_app(settings: Settings, engine: Engine | None) -> Flask:
    """The application with these settings; without an engine it answers everything but articles."""
    app = Flask("service", static_url_path="/docs/assets")
    app.config["MAX_CONTENT_LENGTH"] = settings.max_body_bytes
    app.json = _json_provider(app)
    app.logger.setLevel(settings.log_level.upper())
    attach(app, State(settings, None if engine is None else Extractor(engine, settings.queue)))
    request_ids.register(app)
    if settings.access_log:
        access_log.register(app)
    failures.register(app)
    app.after_request(_forbid_sniffing)
    api = create_api(app)
    api.register_blueprint(quotes.blueprint)
    api.register_blueprint(health.blueprint)
    app.register_blueprint(desk.blueprint)
    app.register_blueprint(docs.create_blueprint(specification(api, settings)))
    return app


def _json_provider(app: Flask) -> DefaultJSONProvider:
    """JSON in the order of the schemas, short, and in UTF-8 rather than escapes."""
    provider = DefaultJSONProvider(app)
    provider.sort_keys = False
    provider.compact = True
    provider.ensure_ascii = False
    return provider


def _forbid_sniffing(response: Response) -> Response:
    response.headers.setdefault("X-Content-Type-Options", "nosniff")
    return response
