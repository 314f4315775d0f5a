"""The service: text in, quotes out, within the time that publishing may wait for it."""

from typing import Any

import requests
from django.conf import settings

SECONDS_TO_CONNECT = 2.0
NEEDED = frozenset({"id", "form", "content", "source", "speakers", "confidence"})
"""What this site reads of a quote."""


class QuothError(Exception):
    """There was no answer that can be used; the message is for editors."""


def quotes_of(text: str, article_id: str) -> list[dict[str, Any]]:
    """The direct and mixed quotes of an article: a pull quote is somebody's own words.

    Raises:
        QuothError: the service is down, slow or busy, or refuses the article.
    """
    headers = {"Authorization": f"Bearer {settings.QUOTH_API_KEY}"} if settings.QUOTH_API_KEY else {}
    body = {"id": article_id, "text": text, "options": {"forms": ["direct", "mixed"]}}
    timeout = (min(SECONDS_TO_CONNECT, settings.QUOTH_TIMEOUT), settings.QUOTH_TIMEOUT)
    try:
        answer = requests.post(f"{settings.QUOTH_URL}/v1/quotes", json=body, headers=headers, timeout=timeout)
    except requests.Timeout:
        raise QuothError(f"Quoth did not answer within {settings.QUOTH_TIMEOUT:g} seconds.") from None
    except requests.RequestException:
        raise QuothError(f"Quoth cannot be reached at {settings.QUOTH_URL}.") from None
    if not answer.ok:
        raise QuothError(f"Quoth refused the article: {_detail(answer)}")
    try:
        quotes = answer.json()["quotes"]
        if not all(quote.keys() >= NEEDED for quote in quotes):
            raise ValueError
    except (ValueError, KeyError, TypeError, AttributeError):
        raise QuothError(f"What answers at {settings.QUOTH_URL} is not Quoth.") from None
    return quotes


def _detail(answer: requests.Response) -> str:
    """What the problem document says, or the bare status."""
    try:
        return str(answer.json()["detail"])
    except (ValueError, KeyError, TypeError):
        return f"status {answer.status_code}."
