/**
 * <quoth-quotes>: marks the quotes in an article of the page it stands in, from a record that POST /v1/quotes answered.
 *
 *   <script type="module" src="https://quoth.example/quoth.js"></script>
 *   <quoth-quotes src="/articles/7/quotes.json" speakers><article>…</article></quoth-quotes>
 *
 * The record comes from the address in `src`, from a `<script type="application/json">` inside the element, or from the
 * property `record`. The article is what stands inside the element, or the element that `for` names by its id.
 *
 *   attribute        meaning
 *   src              address of a record
 *   for              id of the article's element, if it does not stand inside
 *   forms            mark only these forms, separated by spaces
 *   min-confidence   mark only quotes of at least this confidence, from 0 to 1
 *   speakers         lists the speakers above, each of them a button for only their quotes
 *
 * Events, which bubble: `quoth-ready` with {marked, missing}, the ids of the quotes that were found in the page and of
 * those that were not; `quoth-select` with {quote}, the quote that a reader points at or focuses, or null.
 * Colours are custom properties, --quoth-voice-0 to --quoth-voice-7, --quoth-paper and --quoth-ink.
 *
 * The page need not hold the very text that was posted: spans are looked up by their words, whatever the white space and
 * the shape of quotation marks, close to where the record has them. The article's own elements (links, emphasis) stay as
 * they are. No inline style or script is used, so that a strict Content-Security-Policy may stand.
 */

const COLOURS = [
  "#063299, #8db6fc",
  "#a22e70, #eea7b5",
  "#65640e, #b9c857",
  "#043f12, #b6f9b3",
  "#3753a9, #6e94e1",
  "#762850, #da7b97",
  "#475001, #989f29",
  "#591869, #f7d0ff",
];
const PARTS = ["content", "source", "cue"];

const VOICE_RULES = COLOURS.map(
  (pair, i) => `.quoth-voice-${i} { --quoth-voice: var(--quoth-voice-${i}, light-dark(${pair})); }`,
);

/** For the page: the marks in the article. */
const MARKS = sheet(`
  ${VOICE_RULES.join("\n")}
  quoth-quotes {
    display: block;
  }
  .quoth-mark {
    background: none;
    color: inherit;
  }
  .quoth-content {
    background: color-mix(in srgb, var(--quoth-voice) 8%, transparent);
    text-decoration: underline solid var(--quoth-voice) 2px;
    text-underline-offset: 0.22em;
    text-decoration-skip-ink: none;
  }
  .quoth-mixed.quoth-content {
    text-decoration-style: dashed;
  }
  .quoth-indirect.quoth-content {
    text-decoration-style: dotted;
  }
  .quoth-mark:focus-visible {
    outline: 2px solid var(--quoth-voice);
    outline-offset: 2px;
  }
  .quoth-mark.quoth-on {
    background: color-mix(in srgb, var(--quoth-voice) 24%, transparent);
  }
  .quoth-mark.quoth-off {
    all: unset;
  }
`);

/** For the element's own parts: the list of speakers and the card. */
const OWN = sheet(`
  ${VOICE_RULES.join("\n")}
  .speakers {
    display: flex;
    flex-wrap: wrap;
    gap: 0.375rem;
    margin: 0 0 1em;
    padding: 0;
    list-style: none;
    font: 0.875rem/1.4 system-ui, sans-serif;
  }
  .speakers:empty {
    display: none;
  }
  button {
    padding: 0.25rem 0.625rem;
    border: 1px solid var(--quoth-voice);
    border-radius: 3px;
    background: none;
    color: inherit;
    font: inherit;
    cursor: pointer;
  }
  button[aria-pressed="true"] {
    background: color-mix(in srgb, var(--quoth-voice) 24%, transparent);
  }
  button:focus-visible {
    outline: 2px solid var(--quoth-voice);
    outline-offset: 2px;
  }
  .card {
    position: fixed;
    z-index: 2147483000;
    box-sizing: border-box;
    width: max-content;
    max-width: min(22rem, calc(100vw - 1rem));
    padding: 0.625rem 0.875rem;
    border: 1px solid light-dark(#8b8476, #7b7f86);
    border-left: 4px solid var(--quoth-voice);
    border-radius: 3px;
    pointer-events: none;
    background: var(--quoth-paper, light-dark(#fffefb, #1d2024));
    color: var(--quoth-ink, light-dark(#1d1b18, #e9e5db));
    font: 0.875rem/1.4 system-ui, sans-serif;
    box-shadow: 0 6px 20px rgb(0 0 0 / 0.18);
  }
  .card[hidden] {
    display: none;
  }
  .card b, .card span {
    display: block;
  }
`);

function sheet(rules) {
  const made = new CSSStyleSheet();
  made.replaceSync(rules);
  return made;
}

export class QuothQuotes extends HTMLElement {
  static observedAttributes = ["src", "for", "forms", "min-confidence", "speakers"];

  #record = null;
  #list;
  #card;
  #article = null;
  #replaced = [];
  #quotes = new Map();
  #only = null;
  #queued = false;
  #loading = null;
  #listening = null;

  constructor() {
    super();
    const shadow = this.attachShadow({ mode: "open" });
    shadow.adoptedStyleSheets = [OWN];
    this.#list = make("ul", { className: "speakers", part: "speakers" });
    this.#list.setAttribute("aria-label", "Speakers");
    this.#card = make("div", { className: "card", part: "card", hidden: true });
    shadow.append(this.#list, this.#card, document.createElement("slot"));
  }

  /** The record that is shown, as POST /v1/quotes answers it. */
  get record() {
    return this.#record;
  }

  set record(record) {
    this.#record = record;
    this.#refresh();
  }

  connectedCallback() {
    if (!document.adoptedStyleSheets.includes(MARKS))
      document.adoptedStyleSheets = [...document.adoptedStyleSheets, MARKS];
    if (this.hasAttribute("src")) this.#load();
    else this.#refresh();
  }

  disconnectedCallback() {
    this.#loading?.abort();
    this.#clear();
  }

  attributeChangedCallback(name) {
    if (!this.isConnected) return;
    if (name === "src") this.#load();
    else this.#refresh();
  }

  async #load() {
    this.#loading?.abort();
    this.#loading = new AbortController();
    try {
      const answer = await fetch(this.getAttribute("src"), {
        signal: this.#loading.signal,
        headers: { Accept: "application/json" },
      });
      if (!answer.ok) throw new Error(`${answer.url} answered with status ${answer.status}`);
      this.record = await answer.json();
    } catch (error) {
      if (error.name !== "AbortError") console.error(`quoth-quotes: no record: ${error.message}`);
    }
  }

  /** Marks anew, once for however many changes of this turn. */
  #refresh() {
    if (this.#queued || !this.isConnected) return;
    this.#queued = true;
    queueMicrotask(() => {
      this.#queued = false;
      if (this.isConnected) this.#mark();
    });
  }

  #mark() {
    this.#clear();
    const inline = this.querySelector('script[type="application/json"]');
    if (!this.#record && inline) this.#record = JSON.parse(inline.textContent);
    this.#article = this.hasAttribute("for") ? document.getElementById(this.getAttribute("for")) : this;
    if (!this.#record || !this.#article) return;
    const wanted = this.#record.quotes.filter((quote) => this.#wants(quote));
    const colours = new Map(this.#record.speakers.map(({ id }, index) => [id, index % COLOURS.length]));
    const page = new Page(this.#article);
    const found = page.locate(wanted.flatMap((quote) => partsOf(quote)));
    for (const quote of wanted) {
      const colour = colours.get(quote.speakers[0]?.id) ?? 0;
      if (quote.content.spans.every((span) => found.has(span)))
        this.#quotes.set(quote.id, { quote, colour, marks: [] });
    }
    const stretches = [...found.values()].filter(({ quote }) => this.#quotes.has(quote.id));
    this.#replaced = page.wrap(stretches, (stretch) => this.#wrapper(stretch));
    this.#listen();
    this.#listSpeakers(colours);
    const missing = wanted.filter(({ id }) => !this.#quotes.has(id)).map(({ id }) => id);
    this.#tell("quoth-ready", { marked: [...this.#quotes.keys()], missing });
  }

  #wants(quote) {
    const forms = this.getAttribute("forms")?.split(/\s+/).filter(Boolean);
    return (
      quote.confidence >= Number(this.getAttribute("min-confidence") ?? 0) &&
      (!forms?.length || forms.includes(quote.form))
    );
  }

  #wrapper({ part, quote }) {
    const entry = this.#quotes.get(quote.id);
    const mark = make("mark", {
      className: `quoth-mark quoth-${part} quoth-${quote.form} quoth-voice-${entry.colour}`,
    });
    mark.dataset.quothQuote = quote.id;
    if (part === "content" && !entry.marks.some((other) => other.tabIndex === 0)) {
      mark.tabIndex = 0;
      mark.setAttribute("role", "group");
      mark.setAttribute("aria-label", `Quote: ${speakersOf(quote).join("; ")}`);
    }
    entry.marks.push(mark);
    return mark;
  }

  #listen() {
    this.#listening = new AbortController();
    const { signal } = this.#listening;
    const at = (event) => event.target.closest?.("[data-quoth-quote]:not(.quoth-off)");
    const show = (event) => this.#select(at(event));
    this.#article.addEventListener("pointerover", show, { signal });
    this.#article.addEventListener("focusin", show, { signal });
    this.#article.addEventListener("pointerleave", () => this.#select(null), { signal });
    this.#article.addEventListener("focusout", () => this.#select(null), { signal });
    document.addEventListener("keydown", (event) => event.key === "Escape" && this.#select(null), { signal });
    document.addEventListener("scroll", () => this.#select(null), { signal, passive: true });
  }

  #select(mark) {
    const entry = mark ? this.#quotes.get(mark.dataset.quothQuote) : null;
    const before = this.#article.querySelectorAll(".quoth-on");
    if (entry && entry.marks.includes(before[0])) return;
    for (const other of before) other.classList.remove("quoth-on");
    for (const each of entry?.marks ?? []) each.classList.add("quoth-on");
    this.#card.hidden = !entry;
    if (entry) this.#place(entry, mark);
    if (entry || before.length) this.#tell("quoth-select", { quote: entry?.quote ?? null });
  }

  #place({ quote, colour }, mark) {
    const details = [quote.form, quote.act, `${Math.round(quote.confidence * 100)}%`].join(" · ");
    this.#card.className = `card quoth-voice-${colour}`;
    this.#card.replaceChildren(
      ...speakersOf(quote).map((speaker) => make("b", {}, speaker)),
      make("span", {}, details),
    );
    const line = mark.getClientRects()[0] ?? mark.getBoundingClientRect();
    const { width, height } = this.#card.getBoundingClientRect();
    const above = line.top - height - 8;
    this.#card.style.top = `${above > 0 ? above : line.bottom + 8}px`;
    this.#card.style.left = `${Math.max(8, Math.min(line.left, innerWidth - width - 8))}px`;
  }

  #listSpeakers(colours) {
    const speaking = this.hasAttribute("speakers") ? this.#record.speakers : [];
    const spoken = (id) =>
      [...this.#quotes.values()].filter(({ quote }) => quote.speakers.some((speaker) => speaker.id === id)).length;
    this.#list.replaceChildren(
      ...speaking
        .filter(({ id }) => spoken(id))
        .map((speaker) => {
          const button = make("button", { type: "button" }, `${nameOf(speaker)} (${spoken(speaker.id)})`);
          button.setAttribute("aria-pressed", "false");
          button.addEventListener("click", () => this.#choose(this.#only === speaker.id ? null : speaker.id, button));
          return make("li", { className: `quoth-voice-${colours.get(speaker.id)}` }, button);
        }),
    );
  }

  #choose(id, button) {
    this.#only = id;
    for (const other of this.#list.querySelectorAll("button"))
      other.setAttribute("aria-pressed", String(other === button && id !== null));
    for (const { quote, marks } of this.#quotes.values()) {
      const off = id !== null && !quote.speakers.some((speaker) => speaker.id === id);
      for (const mark of marks) mark.classList.toggle("quoth-off", off);
    }
  }

  #clear() {
    this.#listening?.abort();
    for (const [node, instead] of this.#replaced) {
      if (instead[0].parentNode) instead[0].before(node);
      for (const each of instead) each.remove();
    }
    this.#replaced = [];
    this.#quotes = new Map();
    this.#only = null;
    this.#card.hidden = true;
    this.#list.replaceChildren();
  }

  #tell(name, detail) {
    this.dispatchEvent(new CustomEvent(name, { bubbles: true, composed: true, detail }));
  }
}

/** The text of an element without its white space, and the way back from there to its text nodes. */
class Page {
  #nodes = [];
  #bare = "";
  /** Of each character of #bare: the index of its node, and its offset there. */
  #node = [];
  #offset = [];
  #density = 1;

  constructor(root) {
    const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT, (node) =>
      node.parentElement.closest("script, style, template, noscript")
        ? NodeFilter.FILTER_REJECT
        : NodeFilter.FILTER_ACCEPT,
    );
    let length = 0;
    while (walker.nextNode()) {
      const { data } = walker.currentNode;
      length += data.length;
      for (let i = 0; i < data.length; i++) {
        if (/\s/.test(data[i])) continue;
        this.#bare += plain(data[i]);
        this.#node.push(this.#nodes.length);
        this.#offset.push(i);
      }
      this.#nodes.push(walker.currentNode);
    }
    this.#density = length ? this.#bare.length / length : 1;
  }

  /**
   * Where the spans are: a map from each `span` that was found to {part, quote, from, to}, its first and last character.
   * Long spans are looked up first; short ones ("he", "said") then stand where their distance from a long one says.
   */
  locate(parts) {
    const anchors = [{ start: 0, at: 0 }];
    const found = new Map();
    for (const { span, part, quote } of parts.toSorted((a, b) => b.span.text.length - a.span.text.length)) {
      const words = plain(span.text.replace(/\s+/g, ""));
      const near = anchors.reduce((best, each) =>
        Math.abs(each.start - span.start) < Math.abs(best.start - span.start) ? each : best,
      );
      const at = this.#nearest(words, near.at + (span.start - near.start) * this.#density);
      if (at < 0) continue;
      anchors.push({ start: span.start, at });
      found.set(span, { part, quote, from: at, to: at + words.length - 1 });
    }
    return found;
  }

  #nearest(words, expected) {
    if (!words) return -1;
    let best = -1;
    for (let at = this.#bare.indexOf(words); at >= 0; at = this.#bare.indexOf(words, at + 1)) {
      if (this.#cutsWord(at) || this.#cutsWord(at + words.length)) continue;
      if (best >= 0 && Math.abs(at - expected) > Math.abs(best - expected)) break;
      best = at;
    }
    return best;
  }

  /** Whether the characters before and at `at` are of one word, as in "t|he". */
  #cutsWord(at) {
    const together = this.#node[at - 1] === this.#node[at] && this.#offset[at - 1] + 1 === this.#offset[at];
    return together && /^[\p{L}\p{N}]{2}$/u.test(this.#bare.slice(at - 1, at + 1));
  }

  /** Puts elements that `wrapper(stretch)` makes around the stretches. Returns [text node, what stands for it now] pairs. */
  wrap(stretches, wrapper) {
    const pieces = new Map();
    const outermost = stretches.toSorted(
      (a, b) => b.to - b.from - (a.to - a.from) || PARTS.indexOf(a.part) - PARTS.indexOf(b.part),
    );
    for (const stretch of outermost) {
      const [first, last] = [this.#node[stretch.from], this.#node[stretch.to]];
      for (let index = first; index <= last; index++) {
        const node = this.#nodes[index];
        const start = index === first ? this.#offset[stretch.from] : 0;
        const end = index === last ? this.#offset[stretch.to] + 1 : node.length;
        // White space between two blocks needs no mark.
        if (!node.data.slice(start, end).trim()) continue;
        if (!pieces.has(index)) pieces.set(index, []);
        pieces.get(index).push({ start, end, stretch });
      }
    }
    return [...pieces]
      .sort(([a], [b]) => a - b)
      .map(([index, parts]) => [this.#nodes[index], rewrite(this.#nodes[index], parts, wrapper)]);
  }
}

/** Puts the text of `node`, cut and wrapped, in its place; returns the nodes that stand there now. */
function rewrite(node, parts, wrapper) {
  const bounds = [...new Set([0, node.length, ...parts.flatMap(({ start, end }) => [start, end])])].sort(
    (a, b) => a - b,
  );
  const open = [];
  const fragment = document.createDocumentFragment();
  for (let i = 0; i + 1 < bounds.length; i++) {
    const around = parts.filter(({ start, end }) => start <= bounds[i] && end >= bounds[i + 1]);
    let same = 0;
    while (same < open.length && same < around.length && open[same].part === around[same]) same++;
    open.length = same;
    for (const part of around.slice(same)) {
      const element = wrapper(part.stretch);
      (open.at(-1)?.element ?? fragment).append(element);
      open.push({ part, element });
    }
    (open.at(-1)?.element ?? fragment).append(node.data.slice(bounds[i], bounds[i + 1]));
  }
  const instead = [...fragment.childNodes];
  node.replaceWith(fragment);
  return instead;
}

function partsOf(quote) {
  const parts = quote.content.spans.map((span) => ({ span, part: "content", quote }));
  for (const part of ["source", "cue"]) if (quote[part]) parts.push({ span: quote[part], part, quote });
  return parts;
}

/** Quotation marks and dashes in their plain shapes, character for character. */
function plain(text) {
  return text
    .replace(/[“”„‟«»]/g, '"')
    .replace(/[‘’‚‛‹›]/g, "'")
    .replace(/[‐‑‒–—]/g, "-");
}

function speakersOf(quote) {
  const told = quote.speakers.map((speaker) =>
    [nameOf(speaker, quote), speaker.role, speaker.affiliation].filter(Boolean).join(", "),
  );
  return told.length ? told : ["Speaker not known"];
}

function nameOf(speaker, quote = null) {
  return speaker.name ?? quote?.source?.text ?? speaker.mentions?.[0]?.text ?? "Unnamed";
}

function make(name, properties, ...children) {
  const { part, ...rest } = properties;
  const element = Object.assign(document.createElement(name), rest);
  if (part) element.setAttribute("part", part);
  element.append(...children);
  return element;
}

if (!customElements.get("quoth-quotes")) customElements.define("quoth-quotes", QuothQuotes);
