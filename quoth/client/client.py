"""Articles in, records out, over one pool of connections."""

from __future__ import annotations

import json
from collections.abc import Generator, Iterable, Iterator, Sequence
from contextlib import closing
from itertools import islice
from types import TracebackType
from typing import Any, Self

import httpx2 as httpx

import quoth
from quoth.client import reading
from quoth.client.errors import ProblemError, QuothError, UnreachableError
from quoth.client.posting import Options, Posting
from quoth.client.reading import ReadArticle
from quoth.client.retrying import Patience
from quoth.records import Article

_SINGLE = "/v1/quotes"
_BATCH = "/v1/quotes:batch"
_LINES = "application/x-ndjson"
_SECONDS_TO_CONNECT = 10.0


class Client:
    """A client of one service; safe to be used by several threads.

    What was refused for lack of room (429, 503), and what a connection broke off, is tried again: the service changes
    nothing, so a second try does no harm. Pauses grow, differ at random, and are never shorter than Retry-After asks.

    Args:
        url: where the service is, with the path that it is mounted at.
        key: an API key, where the service has them.
        timeout: seconds to wait for an answer, or for the next result of a batch.
        retries: how many failures in a row are borne; 0 for none.
        pause: seconds of the first pause, at most; each further one may be twice as long.
        longest_pause: seconds that no pause exceeds; a service that asks for a longer one is given up.

    Example:
        with Client("http://127.0.0.1:8000") as quoth:
            record = quoth.extract(text)
    """

    def __init__(
        self,
        url: str = "http://127.0.0.1:8000",
        *,
        key: str | None = None,
        timeout: float = 150.0,
        retries: int = 5,
        pause: float = 0.5,
        longest_pause: float = 60.0,
    ) -> None:
        headers = {"User-Agent": f"quoth-client/{quoth.__version__}"}
        if key is not None:
            headers["Authorization"] = f"Bearer {key}"
        self._http = httpx.Client(
            base_url=url, headers=headers, timeout=httpx.Timeout(timeout, connect=_SECONDS_TO_CONNECT)
        )
        self._patience = (retries, pause, longest_pause)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Closes the connections."""
        self._http.close()

    def extract(self, text: str, *, id: str | None = None, options: Options = Options()) -> Article:  # noqa: B008
        """The record of an article; its offsets point into `text`.

        Raises:
            ProblemError: the service refused the article, or did so as often as it was tried.
            UnreachableError: there was no answer.
        """
        return self._post(Posting(text=text, id=id, options=options))

    def extract_html(self, html: str, *, id: str | None = None, options: Options = Options()) -> ReadArticle:  # noqa: B008
        """The record of an article that is given as HTML, with the text that was read from it; raises as `extract`."""
        record = self._post(Posting(html=html, id=id, options=options))
        if not isinstance(record, ReadArticle):
            raise QuothError("the service answered HTML without the text that it read from it")
        return record

    def extract_many(
        self, articles: Iterable[Posting | str], *, together: int = 100
    ) -> Iterator[Article | ProblemError]:
        """For each article, in order and as soon as it is there, the record, or what the service finds wrong.

        Articles are drawn from the iterable, and held in memory, `together` at a time.

        Raises:
            ProblemError: the service takes no batches now, or not from this client.
            UnreachableError: it could not be reached.
        """
        rest = iter(articles)
        while group := [each if isinstance(each, Posting) else Posting(text=each) for each in islice(rest, together)]:
            yield from self._batch(group)

    def model(self) -> str:
        """Name and version of what answers.

        Raises:
            ProblemError: the service is not ready.
            UnreachableError: there was no answer.
        """
        found: str = self._send("GET", "/readyz")["model"]
        return found

    def _post(self, posting: Posting) -> Article:
        return reading.article(self._send("POST", _SINGLE, json=posting.as_json()))

    def _send(self, method: str, path: str, **body: Any) -> Any:
        patience = Patience(*self._patience)
        while True:
            try:
                response = self._http.request(method, path, **body)
                if response.is_success:
                    return response.json()
                raise _problem(response)
            except ProblemError as error:
                patience.bear(error)
            except httpx.TransportError as error:
                patience.bear(_unreachable(error))

    def _batch(self, group: Sequence[Posting]) -> Iterator[Article | ProblemError]:
        """The results of a group, in order. An article that there was no room for is sent again, with all behind it."""
        patience = Patience(*self._patience)
        done = 0
        while done < len(group):
            refused: ProblemError | None = None
            try:
                with closing(self._results(group[done:])) as results:
                    for result in results:
                        if isinstance(result, ProblemError) and result.retry_after is not None:
                            refused = result
                            break
                        patience.renew()
                        done += 1
                        yield result
            except ProblemError as error:
                patience.bear(error)
            except httpx.TransportError as error:
                patience.bear(_unreachable(error))
            else:
                if refused is not None and not patience.has_borne(refused):
                    patience.renew()
                    done += 1
                    yield refused
                elif refused is None and done < len(group):
                    patience.bear(UnreachableError("the service ended a batch early"))

    def _results(self, group: Sequence[Posting]) -> Generator[Article | ProblemError, None, None]:
        body = "".join(json.dumps(posting.as_json()) + "\n" for posting in group)
        with self._http.stream(
            "POST", _BATCH, content=body.encode("ascii"), headers={"Content-Type": _LINES, "Accept": _LINES}
        ) as response:
            if not response.is_success:
                response.read()
                raise _problem(response)
            for line in _lines(response):
                found = json.loads(line)
                yield ProblemError(found, found.get("retry_after")) if "line" in found else reading.article(found)


def _lines(response: httpx.Response) -> Iterator[bytes]:
    """The whole lines of a response; not by `iter_lines`, which takes characters of a text for line breaks."""
    begun = bytearray()
    for piece in response.iter_bytes():
        begun += piece
        *whole, last = begun.split(b"\n")
        begun = last
        yield from map(bytes, whole)


def _problem(response: httpx.Response) -> ProblemError:
    seconds = response.headers.get("Retry-After", "")
    try:
        document = response.json()
    except ValueError:
        document = None
    if not isinstance(document, dict):
        # A proxy's own page, for example.
        document = {"status": response.status_code, "title": response.reason_phrase, "detail": response.text[:200]}
    return ProblemError(document, float(seconds) if seconds.isdigit() else None)


def _unreachable(error: httpx.TransportError) -> UnreachableError:
    found = UnreachableError(f"no answer from the service: {str(error) or type(error).__name__}")
    found.__cause__ = error
    return found
