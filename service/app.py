"""The WSGI application: settings, engine and routes put together."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, cast

from flask import Flask
from flask.json.provider import DefaultJSONProvider
from werkzeug.middleware.proxy_fix import ProxyFix

from service import compression, failures
from service.api import create_api, specification
from service.blueprints import batches, desk, docs, health, metrics, model, quotes
from service.inference import Extractor
from service.observability import access_log, request_ids, traces
from service.observability import metrics as counting
from service.observability.observed_engine import ObservedEngine
from service.security import authentication, cors, headers, rate_limits
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
    attach(app, State(settings, None if engine is None else _extractor(settings, _observed(engine))))
    _observe(app, settings)
    failures.register(app)
    _secure(app, settings)
    compression.register(app)
    api = create_api(app)
    api.register_blueprint(quotes.blueprint)
    api.register_blueprint(batches.blueprint)
    api.register_blueprint(model.create_blueprint(engine))
    api.register_blueprint(health.blueprint)
    api.register_blueprint(metrics.blueprint)
    app.register_blueprint(desk.blueprint)
    app.register_blueprint(docs.create_blueprint(specification(api, settings)))
    return app


def _extractor(settings: Settings, engine: Engine) -> Extractor:
    return Extractor(
        engine,
        settings.queue,
        batch=settings.batch,
        batch_wait=settings.batch_wait / 1000,
        time_limit=settings.time_limit,
    )


def _observed(engine: Engine) -> Engine:
    return cast("Engine", ObservedEngine(engine))


def _observe(app: Flask, settings: Settings) -> None:
    """Outermost, so that what is refused is seen too."""
    request_ids.register(app)
    if settings.access_log:
        access_log.register(app)
    counting.register(app)
    if settings.traces:
        traces.register(app)


def _secure(app: Flask, settings: Settings) -> None:
    """In this order: who asks decides whose requests are counted."""
    if settings.trusted_proxies:
        hops = settings.trusted_proxies
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=hops, x_proto=hops, x_host=0)  # type: ignore[method-assign]
    headers.register(app)
    cors.register(app, settings)
    authentication.register(app, settings)
    rate_limits.register(app, settings)


def _json_provider(app: Flask) -> DefaultJSONProvider:
    """JSON in the order of the schemas, short, and in UTF-8 rather than escapes."""
    provider = DefaultJSONProvider(app)
    provider.sort_keys = False
    provider.compact = True
    provider.ensure_ascii = False
    return provider
