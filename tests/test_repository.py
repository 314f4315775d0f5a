"""What holds of the tree as a whole: the way imports go, the size of the weights, that modules say what they are."""

from __future__ import annotations

import ast
import dataclasses
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

from service.settings import PREFIX, Settings

ROOT = Path(__file__).parents[1]
PACKAGES = ("quoth", "service", "training", "benchmarks")
STEPS = ("marks", "spans", "frames", "mentions", "resolution", "roles", "confidence")
"""The steps of the engine in the order in which the text goes through them."""

LARGEST_WEIGHTS = 100_000_000  # bytes, all bundled models together


def modules(*packages: str) -> list[Path]:
    """The source files of packages."""
    return sorted(path for package in packages for path in (ROOT / package).rglob("*.py"))


def imports(path: Path) -> Iterator[str]:
    """Full names of what a source file imports, wherever in the file; `from a import b` is a.b."""
    inside = path.relative_to(ROOT).with_suffix("").parts
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (name.name for name in node.names)
        elif isinstance(node, ast.ImportFrom):
            above = inside[: len(inside) - node.level] if node.level else ()
            yield from (".".join([*above, *filter(None, [node.module]), name.name]) for name in node.names)


def within(name: str, package: str) -> bool:
    """Whether an imported name is a package or something in it."""
    return name == package or name.startswith(f"{package}.")


def test_bundled_weights_stay_under_their_limit() -> None:
    files = [path for path in (ROOT / "quoth" / "models").rglob("*") if path.is_file()]
    assert files, "no models are bundled"
    assert sum(path.stat().st_size for path in files) < LARGEST_WEIGHTS


@pytest.mark.parametrize("path", modules(*PACKAGES, "tests"), ids=lambda path: str(path.relative_to(ROOT)))
def test_every_module_says_on_its_first_line_what_it_is(path: Path) -> None:
    docstring = ast.get_docstring(ast.parse(path.read_text(encoding="utf-8")), clean=False)
    assert docstring, f"{path.relative_to(ROOT)} has no docstring"
    assert docstring.splitlines()[0].strip(), f"the first line of {path.relative_to(ROOT)} is blank"


@pytest.mark.parametrize(
    ("package", "unknown_to_it"),
    [
        ("quoth", ("service", "training", "benchmarks", "tests", "flask", "marshmallow", "gunicorn")),
        ("service", ("training", "benchmarks", "tests")),
    ],
)
def test_imports_go_one_way(package: str, unknown_to_it: tuple[str, ...]) -> None:
    wrong = [
        f"{path.relative_to(ROOT)} imports {name}"
        for path in modules(package)
        for name in imports(path)
        if any(within(name, other) for other in unknown_to_it)
    ]
    assert not wrong


def test_a_step_of_the_engine_imports_no_step_but_its_neighbours() -> None:
    wrong = []
    for path in modules("quoth/steps"):
        here = path.relative_to(ROOT / "quoth" / "steps").parts[0].removesuffix(".py")
        if here not in STEPS:
            continue
        for other in STEPS:
            far = abs(STEPS.index(here) - STEPS.index(other)) > 1
            if far and any(within(name, f"quoth.steps.{other}") for name in imports(path)):
                wrong.append(f"{path.relative_to(ROOT)} imports quoth.steps.{other}")
    assert not wrong


def test_every_step_is_a_module_of_its_own() -> None:
    there = {path.stem for path in (ROOT / "quoth" / "steps").iterdir()}
    assert set(STEPS) <= there


def test_every_setting_of_the_service_stands_in_the_readme_and_no_other() -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    named = set(re.findall(rf"^\| `{PREFIX}(\w+)` \|", readme, re.MULTILINE))
    assert named == {field.name.upper() for field in dataclasses.fields(Settings)}


def test_every_dependency_is_pinned() -> None:
    def normal(name: str) -> str:
        return re.sub(r"[-_.]+", "-", name).lower()

    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    wanted = [
        *project["dependencies"],
        *(each for extra in project["optional-dependencies"].values() for each in extra),
    ]
    pins = (ROOT / "constraints.txt").read_text(encoding="utf-8")
    pinned = {normal(name) for name in re.findall(r"^([\w.-]+)==", pins, re.MULTILINE)}
    assert {normal(re.match(r"[\w.-]+", each)[0]) for each in wanted} <= pinned  # type: ignore[index]


@pytest.mark.parametrize("package", ["quoth", "service"])
def test_every_file_of_a_package_is_installed_with_it(package: str) -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    patterns = project["tool"]["setuptools"]["package-data"][package]
    installed = {path for pattern in patterns for path in (ROOT / package).glob(pattern)}
    files = {path for path in (ROOT / package).rglob("*") if path.is_file() and path.suffix not in {".py", ".pyc"}}
    assert not files - installed
