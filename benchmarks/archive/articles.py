"""As many articles as are wanted, of our own writing, with hardly a sentence in common: templates filled with
countries, names and numbers.
"""

from __future__ import annotations

import json
import random
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from string import Template

from benchmarks.unlike import numbered

HERE = Path(__file__).parent
FIRST_DAY = date(2024, 1, 1)
DAYS = 540
WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday")
BAD_EVERY = 97
"""One in so many rows holds no article, as in real archives."""


def articles(count: int, seed: int = 7) -> Iterator[dict[str, object]]:
    """Rows of an archive, with id, date, section and text; the same for the same count and seed."""
    chance = random.Random(seed)
    templates = [Template(path.read_text(encoding="utf-8")) for path in sorted((HERE / "templates").glob("*.txt"))]
    for number in range(count):
        day = FIRST_DAY + timedelta(days=chance.randrange(DAYS))
        text = numbered(templates[number % len(templates)].substitute(_names(chance)), number)
        bad = number % BAD_EVERY == BAD_EVERY - 1
        yield {"id": f"a{number:06d}", "date": day.isoformat(), "section": "world", "text": " " if bad else text}


def write(path: Path, count: int) -> None:
    """Write an archive as JSON Lines."""
    with path.open("w", encoding="utf-8") as lines:
        lines.writelines(json.dumps(row, ensure_ascii=False) + "\n" for row in articles(count))


def _names(chance: random.Random) -> dict[str, str]:
    lines = (HERE / "names.tsv").read_text(encoding="utf-8").splitlines()
    one, other = chance.sample([line.split("\t") for line in lines if not line.startswith("#")], 2)
    filled = {"WEEKDAY": chance.choice(WEEKDAYS), "NUMBER": str(chance.randrange(12, 90))}
    filled["HOURS"] = str(chance.randrange(3, 12))
    for side, (country, adjective, city, given, surnames) in (("A", one), ("B", other)):
        filled |= {f"COUNTRY_{side}": country, f"ADJECTIVE_{side}": adjective, f"CITY_{side}": city}
        people = zip(chance.sample(given.split(","), 2), chance.sample(surnames.split(","), 2), strict=True)
        for who, (first, last) in zip({"A": "AC", "B": "BD"}[side], people, strict=True):
            filled |= {f"FIRST_{who}": first, f"LAST_{who}": last}
    for who in "ABC":
        pronoun = chance.choice(("she", "he"))
        filled[f"PRONOUN_{who}"] = pronoun if who != "B" else pronoun.capitalize()
    filled["POSSESSIVE_A"] = "Her" if filled["PRONOUN_A"] == "she" else "His"
    return filled
