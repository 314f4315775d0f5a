"""Lines of a batch in, results out in the same order, while the engine already reads the next ones."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from gunicorn.http.errors import ParseException
from werkzeug.exceptions import RequestEntityTooLarge

from quoth.records import Article
from service.answers import answer, check_length
from service.arguments import load_article
from service.body import unread
from service.inference import Extractor, QueueFullError
from service.inference.batching import Job
from service.inference.errors import NotExtractedError
from service.problems import INTERNAL_ERROR, STOPPING, TOO_LARGE, Problem
from service.refusals import refusal
from service.schemas import ArticleRequest
from service.serving.stopping import is_stopping
from service.settings import Settings
from service.streaming.lines import Line, Lines

#: Seconds after which a batch that waits for its next line looks whether the service is to stop.
_LOOK_AROUND = 0.5
_SOON = {"Retry-After": "5"}


@dataclass(slots=True)
class Result:
    """What came of the line of this number: a record or a problem."""

    number: int
    outcome: Article | Problem


@dataclass(slots=True)
class _Entry:
    """A line that was begun."""

    number: int
    article: ArticleRequest | None = None
    job: Job | None = None
    problem: Problem | None = None


class Results:
    """The results of a batch; to be iterated once, and closed.

    Args:
        lines: the articles.
        extractor: what reads them.
        settings: the limits.
        charge: called for every article but the first; raises a Problem if the client may send no more.
        report: called with an unforeseen error, which the client is not told.
    """

    def __init__(
        self,
        lines: Lines,
        extractor: Extractor,
        settings: Settings,
        *,
        charge: Callable[[], None],
        report: Callable[[Exception], None],
    ) -> None:
        self._lines = lines
        self._extractor = extractor
        self._settings = settings
        self._charge = charge
        self._report = report
        # One batch of the engine's is being read while the next one waits.
        self._most_ahead = 2 * settings.batch
        self._begun: deque[_Entry] = deque()
        self._held: _Entry | None = None
        self._articles = 0
        self._ended = False

    def __iter__(self) -> Iterator[Result]:
        while True:
            self._look_ahead()
            if self._begun:
                entry = self._begun.popleft()
                yield Result(entry.number, self._outcome(entry))
            elif self._ended:
                return

    def close(self) -> None:
        """Gives up what has been begun."""
        while self._begun:
            entry = self._begun.popleft()
            if entry.job is not None:
                self._extractor.give_up(entry.job)

    def _look_ahead(self) -> None:
        """Begins as many lines as may be begun; waits for one only if there is nothing else to do."""
        while len(self._begun) < self._most_ahead and not (self._ended and self._held is None):
            entry = self._held or self._next()
            if entry is None:
                return
            self._held = None
            if entry.article is not None and not self._hand_in(entry, entry.article):
                self._held = entry
                return
            self._begun.append(entry)

    def _next(self) -> _Entry | None:
        try:
            if is_stopping():
                raise Problem(STOPPING, "The service stops; send the lines from this one on once more.", headers=_SOON)
            line = self._lines.next(wait=0 if self._begun else _LOOK_AROUND)
        except Problem as problem:
            return self._last(problem)
        except RequestEntityTooLarge:
            most = f"{self._settings.max_batch_bytes:,}"
            return self._last(Problem(TOO_LARGE, f"The batch has more than {most} bytes; it is not read from here on."))
        except (OSError, ParseException) as error:
            return self._last(unread(error))
        except Exception as error:  # noqa: BLE001 (the answer has begun: it has to end with a line that says so)
            self._report(error)
            return self._last(Problem(INTERNAL_ERROR, "The batch could not be read on; the error has been logged."))
        self._ended = self._lines.ended
        return None if line is None else self._begin(line)

    def _last(self, problem: Problem) -> _Entry:
        """The entry that tells why there are no more."""
        self._ended = True
        return _Entry(self._lines.number, problem=problem)

    def _begin(self, line: Line) -> _Entry:
        try:
            if line.content is None:
                most = f"{self._settings.max_body_bytes:,}"
                raise Problem(TOO_LARGE, f"The line has more than {most} bytes, the most that is accepted.")
            article = load_article(line.content)
            check_length(article)
            if self._articles:
                self._charge()
            self._articles += 1
        except Problem as problem:
            return _Entry(line.number, problem=problem)
        return _Entry(line.number, article)

    def _hand_in(self, entry: _Entry, article: ArticleRequest) -> bool:
        """Whether the article has been handed in or refused; if not, another one of this batch is to be had first."""
        try:
            patience = 0 if self._begun else self._settings.time_limit
            entry.job = self._extractor.submit(article["text"], article["id"], patience=patience)
        except QueueFullError as error:
            if self._begun:
                return False
            entry.problem = refusal(error, self._settings)
        return True

    def _outcome(self, entry: _Entry) -> Article | Problem:
        if entry.job is None or entry.article is None:
            assert entry.problem is not None
            return entry.problem
        try:
            return answer(entry.article, self._extractor.wait(entry.job))
        except NotExtractedError as error:
            return refusal(error, self._settings)
        except Exception as error:  # noqa: BLE001 (one article's failure is not the batch's)
            self._report(error)
            return Problem(INTERNAL_ERROR, "The article could not be read; the error has been logged.")
