"""The one definition of what goes in and out over HTTP; reading, writing and openapi.yaml all follow these schemas."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, TypedDict

from marshmallow import RAISE, Schema, ValidationError, fields, post_load, validate, validates_schema

from quoth.records import ACTS, FORMS, KINDS
from service.markup.article_text import article_text
from service.selection import Selection

LANGUAGES = ("en",)
OFFSETS = ("code_points", "utf16")
LONGEST_ID = 256

Messages = dict[str, str | list[Any] | dict[Any, Any]]


class Refusal(str):
    """A message of marshmallow's that also carries the values or names that would be allowed."""

    allowed: Sequence[str]

    def __new__(cls, message: str, allowed: Iterable[str]) -> Refusal:
        """The message, with the values or names that are allowed."""
        refusal = super().__new__(cls, message)
        refusal.allowed = tuple(allowed)
        return refusal


class Among(validate.OneOf):
    """`OneOf` whose error carries the choices."""

    def __call__(self, value: Any) -> Any:
        """The value, if it is one of the choices."""
        if value not in self.choices:
            raise ValidationError([Refusal(f"Must be {' or '.join(self.choices)}.", self.choices)])
        return value


class NotBlank(validate.Validator):
    """A text with at least one character that is not white space, as `pattern` says."""

    # White space by any of the standards: what \s means in Python and what it means in JSON Schema (ECMA 262).
    pattern = r"[^\s\u001c-\u001f\u0085\ufeff]"

    def __call__(self, value: str) -> str:
        """The value, if there is anything in it."""
        if not re.search(self.pattern, value):
            raise ValidationError("Must not be empty: there is no article in it.")
        return value


class String(fields.String):
    """A string, with messages that say what would be right."""

    def __init__(self, **kwargs: Any) -> None:
        messages: Messages = {
            "required": "Is missing.",
            "null": "Must be a string, not null; leave the field out instead.",
            "invalid": "Must be a string.",
        }
        super().__init__(error_messages=messages, **kwargs)


class Choices(fields.List[str]):
    """An array of strings, each one of a few."""

    def __init__(self, choices: Sequence[str], **kwargs: Any) -> None:
        messages: Messages = {
            "null": "Must be an array, not null; leave the field out instead.",
            "invalid": "Must be an array.",
        }
        super().__init__(
            String(validate=Among(choices)),
            validate=validate.Length(min=1, error="Must hold at least one value; leave the field out for all."),
            error_messages=messages,
            **kwargs,
        )


class Probability(fields.Float):
    """A JSON number from 0 to 1; unlike marshmallow's Float it does not take "0.5"."""

    def __init__(self, **kwargs: Any) -> None:
        refusal = "Must be a number from 0 to 1."
        messages: Messages = {
            "null": "Must be a number, not null; leave the field out instead.",
            "invalid": refusal,
            "too_large": refusal,
            "special": refusal,
        }
        super().__init__(validate=validate.Range(0, 1, error=refusal), error_messages=messages, **kwargs)

    def _validated(self, value: Any) -> float:
        if isinstance(value, str):
            raise self.make_error("invalid")
        return super()._validated(value)


class StrictSchema(Schema):
    """An object in a request: unknown fields are refused, and the error lists those that exist."""

    class Meta:
        unknown = RAISE

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.error_messages = {
            "type": "Must be an object.",
            "unknown": Refusal(f"Unknown field; there are {', '.join(self.fields)}.", self.fields),
        }


class Options(TypedDict):
    """`OptionsSchema`, loaded: which quotes to answer with, and whether offsets count UTF-16 units."""

    selection: Selection
    utf16: bool


class OptionsSchema(StrictSchema):
    """What a client can ask of the answer; loads to `Options`."""

    forms = Choices(FORMS, metadata={"description": "Answer only with quotes of these forms; all if left out."})
    acts = Choices(ACTS, metadata={"description": "Answer only with quotes that are such acts; all if left out."})
    min_confidence = Probability(
        load_default=0.0, metadata={"description": "Answer only with quotes of at least this confidence."}
    )
    offsets = String(
        load_default="code_points",
        validate=Among(OFFSETS),
        metadata={
            "description": "What `start` and `end` count: Unicode code points, as in Python, or UTF-16 code units, "
            "as in JavaScript, Java and C#."
        },
    )

    @post_load
    def _build(self, data: Mapping[str, Any], **_: Any) -> Options:
        selection = Selection(
            forms=frozenset(data.get("forms", FORMS)),
            acts=frozenset(data.get("acts", ACTS)),
            min_confidence=data["min_confidence"],
        )
        return Options(selection=selection, utf16=data["offsets"] == "utf16")


class ArticleRequest(TypedDict):
    """`ArticleRequestSchema`, loaded. `html` is what `text` was read from, None where the text itself was posted."""

    text: str
    html: str | None
    id: str | None
    options: Options


class ArticleRequestSchema(StrictSchema):
    """An article that is posted; loads to `ArticleRequest`."""

    text = String(
        validate=NotBlank(),
        metadata={
            "description": "The article. Every character counts, line breaks and odd spaces too: the spans of the "
            "answer are slices of exactly this text. Paragraphs are best kept apart by line breaks.",
            "pattern": NotBlank.pattern,
        },
    )
    html = String(
        validate=NotBlank(),
        metadata={
            "description": "The article as the HTML of its body, instead of `text`. Scripts, styles, captions, "
            "navigation, forms and hidden elements are left out; the answer has the text that remains, into which its "
            "offsets point. Where none remains, of a picture and its caption for example, the answer has no quotes and "
            "a warning.",
            "pattern": NotBlank.pattern,
        },
    )
    id = String(
        load_default=None,
        validate=validate.Length(1, LONGEST_ID, error="Must have from {min} to {max} characters."),
        metadata={
            "description": "The client's own name for the article, repeated in the answer; if left out, one is made "
            "from the text.",
            "default": None,
        },
    )
    language = String(
        load_default="en",
        validate=Among(LANGUAGES),
        metadata={"description": "Language of the text (BCP 47); only English so far."},
    )
    options = fields.Nested(
        OptionsSchema,
        load_default=lambda: OptionsSchema().load({}),
        error_messages={"null": "Must be an object, not null; leave the field out instead."},
        metadata={"description": "What to answer with; all quotes, and offsets in code points, if left out."},
    )

    @validates_schema(pass_original=True, skip_on_field_errors=False)
    def _check_there_is_one_article(self, _: Any, original: Mapping[str, Any], **__: Any) -> None:
        if not {"text", "html"} & original.keys():
            raise ValidationError("Is missing: give the article as text, or as html.", "text")
        if {"text", "html"} <= original.keys():
            raise ValidationError("Cannot stand beside text: give the article as one of them.", "html")

    @post_load
    def _build(self, data: Mapping[str, Any], **_: Any) -> ArticleRequest:
        html = data.get("html")
        text = data["text"] if html is None else article_text(html)
        return ArticleRequest(text=text, html=html, id=data["id"], options=data["options"])


class SpanSchema(Schema):
    """`quoth.records.Span`."""

    class Meta:
        description = "A stretch of the article: from `start` up to, but not including, `end` it reads `text`."

    start = fields.Integer(required=True, metadata={"minimum": 0, "description": "Offset of the first character."})
    end = fields.Integer(required=True, metadata={"minimum": 0, "description": "Offset behind the last character."})
    text = fields.String(required=True)


class CueSchema(SpanSchema):
    """`quoth.records.Cue`."""

    class Meta:
        description = "The words that attribute: said, according to, urged."

    lemma = fields.String(required=True, metadata={"description": "Dictionary form of the cue's head: say, accord."})


class ContentSchema(Schema):
    """`quoth.records.Content`."""

    class Meta:
        description = "What is said."

    text = fields.String(required=True, metadata={"description": "The texts of the spans, joined by a space."})
    spans = fields.List(
        fields.Nested(SpanSchema), required=True, metadata={"description": "The stretches of it, in the text's order."}
    )


class SpeakerReferenceSchema(Schema):
    """`quoth.records.SpeakerReference`."""

    class Meta:
        description = "The speaker of one quote; `id` finds the whole entry among the article's speakers."

    id = fields.String(required=True)
    name = fields.String(
        required=True, allow_none=True, metadata={"description": "The fullest name in the article; null if unnamed."}
    )
    kind = fields.String(required=True, validate=validate.OneOf(KINDS))
    role = fields.String(
        required=True, allow_none=True, metadata={"description": "Office or function, where the article gives one."}
    )
    affiliation = fields.String(
        required=True, allow_none=True, metadata={"description": "Country or body that the role belongs to."}
    )


class SpeakerSchema(SpeakerReferenceSchema):
    """`quoth.records.Speaker`."""

    class Meta:
        description = "Whoever speaks in the article."

    aliases = fields.List(
        fields.String(), required=True, metadata={"description": "Other names the article uses: Brandt, Mr. Brandt."}
    )
    mentions = fields.List(
        fields.Nested(SpanSchema), required=True, metadata={"description": "Every mention, in the text's order."}
    )
    quotes = fields.List(fields.String(), required=True, metadata={"description": "Ids of the speaker's quotes."})


class QuoteSchema(Schema):
    """`quoth.records.Quote`."""

    class Meta:
        description = "One attribution: somebody says or writes something and the article reports it."

    id = fields.String(
        required=True, metadata={"description": "Stable: the same text under the same model gives the same id."}
    )
    form = fields.String(
        required=True,
        validate=validate.OneOf(FORMS),
        metadata={"description": "direct: in quotation marks; indirect: without; mixed: partly in marks."},
    )
    act = fields.String(
        required=True,
        validate=validate.OneOf(ACTS),
        metadata={"description": "statement: speech or writing; attitude: belief, wish or plan."},
    )
    within = fields.String(
        required=True, allow_none=True, metadata={"description": "Id of the quote inside which this one is reported."}
    )
    confidence = fields.Float(
        required=True,
        metadata={
            "minimum": 0,
            "maximum": 1,
            "description": "The probability that the quote is right: that its words and those of one quote that a "
            "person annotated are the same to at least one half (intersection over union), and that all its speakers "
            "are that quote's, each under a name that the annotator gives. Role and affiliation do not count. It is "
            "measured on statements; docs/confidence.md tells how.",
        },
    )
    content = fields.Nested(ContentSchema, required=True)
    cue = fields.Nested(CueSchema, required=True, allow_none=True)
    source = fields.Nested(
        SpanSchema,
        required=True,
        allow_none=True,
        metadata={"description": "The mention of the speaker that stands by the cue: he, the White House."},
    )
    speakers = fields.List(fields.Nested(SpeakerReferenceSchema), required=True)


class ArticleSchema(Schema):
    """`quoth.records.Article`: the whole answer."""

    class Meta:
        description = "The quotes of one article and everyone who speaks in it."

    id = fields.String(required=True, metadata={"description": "The client's id, or one made from the text."})
    model = fields.String(required=True, metadata={"description": "Name and version of what answered."})
    language = fields.String(required=True, validate=validate.OneOf(LANGUAGES))
    text = fields.String(
        metadata={"description": "The text that was read from `html`; only where that was posted instead of a text."}
    )
    quotes = fields.List(
        fields.Nested(QuoteSchema), required=True, metadata={"description": "In the order of the text."}
    )
    speakers = fields.List(fields.Nested(SpeakerSchema), required=True)
    warnings = fields.List(
        fields.String(), required=True, metadata={"description": "What a person should know before trusting this."}
    )
