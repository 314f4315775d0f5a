"""JSON-LD in, RDF out, by pyld and without a network: the contexts come from this folder."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from pyld import jsonld  # type: ignore[import-untyped]
from rdflib import Graph

# What the format uses of the context that the Web Annotation Recommendation defines in its appendix.
ANNOTATION = json.loads((Path(__file__).parent / "anno_context.json").read_text(encoding="utf-8"))
# schema.org's own context maps every term into its vocabulary, as this does; whether a term exists is tested apart.
SCHEMA_ORG = {"@context": {"@vocab": "https://schema.org/"}}
CONTEXTS = {"http://www.w3.org/ns/anno.jsonld": ANNOTATION, "https://schema.org": SCHEMA_ORG}


def _load(address: str, _options: dict[str, Any]) -> dict[str, Any]:
    return {
        "contentType": "application/ld+json",
        "contextUrl": None,
        "documentUrl": address,
        "document": CONTEXTS[address],
    }


def graph(document: dict[str, Any]) -> Graph:
    """The triples that the document says."""
    options = {"documentLoader": _load, "format": "application/n-quads"}
    # Quads of the one default graph: that is N-Triples.
    triples: str = jsonld.to_rdf(document, options)
    return Graph().parse(data=triples, format="nt")


def lost_terms(document: dict[str, Any], context: dict[str, Any]) -> set[str]:
    """Names of members that the context gives no meaning, and that a reader of JSON-LD would therefore never see."""
    defined = context["@context"]
    return {name for name in _names(document) if not name.startswith("@") and not _known(name, defined)}


def _known(name: str, defined: dict[str, Any]) -> bool:
    return name in defined or (":" in name and name.split(":")[0] in defined)


def _names(value: Any) -> set[str]:
    if isinstance(value, list):
        return set().union(*map(_names, value))
    if isinstance(value, dict):
        return set(value).union(*map(_names, value.values()))
    return set()
