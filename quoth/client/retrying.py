"""When to try again, and after how long."""

from __future__ import annotations

import random
import time
from dataclasses import dataclass, field

from quoth.client.errors import ProblemError, QuothError, UnreachableError

#: Answers that say that the article was not read and may be sent again.
_WORTH_ANOTHER_TRY = {429, 503}


@dataclass(slots=True)
class Patience:
    """How often one thing may still be tried; each failure costs a try and a pause.

    Args:
        tries: how many failures in a row are borne.
        pause: seconds of the first pause, at most; each further one may be twice as long.
        longest: seconds that no pause exceeds; a service that asks for a longer one is given up.
    """

    tries: int
    pause: float
    longest: float
    _failures: int = field(default=0, init=False)

    def renew(self) -> None:
        """Forgets the failures: something went well."""
        self._failures = 0

    def has_borne(self, error: ProblemError | UnreachableError) -> bool:
        """As `bear`, but tells instead of raising whether there is to be another try."""
        try:
            self.bear(error)
        except QuothError:
            return False
        return True

    def bear(self, error: ProblemError | UnreachableError) -> None:
        """Returns after a pause, when it is time for another try.

        Raises:
            ProblemError, UnreachableError: the error itself, where no further try is to be made.
        """
        self._failures += 1
        asked = 0.0
        if isinstance(error, ProblemError):
            if error.status not in _WORTH_ANOTHER_TRY:
                raise error
            asked = error.retry_after or 0.0
        if self._failures > self.tries or asked > self.longest:
            raise error
        # At random, lest all clients that were refused together come back together.
        backoff = min(self.longest, self.pause * 2 ** (self._failures - 1)) * random.uniform(0.5, 1)
        time.sleep(max(asked, backoff))
