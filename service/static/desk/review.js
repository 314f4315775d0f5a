// The record under review: what the service found, what the editor made of it, and the difference. Knows no page.

import { toCodePoints } from "./offsets.js";

export const FORMS = ["direct", "mixed", "indirect"];
export const ACTS = ["statement", "attitude"];
export const KINDS = ["person", "organization", "group", "unnamed"];
const SPEAKER_FIELDS = ["name", "kind", "role", "affiliation"];
const QUOTE_FIELDS = ["speakers", "form", "act", "within", "content", "cue", "source"];

/** Dispatches "change" whenever the record is not what it was. Offsets are UTF-16 code units throughout. */
export class Review extends EventTarget {
  #found;
  #now;
  #past = [];
  #added;

  /** `found` is what the service found, where the record has corrections from before. */
  constructor(text, record, found = record) {
    super();
    this.text = text;
    this.record = record;
    this.#now = entriesOf(record);
    this.#found = found === record ? this.#now : entriesOf(found);
    const ids = [...this.quotes, ...this.speakers].map(({ id }) => Number(/_added_(\d+)$/.exec(id)?.[1] ?? 0));
    this.#added = Math.max(0, ...ids);
  }

  get quotes() {
    return this.#now.quotes;
  }

  get speakers() {
    return this.#now.speakers;
  }

  get canUndo() {
    return this.#past.length > 0;
  }

  quote(id) {
    return this.#now.quotes.find((quote) => quote.id === id);
  }

  speaker(id) {
    return this.#now.speakers.find((speaker) => speaker.id === id);
  }

  quotesOf(speakerId) {
    return this.#now.quotes.filter((quote) => quote.speakers.includes(speakerId));
  }

  within(quoteId) {
    return this.#now.quotes.filter((quote) => quote.within === quoteId);
  }

  undo() {
    if (!this.canUndo) return;
    this.#now = this.#past.pop();
    this.dispatchEvent(new Event("change"));
  }

  setField(quoteId, field, value) {
    this.#change((draft) => {
      draft.quotes.find(({ id }) => id === quoteId)[field] = value;
    });
  }

  /** Puts a part of the quote ("content", "cue" or "source") elsewhere; `index` says which stretch of the content. */
  setSpan(quoteId, part, start, end, index = 0) {
    const text = this.text.slice(start, end);
    this.#change((draft) => {
      const quote = draft.quotes.find(({ id }) => id === quoteId);
      if (part === "content") {
        quote.content.spans[index] = { start, end, text };
        settle(quote.content);
      } else if (part === "cue") {
        quote.cue = { start, end, text, lemma: quote.cue?.text === text ? quote.cue.lemma : text.toLowerCase() };
      } else {
        quote.source = { start, end, text };
      }
    });
  }

  addStretch(quoteId, start, end) {
    this.#change((draft) => {
      const { content } = draft.quotes.find(({ id }) => id === quoteId);
      content.spans.push({ start, end, text: this.text.slice(start, end) });
      settle(content);
    });
  }

  /** Takes a cue, a source or one stretch of a content of several away. */
  removeSpan(quoteId, part, index = 0) {
    this.#change((draft) => {
      const quote = draft.quotes.find(({ id }) => id === quoteId);
      if (part !== "content") quote[part] = null;
      else if (quote.content.spans.length > 1) {
        quote.content.spans.splice(index, 1);
        settle(quote.content);
      }
    });
  }

  /** Takes a quote away; what was reported inside it now stands where it stood. */
  removeQuote(quoteId) {
    this.#change((draft) => {
      const { within } = draft.quotes.find(({ id }) => id === quoteId);
      draft.quotes = draft.quotes.filter(({ id }) => id !== quoteId);
      for (const quote of draft.quotes) if (quote.within === quoteId) quote.within = within;
    });
  }

  /** Adds a quote that was not found, and returns its id. */
  addQuote(start, end) {
    const id = `q_added_${++this.#added}`;
    const text = this.text.slice(start, end);
    this.#change((draft) => {
      draft.quotes.push({
        id,
        form: "direct",
        act: "statement",
        within: null,
        confidence: 1,
        content: { text, spans: [{ start, end, text }] },
        cue: null,
        source: null,
        speakers: [],
      });
      draft.quotes.sort((a, b) => a.content.spans[0].start - b.content.spans[0].start);
    });
    return id;
  }

  editSpeaker(speakerId, fields) {
    this.#change((draft) => {
      Object.assign(
        draft.speakers.find(({ id }) => id === speakerId),
        fields,
      );
    });
  }

  /** Adds a speaker who was not found, says the quote is theirs alone, and returns their id. */
  addSpeaker(fields, quoteId) {
    const id = `s_added_${++this.#added}`;
    this.#change((draft) => {
      draft.speakers.push({
        id,
        name: null,
        kind: "person",
        role: null,
        affiliation: null,
        aliases: [],
        mentions: [],
        ...fields,
      });
      draft.quotes.find((quote) => quote.id === quoteId).speakers = [id];
    });
    return id;
  }

  /** What the editor changed: `found` is null for what was added, `corrected` for what was removed. */
  corrections() {
    return this.#corrections((offset) => offset);
  }

  changed(quoteId) {
    return this.corrections().some(({ quote }) => quote === quoteId);
  }

  /** The corrected record, as docs/corrected-record.md describes it: offsets in code points. */
  export() {
    const offset = toCodePoints(this.text);
    const speakers = this.#exportedSpeakers(offset);
    const byId = new Map(speakers.map((speaker) => [speaker.id, speaker]));
    const reference = (id) => {
      const { name, kind, role, affiliation } = byId.get(id);
      return { id, name, kind, role, affiliation };
    };
    return {
      id: this.record.id,
      model: this.record.model,
      language: this.record.language,
      quotes: this.quotes.map((quote) => ({ ...moved(quote, offset), speakers: quote.speakers.map(reference) })),
      speakers,
      warnings: this.record.warnings,
      text: this.text,
      corrections: this.#corrections(offset),
    };
  }

  #change(edit) {
    const draft = structuredClone(this.#now);
    edit(draft);
    if (JSON.stringify(draft) === JSON.stringify(this.#now)) return;
    this.#past.push(this.#now);
    this.#now = draft;
    this.dispatchEvent(new Event("change"));
  }

  #corrections(offset) {
    const list = [];
    compare(this.#found.quotes, this.quotes, QUOTE_FIELDS, (id, field, found, corrected) => {
      list.push({
        quote: id,
        field: field ?? "quote",
        found: moved(found, offset),
        corrected: moved(corrected, offset),
      });
    });
    compare(this.#found.speakers, this.speakers, SPEAKER_FIELDS, (id, field, found, corrected) => {
      list.push({
        speaker: id,
        field: field ?? "speaker",
        found: moved(found, offset),
        corrected: moved(corrected, offset),
      });
    });
    return list;
  }

  #exportedSpeakers(offset) {
    // A mention that no longer stands as the source of any of a speaker's quotes goes along with the quote.
    const lost = new Map();
    for (const quote of this.#found.quotes) {
      if (!quote.source) continue;
      for (const id of quote.speakers) {
        const still = this.quotesOf(id).some(({ source }) => source && same(source, quote.source));
        const elsewhere = this.quotes.some(
          ({ source, speakers }) => source && same(source, quote.source) && !speakers.includes(id),
        );
        if (!still && elsewhere) lost.set(id, [...(lost.get(id) ?? []), quote.source]);
      }
    }
    return this.speakers.map((speaker) => {
      const quotes = this.quotesOf(speaker.id);
      const mentions = speaker.mentions.filter(
        (mention) => !(lost.get(speaker.id) ?? []).some((gone) => same(gone, mention)),
      );
      for (const { source } of quotes)
        if (source && !mentions.some((mention) => same(mention, source))) mentions.push(source);
      mentions.sort((a, b) => a.start - b.start);
      return { ...speaker, mentions: moved(mentions, offset), quotes: quotes.map(({ id }) => id) };
    });
  }
}

/** The quotes, each with the ids of its speakers, and the speakers, whose quotes are found through them. */
function entriesOf(record) {
  return {
    quotes: record.quotes.map((quote) => ({ ...quote, speakers: quote.speakers.map(({ id }) => id) })),
    speakers: record.speakers.map(({ quotes, ...speaker }) => speaker),
  };
}

/** Calls `tell(id, field, before, after)` for each difference; `field` is null where a whole entry came or went. */
function compare(before, after, fields, tell) {
  const now = new Map(after.map((entry) => [entry.id, entry]));
  for (const entry of before) {
    const other = now.get(entry.id);
    if (!other) tell(entry.id, null, entry, null);
    else {
      for (const field of fields) {
        if (JSON.stringify(entry[field]) !== JSON.stringify(other[field]))
          tell(entry.id, field, entry[field], other[field]);
      }
    }
  }
  const known = new Set(before.map(({ id }) => id));
  for (const entry of after) if (!known.has(entry.id)) tell(entry.id, null, null, entry);
}

/** A copy in which every `start` and `end` is put through `offset`. */
export function moved(value, offset) {
  if (Array.isArray(value)) return value.map((item) => moved(item, offset));
  if (value === null || typeof value !== "object") return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, item]) => [
      name,
      (name === "start" || name === "end") && typeof item === "number" ? offset(item) : moved(item, offset),
    ]),
  );
}

function settle(content) {
  content.spans.sort((a, b) => a.start - b.start);
  content.text = content.spans.map(({ text }) => text).join(" ");
}

function same(a, b) {
  return a.start === b.start && a.end === b.end;
}
