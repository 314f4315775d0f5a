"""A client of the service: articles in, their records out, over HTTP; needs the extra `client`.

Example:
    from quoth.client import Client

    with Client("http://127.0.0.1:8000") as quoth:
        for quote in quoth.extract(text).quotes:
            print([speaker.name for speaker in quote.speakers], quote.content.text)
"""

from quoth.client.client import Client
from quoth.client.errors import ProblemError, QuothError, UnreachableError
from quoth.client.posting import Options, Posting
from quoth.client.reading import ReadArticle

__all__ = ["Client", "Options", "Posting", "ProblemError", "QuothError", "ReadArticle", "UnreachableError"]
