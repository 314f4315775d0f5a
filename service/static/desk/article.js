// The article with its quotes: drawing, pointing, and going from quote to quote by keyboard.

import { element, percent, speakerName } from "./dom.js";
import { nest, paragraphs } from "./nesting.js";

const RANKS = { content: 0, source: 1, cue: 2 };

/** Calls back `onPoint(id | null)` when a quote is pointed at or focused, `onPin(id | null)` when one is chosen. */
export class ArticleView {
  #root;
  #pieces = new Map();
  #keys = new Map();
  #starts = new WeakMap();
  #texts = [];
  #visible = [];
  #pinned = null;
  #pointed = null;

  constructor(root, { onPoint, onPin }) {
    this.#root = root;
    root.addEventListener("pointerover", (event) => onPoint(quoteAt(event.target)));
    root.addEventListener("pointerleave", () => onPoint(null));
    root.addEventListener("focusin", (event) => onPoint(quoteAt(event.target)));
    root.addEventListener("click", (event) => {
      // Whoever selects words for a correction does not mean to leave the quote.
      if (!getSelection().isCollapsed && !event.target.closest(".key")) return;
      const id = quoteAt(event.target);
      onPin(id === this.#pinned ? null : id);
    });
    root.addEventListener("keydown", (event) => this.#go(event));
  }

  /** Draws the article anew; `voices` is a map from speaker ids to {letter, colour}. */
  draw(review, voices) {
    const focused = this.#root.contains(document.activeElement) ? document.activeElement.dataset.quote : null;
    this.#pieces = new Map(review.quotes.map(({ id }) => [id, []]));
    this.#keys = new Map();
    this.#texts = [];
    const quotes = new Map(review.quotes.map((quote, index) => [quote.id, { quote, number: index + 1 }]));
    const stretches = review.quotes.flatMap(stretchesOf);
    const drawn = document.createDocumentFragment();
    const open = (stretch, first) => this.#piece(stretch, first, quotes.get(stretch.quote), review, voices);
    const write = (string, at) => this.#text(string, at);
    for (const [start, end] of paragraphs(review.text)) {
      const paragraph = document.createElement("p");
      const here = stretches.filter((stretch) => stretch.start < end && stretch.end > start);
      nest(paragraph, review.text, start, end, here, open, write);
      drawn.append(paragraph);
    }
    this.#root.replaceChildren(drawn);
    if (focused) this.#keys.get(focused)?.focus();
  }

  /** Shows only the quotes whose ids are in the set; the others' words stay as plain text. */
  show(ids) {
    for (const [id, pieces] of this.#pieces) {
      for (const piece of pieces) piece.classList.toggle("off", !ids.has(id));
    }
    this.#visible = [...this.#keys.keys()].filter((id) => ids.has(id));
    for (const [id, key] of this.#keys) key.hidden = !ids.has(id);
    this.#rove(this.#visible.includes(this.#pinned) ? this.#pinned : this.#visible[0]);
  }

  /** Ties the pieces of a quote together: `pinned` is the one that was chosen, `pointed` the one under the pointer. */
  tie(pinned, pointed) {
    this.#mark(this.#pinned, "pinned", false);
    this.#mark(this.#pointed, "pointed", false);
    this.#pinned = pinned;
    this.#pointed = pointed;
    this.#mark(pinned, "pinned", true);
    this.#mark(pointed, "pointed", true);
    if (pinned) this.#rove(pinned);
  }

  /** Brings a quote into sight. */
  reveal(id) {
    this.#keys.get(id)?.scrollIntoView({ block: "nearest" });
  }

  /** Brings a quote into sight, and the focus to it. */
  focus(id) {
    this.#keys.get(id)?.focus({ preventScroll: true });
    this.reveal(id);
  }

  /** The words of the article that are selected now, as {start, end, text} without white space around them, or null. */
  selected() {
    const selection = getSelection();
    if (!selection.rangeCount || selection.isCollapsed) return null;
    const range = selection.getRangeAt(0);
    if (!range.intersectsNode(this.#root)) return null;
    let start = null;
    let end = null;
    let text = "";
    for (const node of this.#texts) {
      if (!range.intersectsNode(node)) continue;
      const from = node === range.startContainer ? range.startOffset : 0;
      const to = node === range.endContainer ? range.endOffset : node.length;
      if (from >= to) continue;
      start ??= this.#starts.get(node) + from;
      end = this.#starts.get(node) + to;
      text += node.data.slice(from, to);
    }
    if (!text.trim()) return null;
    start += text.length - text.trimStart().length;
    end -= text.length - text.trimEnd().length;
    return { start, end, text: text.trim() };
  }

  #text(string, at) {
    const node = document.createTextNode(string);
    this.#starts.set(node, at);
    this.#texts.push(node);
    return node;
  }

  #piece(stretch, first, { quote, number }, review, voices) {
    const voice = voices.get(quote.speakers[0]);
    const piece = document.createElement("span");
    piece.className = `${stretch.part} ${quote.form} voice-${voice ? voice.colour : "none"}`;
    piece.dataset.quote = quote.id;
    this.#pieces.get(quote.id).push(piece);
    if (stretch.part === "content" && first && !this.#keys.has(quote.id)) {
      const key = this.#key(quote, number, review, voices, piece.classList[2]);
      this.#keys.set(quote.id, key);
      return [piece, key];
    }
    return [piece];
  }

  #key(quote, number, review, voices, colour) {
    const speakers = quote.speakers.map((id) => speakerName(review.speaker(id)));
    const who = speakers.join(" and ") || "speaker not known";
    const label = `Quote ${number}, ${who}, ${quote.form} ${quote.act}, ${percent(quote.confidence)} sure`;
    const letters = quote.speakers.map((id) => voices.get(id)?.letter).join("·") || "?";
    // A real button is a box, and lines may break around boxes: the letter would stand away from its quote.
    return element(
      "span",
      {
        role: "button",
        className: `key ${colour}`,
        tabIndex: -1,
        "aria-label": label,
        "aria-pressed": "false",
        data: { quote: quote.id },
      },
      `${letters}\u2060`,
    );
  }

  #mark(id, state, on) {
    for (const piece of this.#pieces.get(id) ?? []) piece.classList.toggle(state, on);
    if (state === "pinned") this.#keys.get(id)?.setAttribute("aria-pressed", String(on));
  }

  #rove(id) {
    for (const key of this.#keys.values()) key.tabIndex = -1;
    const key = this.#keys.get(id);
    if (key) key.tabIndex = 0;
  }

  #go(event) {
    const here = this.#visible.indexOf(document.activeElement?.dataset?.quote);
    if (here < 0 || event.altKey || event.ctrlKey || event.metaKey) return;
    if (event.key === "Enter" || event.key === " ") {
      event.preventDefault();
      document.activeElement.click();
      return;
    }
    const last = this.#visible.length - 1;
    const to = {
      ArrowRight: here + 1,
      ArrowDown: here + 1,
      j: here + 1,
      ArrowLeft: here - 1,
      ArrowUp: here - 1,
      k: here - 1,
      Home: 0,
      End: last,
    }[event.key];
    if (to === undefined) return;
    event.preventDefault();
    const id = this.#visible[Math.min(Math.max(to, 0), last)];
    this.#rove(id);
    this.focus(id);
  }
}

function stretchesOf(quote) {
  const found = quote.content.spans.map(({ start, end }) => ({
    start,
    end,
    part: "content",
    quote: quote.id,
    rank: RANKS.content,
  }));
  for (const part of ["source", "cue"]) {
    if (quote[part])
      found.push({ start: quote[part].start, end: quote[part].end, part, quote: quote.id, rank: RANKS[part] });
  }
  return found;
}

function quoteAt(target) {
  return target.closest?.("[data-quote]:not(.off)")?.dataset.quote ?? null;
}
