"""How many articles one key, or one address where there are no keys, may have read in a span of time.

The counts are kept in each worker, or in Redis where several workers or replicas are to share them. While Redis cannot
be reached, each worker counts for itself.
"""

from __future__ import annotations

import math
import time
from ipaddress import IPv6Address, ip_address, ip_network

from flask import Flask, Response, current_app, g, request
from flask_limiter import Limiter, RateLimitExceeded, RequestLimit

from service.problems import RATE_LIMITED, Problem, render
from service.security.authentication import scope_of
from service.security.keys import QUOTES
from service.settings import MEMORY, Settings

POLICY_HEADER = "RateLimit-Policy"
STATE_HEADER = "RateLimit"
_EXTENSION = "quoth-rate-limits"
_SECONDS_FOR_REDIS = 1
# What an IPv6 subscriber gets; within it they can take any address they like.
_SUBSCRIBER_BITS = 64


def register(app: Flask, settings: Settings) -> None:
    """Refuses, with 429, requests below /v1 beyond the limit that is set; without one it changes nothing."""
    if not settings.rate_limit:
        return
    limiter = _limiter(settings)
    limiter.request_filter(lambda: scope_of(request.path) != QUOTES or request.method == "OPTIONS")
    limiter.init_app(app)
    app.extensions[_EXTENSION] = limiter

    @app.before_request
    def remember() -> None:
        # For `charge`: the limiter forgets them before a streamed answer has been sent.
        g.rate_limits = tuple(limiter.current_limits)

    @app.errorhandler(RateLimitExceeded)
    def refuse(_: RateLimitExceeded) -> Response:
        return render(_refusal([limit for limit in limiter.current_limits if limit.breached]))

    @app.after_request
    def tell(response: Response) -> Response:
        try:
            states = [f'"{each.limit}";r={each.remaining};t={_seconds_left(each)}' for each in limiter.current_limits]
        except limiter.storage.base_exceptions:
            # Redis went away after it had counted this request; the next one is counted here.
            return response
        if states:
            response.headers[STATE_HEADER] = ", ".join(states)
            response.headers[POLICY_HEADER] = ", ".join(
                f'"{each.limit}";q={each.limit.amount};w={each.limit.get_expiry()}' for each in limiter.current_limits
            )
        return response


def charge(articles: int) -> None:
    """Counts a request as so many more: for a body that holds several articles, of which the first is counted already.

    Raises:
        Problem: 429, when that is more than the limit leaves; nothing is counted then.
    """
    limiter: Limiter | None = current_app.extensions.get(_EXTENSION)
    if limiter is None or articles < 1:
        return
    limits: tuple[RequestLimit, ...] = g.rate_limits
    try:
        breached = [each for each in limits if not limiter.limiter.test(each.limit, *each.request_args, cost=articles)]
        for each in () if breached else limits:
            limiter.limiter.hit(each.limit, *each.request_args, cost=articles)
    except limiter.storage.base_exceptions:
        # Redis went away in the midst of a batch; the next request is counted here.
        return
    if breached:
        raise _refusal(breached)


def client() -> str:
    """Whose requests are counted together: those of a key, of an IPv4 address, or of an IPv6 subscriber (its /64)."""
    if g.key_id is not None:
        return f"key {g.key_id}"
    try:
        address = ip_address(request.remote_addr or "")
    except ValueError:
        # A socket file has no addresses.
        return "socket"
    if isinstance(address, IPv6Address):
        return f"address {ip_network((address, _SUBSCRIBER_BITS), strict=False)}"
    return f"address {address}"


def _limiter(settings: Settings) -> Limiter:
    shared = settings.rate_limit_storage != MEMORY
    return Limiter(
        client,
        application_limits=[settings.rate_limit],
        # With fixed windows a client could send twice as much around the end of one.
        strategy="sliding-window-counter",
        storage_uri=settings.rate_limit_storage,
        storage_options=dict.fromkeys(("socket_connect_timeout", "socket_timeout"), _SECONDS_FOR_REDIS)
        if shared
        else {},
        in_memory_fallback_enabled=shared,
        key_prefix="quoth",
    )


def _refusal(breached: list[RequestLimit]) -> Problem:
    seconds = max((_seconds_left(limit) for limit in breached), default=1)
    allowed = " and ".join(str(limit.limit) for limit in breached)
    return Problem(
        RATE_LIMITED,
        f"The {client()} may send {allowed}; try again in {seconds} s.",
        headers={"Retry-After": str(seconds)},
    )


def _seconds_left(limit: RequestLimit) -> int:
    """Whole seconds until the limit resets, never more than its window: `reset_at` is rounded up to the next second."""
    return min(limit.limit.get_expiry(), max(1, math.ceil(limit.reset_at - time.time())))
