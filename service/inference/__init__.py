"""Articles in, records out, under load: a bounded queue, one thread that runs the engine, batches, deadlines."""

from service.inference.errors import ClientGoneError, QueueFullError, TookTooLongError, WaitedTooLongError
from service.inference.extractor import Extractor

__all__ = ["ClientGoneError", "Extractor", "QueueFullError", "TookTooLongError", "WaitedTooLongError"]
