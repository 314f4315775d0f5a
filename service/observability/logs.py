"""Logs as JSON: one object on each line, with the id of the request and of the key that it came with."""

from __future__ import annotations

import logging
from typing import Any

from flask import g, has_request_context
from pythonjsonlogger.json import JsonFormatter

from service.settings import Settings


class RequestFilter(logging.Filter):
    """Lets every record pass, with `request_id` and `key` of the request under way; None where there is none."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Adds the two to the record."""
        under_way = has_request_context()
        record.request_id = g.get("request_id") if under_way else None
        record.key = g.get("key_id") if under_way else None
        return True


def formatter() -> JsonFormatter:
    """Writes a record as one line of JSON: time (UTC), level, logger, process, message and whatever else it carries."""
    return JsonFormatter(
        ["levelname", "name", "process", "message"],
        timestamp="time",
        rename_fields={"levelname": "level", "name": "logger"},
        json_ensure_ascii=False,
    )


def configuration(settings: Settings) -> dict[str, Any]:
    """What `logging.config.dictConfig` takes to write everything this process logs to standard error, as JSON."""
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "filters": {"request": {"()": "service.observability.logs.RequestFilter"}},
        "formatters": {"json": {"()": "service.observability.logs.formatter"}},
        "handlers": {
            "stderr": {
                "class": "logging.StreamHandler",
                "stream": "ext://sys.stderr",
                "formatter": "json",
                "filters": ["request"],
            }
        },
        "root": {"level": "WARNING", "handlers": ["stderr"]},
        "loggers": {
            "gunicorn.error": {"level": settings.log_level.upper(), "handlers": ["stderr"], "propagate": False}
        },
    }
