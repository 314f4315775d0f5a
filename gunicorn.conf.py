"""Runs the service as QUOTH_… variables set it: `gunicorn -c gunicorn.conf.py 'service.app:create_app()'`."""

import gc
import os
import sys
from pathlib import Path

from quoth import heap
from service.observability import logs, worker_counts
from service.serving.worker import configured
from service.settings import Settings, SettingsError, check_exposure

try:
    _settings = Settings.from_environment()
except SettingsError as error:
    sys.exit(f"Quoth does not start: {error}")

# OpenMP and OpenBLAS read it when torch and numpy are imported, which is later.
os.environ["OMP_NUM_THREADS"] = str(_settings.threads)

heap.keep_one()

bind = _settings.bind.split(",")
workers = _settings.workers

# The models are loaded once, before the workers are forked from this process, and share its memory.
preload_app = True

# Threads, so that health checks and the documentation answer while an article is being read; articles themselves take
# turns (service/inference).
worker_class = configured(_settings.read_timeout, _settings.streams)
threads = _settings.connections

timeout = _settings.timeout
graceful_timeout = _settings.graceful_timeout
keepalive = _settings.keepalive

# Heartbeats in memory: on the disk of a busy container they can stall a worker until it is taken for dead.
worker_tmp_dir = "/dev/shm" if Path("/dev/shm").is_dir() else None
_counts = worker_counts.open_folder(worker_tmp_dir)
# No second way in: workers are managed by signals and settings.
control_socket_disable = True

loglevel = _settings.log_level
# The application logs its requests itself (service/observability/access_log.py).
accesslog = None
if _settings.log_format == "json":
    logconfig_dict = logs.configuration(_settings)


def on_starting(server):
    """Refuses addresses that gunicorn was given in another way than by QUOTH_BIND, if they are open to everybody."""
    addresses = [":".join(map(str, each)) if isinstance(each, tuple) else f"unix:{each}" for each in server.cfg.address]
    try:
        check_exposure(_settings, addresses)
    except SettingsError as error:
        worker_counts.remove_folder(_counts)
        sys.exit(f"Quoth does not start: {error}")


def when_ready(_server):
    """Keeps the collector from touching, and thereby copying, the memory that workers share with this process."""
    gc.collect()
    gc.freeze()


def child_exit(_server, worker):
    """Has /metrics leave out what a worker that is gone had under way."""
    worker_counts.forget(worker.pid)


def on_exit(_server):
    """Leaves nothing behind."""
    worker_counts.remove_folder(_counts)
