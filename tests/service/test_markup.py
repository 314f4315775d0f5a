"""HTML in, text out: what of a CMS's article body is the article."""

from __future__ import annotations

from collections.abc import Callable
from html import escape

import pytest
from flask.testing import FlaskClient
from hypothesis import given
from hypothesis import strategies as st

from quoth.engine import Engine
from service.answers import NO_TEXT
from service.app import build_app
from service.formats import FORMATS
from service.markup.article_text import article_text
from service.settings import Settings


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("<p>“No,” <b>she</b> said.</p>\n<p>They\n left.</p>", "“No,” she said.\n\nThey left."),
        ("One.<p>Two.<div>Three.<p>Four.</div>Five.", "One.\n\nTwo.\n\nThree.\n\nFour.\n\nFive."),
        ("<p>One,<br>two,<br/><br>three.", "One,\ntwo,\nthree."),
        ("<h2>Head</h2><ul><li>one<li>two</ul><blockquote><p>three</blockquote>", "Head\n\none\n\ntwo\n\nthree"),
        ("<table><tr><td>a<td>b<tr><td>c</table>", "a b\n\nc"),
        ("<pre>one\n  two</pre>", "one\ntwo"),
        ("<p>a&nbsp;b \u00a0c &#8220;d&rdquo; &lt;p&gt; &amp;amp;</p>", "a\u00a0b \u00a0c “d” <p> &amp;"),
        ("<p>She <q>meant <q>it</q></q>.</p>", "She “meant ‘it’”."),
        ("no markup & no < tags", "no markup & no < tags"),
    ],
)
def test_paragraphs_lines_and_characters_stay(html: str, text: str) -> None:
    assert article_text(html) == text


@pytest.mark.parametrize(
    "left_out",
    [
        "<script>said('x')</script>",
        "<style>p { color: red }</style>",
        "<figure><img alt='x'><figcaption>x</figcaption></figure>",
        "<nav><ul><li>x</ul></nav>",
        "<aside><p>x</p></aside>",
        "<footer>x</footer>",
        "<header><h1>x</h1></header>",
        "<form><label>x</label><input value=x></form>",
        "<button>x</button>",
        "<iframe>x</iframe>",
        "<noscript><p>x</p></noscript>",
        "<svg><title>x</title><text>x</text></svg>",
        "<template><p>x</p></template>",
        "<p hidden>x</p>",
        "<div aria-hidden=true><p>x</p></div>",
        "<div role=navigation>x</div>",
        "<table><caption>x</caption></table>",
        "<!-- x -->",
        "<del>x</del>",
    ],
)
def test_what_is_no_part_of_the_article_is_left_out(left_out: str) -> None:
    assert article_text(f"<p>One.</p>{left_out}<p>Two.</p>") == "One.\n\nTwo."


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("", ""),
        ("<p></div></nav>a</p>b", "a\n\nb"),
        ("<nav>" * 20_000 + "a", ""),
        ("<div>" * 20_000 + "a" + "</div>" * 20_000 + "b", "a\n\nb"),
        ("<p>a\x00b</p>", "a\ufffdb"),
        ("<a" * 50_000, ""),
        ("<!--" * 50_000, ""),
        ("<p>🙂 é</p><meta charset=latin-1><p>“é”</p>", "🙂 é\n\n“é”"),
        ("<?xml version='1.0' encoding='utf-16'?><p>é</p>", "é"),
        ("<![CDATA[x]]>a", "a"),
    ],
)
def test_what_is_broken_is_read_as_far_as_it_can_be(html: str, text: str) -> None:
    assert article_text(html) == text


def test_elements_that_never_end_are_not_repeated() -> None:
    # A parser by the letter of the HTML standard reconstructs all of them in every paragraph.
    count = 3_000
    html = "".join(f"<b {number}>" for number in range(count)) + "<p>x" * count
    assert article_text(html) == "\n\n".join("x" * count)


@given(st.lists(st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1), min_size=1))
def test_whatever_stands_in_paragraphs_comes_out_with_its_white_space_collapsed(paragraphs: list[str]) -> None:
    html = "".join(f"<p>{escape(paragraph)}</p>" for paragraph in paragraphs)
    kept = [" ".join(each for each in paragraph.split(" ") if each) for paragraph in paragraphs]
    assert article_text(html) == "\n\n".join(each for each in kept if each)


@given(st.text(st.sampled_from("<>/!-&;\"'= \n\x00abpqdiv\ufeff“é🙂")))
def test_no_input_whatever_fails(html: str) -> None:
    text = article_text(html)
    assert len(text) <= 3 * len(html)


def test_an_article_in_html_is_answered_with_its_text_and_offsets_into_it(
    client: FlaskClient, engine: Engine, wire: Callable[[str], str]
) -> None:
    html = "".join(f"<p>{escape(line)}</p>" for line in wire("ferry_row").splitlines() if line)
    record = client.post("/v1/quotes", json={"html": html, "id": "7"}).get_json()
    assert list(record) == ["id", "model", "language", "text", "quotes", "speakers", "warnings"]
    assert record["text"] == article_text(html)
    assert [quote["id"] for quote in record["quotes"]] == [quote.id for quote in engine.extract(record["text"]).quotes]
    assert record["quotes"]
    for quote in record["quotes"]:
        for span in quote["content"]["spans"]:
            assert record["text"][span["start"] : span["end"]] == span["text"]


@pytest.mark.parametrize(
    "html", ["<nav>Home</nav><script>a</script>", "<figure><figcaption>A flag.</figcaption></figure>"]
)
def test_html_without_text_is_an_article_without_quotes_that_says_so(client: FlaskClient, html: str) -> None:
    record = client.post("/v1/quotes", json={"html": html, "id": "7"}).get_json()
    assert (record["id"], record["text"], record["quotes"], record["speakers"]) == ("7", "", [], [])
    assert record["warnings"] == [NO_TEXT]
    for name in (wanted.name for wanted in FORMATS):
        assert client.post(f"/v1/quotes?format={name}", json={"html": html}).status_code == 200


def test_a_long_text_in_html_is_refused_by_its_own_length() -> None:
    client = build_app(Settings(max_characters=100), engine=None).test_client()
    html = "<p>" + "<b></b>" * 100 + "x" * 101
    answer = client.post("/v1/quotes", json={"html": html})
    assert answer.status_code == 413
    assert client.post("/v1/quotes", json={"html": html[:-1]}).status_code == 503
