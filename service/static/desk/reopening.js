// A corrected record that was downloaded before: the file's content in, what the review goes on with out.

import { fromCodePoints } from "./offsets.js";
import { ACTS, FORMS, KINDS, moved } from "./review.js";

const MOST_SHOWN = 60;

/** A file that is no corrected record; the message says what is wrong with it. */
export class UnfitFileError extends Error {}

/**
 * Reads what docs/corrected-record.md describes. `record` is as the editor left it, `found` as the service found it;
 * offsets are UTF-16 code units. Throws an `UnfitFileError`.
 */
export function reopened(content) {
  const { text, corrections, ...plain } = parsed(content);
  const offset = fromCodePoints(text);
  const record = moved(plain, offset);
  checkRecord(record, text, "");
  const found = undone(record, moved(corrections, offset));
  checkRecord(found, text, "as found, ");
  // Quotes that were taken away come back to where they stood.
  found.quotes.sort((a, b) => a.content.spans[0].start - b.content.spans[0].start);
  return { text, record, found };
}

function parsed(content) {
  let file = null;
  try {
    file = JSON.parse(content);
  } catch {
    // Told below.
  }
  need(isObject(file), "it is no JSON. A record that was downloaded here is called NAME.json.");
  need(
    !Array.isArray(file.quotes) || "text" in file,
    "it has quotes, but not the article. Only a record that was downloaded here holds both.",
  );
  for (const name of ["id", "model", "language", "text"]) need(isText(file[name]), `it has no ${name}.`);
  for (const name of ["quotes", "speakers", "warnings", "corrections"]) {
    need(Array.isArray(file[name]), `it has no list of ${name}.`);
  }
  return file;
}

function checkRecord({ quotes, speakers }, text, state) {
  const check = (entry, where) => new Check(text, entry, `${state}${where}`);
  const ids = (entries, name) => {
    const known = new Set(entries.map((entry) => entry?.id));
    need(known.size === entries.length, `${state}two of its ${name} have the same id.`);
    return known;
  };
  const [ofQuotes, ofSpeakers] = [ids(quotes, "quotes"), ids(speakers, "speakers")];
  for (const [index, speaker] of speakers.entries()) {
    const each = check(speaker, `speakers[${index}]`);
    each.text("id");
    for (const field of ["name", "role", "affiliation"]) each.textOrNull(field);
    each.oneOf("kind", KINDS);
    each.list("aliases", isText, "a list of names");
    each.spans("mentions");
  }
  for (const [index, quote] of quotes.entries()) {
    const each = check(quote, `quotes[${index}]`);
    each.text("id");
    each.oneOf("form", FORMS);
    each.oneOf("act", ACTS);
    each.that("within", (id) => id === null || ofQuotes.has(id), "null or the id of another quote");
    each.that("confidence", (value) => value >= 0 && value <= 1, "a number from 0 to 1");
    each.list("speakers", (speaker) => ofSpeakers.has(speaker?.id), "a list of speakers who are among the record’s");
    each.that("content", isObject, "the words that are said");
    const content = check(quote.content, `quotes[${index}].content`);
    content.that("spans", (spans) => Array.isArray(spans) && spans.length > 0, "a list of one stretch at least");
    content.spans("spans");
    for (const part of ["cue", "source"]) if (quote[part] !== null) each.span(part, quote[part]);
  }
}

/** Holds one entry of a record against what it should be. */
class Check {
  #text;
  #entry;
  #where;

  constructor(text, entry, where) {
    need(isObject(entry), `${where} is no entry with fields.`);
    this.#text = text;
    this.#entry = entry;
    this.#where = where;
  }

  that(field, right, should) {
    const value = this.#entry[field];
    const shown = JSON.stringify(value) ?? "missing";
    const short = shown.length > MOST_SHOWN ? `${shown.slice(0, MOST_SHOWN)}…` : shown;
    need(right(value), `${this.#where}.${field} is ${short}; it should be ${should}.`);
  }

  text(field) {
    this.that(field, isText, "text");
  }

  textOrNull(field) {
    this.that(field, (value) => value === null || isText(value), "text or null");
  }

  oneOf(field, values) {
    this.that(field, (value) => values.includes(value), values.join(", ").replace(/, (?=[^,]*$)/, " or "));
  }

  list(field, right, should) {
    this.that(field, (value) => Array.isArray(value) && value.every(right), should);
  }

  spans(field) {
    this.that(field, Array.isArray, "a list of stretches of the article");
    for (const [index, span] of this.#entry[field].entries()) this.span(`${field}[${index}]`, span);
  }

  /** A span says exactly what the article says there: a file in which it does not belongs to another text. */
  span(name, span) {
    const where = `${this.#where}.${name}`;
    need(isObject(span) && isText(span.text), `${where} is no stretch of the article.`);
    const { start, end, text } = span;
    const here = Number.isInteger(start) && start >= 0 && start < end ? this.#text.slice(start, end) : null;
    need(here === text, `${where} says “${text}”, and the article in the file says ${here ? `“${here}”` : "nothing"} there.`);
  }
}

/** The record before its corrections. The mentions of both are made those from before. */
function undone(record, corrections) {
  const found = {
    quotes: new Map(record.quotes.map((quote) => [quote.id, { ...quote }])),
    speakers: new Map(record.speakers.map((speaker) => [speaker.id, { ...speaker }])),
  };
  for (const [index, correction] of corrections.entries()) {
    const { quote, speaker, field, found: before } = isObject(correction) ? correction : {};
    const [entries, id] = quote === undefined ? [found.speakers, speaker] : [found.quotes, quote];
    need(isText(id) && isText(field) && before !== undefined, `corrections[${index}] does not tell what was corrected.`);
    if (field === (quote === undefined ? "speaker" : "quote")) {
      if (before === null) entries.delete(id);
      else entries.set(id, { ...before, ...(quote === undefined ? {} : { speakers: references(before.speakers) }) });
    } else {
      need(entries.has(id), `corrections[${index}] is of ${id}, which is not in the record.`);
      entries.get(id)[field] = field === "speakers" ? references(before) : before;
    }
  }
  const before = { quotes: [...found.quotes.values()], speakers: [...found.speakers.values()] };
  const mentions = mentionsBefore(record, before, corrections);
  for (const speaker of [...record.speakers, ...before.speakers]) speaker.mentions = mentions.get(speaker.id);
  return before;
}

function references(ids) {
  return Array.isArray(ids) ? ids.map((id) => ({ id })) : ids;
}

/** The mentions of each speaker before those went along with quotes that were given to somebody else. */
function mentionsBefore(record, found, corrections) {
  const mentions = new Map([...found.speakers, ...record.speakers].map(({ id, mentions }) => [id, mentions]));
  const sourcesOf = (speakerId) =>
    found.quotes.filter(({ speakers }) => has(speakers, speakerId)).map(({ source }) => source);
  for (const { quote, field } of corrections) {
    if (quote === undefined || field !== "speakers") continue;
    const [then, now] = [found, record].map(({ quotes }) => quotes.find(({ id }) => id === quote));
    if (!then?.source || !now?.source) continue;
    for (const [id, known] of mentions) {
      if (!Array.isArray(known)) continue;
      if (has(then.speakers, id) && !known.some((mention) => same(mention, then.source))) {
        mentions.set(id, [...known, then.source].sort((a, b) => a.start - b.start));
      } else if (has(now.speakers, id) && !sourcesOf(id).some((source) => source && same(source, now.source))) {
        mentions.set(
          id,
          known.filter((mention) => !same(mention, now.source)),
        );
      }
    }
  }
  return mentions;
}

function has(speakers, id) {
  return Array.isArray(speakers) && speakers.some((speaker) => speaker.id === id);
}

function same(a, b) {
  return a?.start === b.start && a?.end === b.end;
}

function isText(value) {
  return typeof value === "string";
}

function isObject(value) {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function need(right, message) {
  if (!right) throw new UnfitFileError(message);
}
