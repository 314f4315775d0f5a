"""Runs the service as QUOTH_… variables set it: `gunicorn -c gunicorn.conf.py 'service.app:create_app()'`."""

import gc
import os
import sys
from pathlib import Path

from service.settings import Settings, SettingsError

try:
    _settings = Settings.from_environment()
except SettingsError as error:
    sys.exit(f"Quoth does not start: {error}")

# OpenMP and OpenBLAS read it when torch and numpy are imported, which is later.
os.environ["OMP_NUM_THREADS"] = str(_settings.threads)

bind = _settings.bind.split(",")
workers = _settings.workers

# The models are loaded once, before the workers are forked from this process, and share its memory.
preload_app = True

# Threads, so that health checks and the documentation answer while an article is being read; articles themselves take
# turns (service/extraction.py). Two more than there are places for articles.
worker_class = "gthread"
threads = _settings.queue + 3

timeout = _settings.timeout
graceful_timeout = _settings.graceful_timeout
keepalive = _settings.keepalive

# Heartbeats in memory: on the disk of a busy container they can stall a worker until it is taken for dead.
worker_tmp_dir = "/dev/shm" if Path("/dev/shm").is_dir() else None
# No second way in: workers are managed by signals and settings.
control_socket_disable = True

loglevel = _settings.log_level
# The application logs its requests itself (service/access_log.py).
accesslog = None


def when_ready(_server):
    """Keeps the collector from touching, and thereby copying, the memory that workers share with this process."""
    gc.collect()
    gc.freeze()
