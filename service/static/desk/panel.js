// The record of one quote beside the article: to read, to copy, and to put right.

import { copy } from "./clipboard.js";
import { CorrectionForm } from "./correcting.js";
import { attributed, button, element, office, percent, saying, shortened, speakerName } from "./dom.js";

/**
 * Shows one quote at a time in `root`.
 *
 * `desk` is what the panel needs of the page: `review`, `voices`, `words`, `numberOf(id)`, `changed(id)`, `selected()`
 * for the words that are selected in the article, `pin(id)`, and `say(text)` to tell a screen reader.
 */
export class Panel {
  #root;
  #desk;
  #shown = null;
  #form = null;

  constructor(root, desk) {
    this.#root = root;
    this.#desk = desk;
    root.addEventListener("keydown", (event) => {
      if (event.key !== "Escape") return;
      if (this.correcting) this.correct(false);
      else this.#desk.pin(null);
    });
  }

  get correcting() {
    return this.#form !== null;
  }

  /** Shows a quote; with no id, what one can do. `kept` says that it stays when the pointer leaves. */
  show(id, kept) {
    if (id !== this.#shown) this.#form = null;
    this.#shown = id;
    this.#root.classList.toggle("kept", Boolean(kept));
    this.redraw();
  }

  correct(on) {
    this.#form = on ? new CorrectionForm(this.#desk, this) : null;
    this.redraw();
    this.#root
      .querySelector(on ? "fieldset input, fieldset button" : "[data-act=correct]")
      ?.focus({ preventScroll: true });
  }

  /** Draws the quote again as it is now; the focus stays on what has the same name. */
  redraw() {
    const quote = this.#shown && this.#desk.review.quote(this.#shown);
    const focused = this.#root.contains(document.activeElement) ? document.activeElement.dataset.act : null;
    if (!quote) this.#root.replaceChildren(...this.#hint());
    else this.#root.replaceChildren(...this.#head(quote), ...(this.#form?.draw(quote) ?? this.#facts(quote)));
    const ticks = this.#root.querySelector(".ticks");
    const ticked = ticks?.querySelector(":checked");
    if (ticked) ticks.scrollTop = ticked.parentElement.offsetTop - ticks.offsetTop - ticks.clientHeight / 2;
    if (!focused) return;
    // What was pressed may be gone, as "Use the selection" is with the selection.
    const still = this.#root.querySelector(`[data-act="${CSS.escape(focused)}"]`);
    (still ?? this.#root.querySelector("[data-act=done]"))?.focus({ preventScroll: true });
  }

  #hint() {
    const selected = this.#desk.selected();
    return [
      element("h3", { className: "eyebrow" }, "The record"),
      element(
        "p",
        { className: "hint" },
        "Point at a quote to see its record; click it to keep it here. By keyboard: Tab to the first letter, " +
          "then the arrow keys.",
      ),
      this.#addition(selected),
    ];
  }

  #addition(selected) {
    if (!selected) return element("p", { className: "hint" }, "A quote is missing? Select its words in the article.");
    const add = button(
      "Add it as a quote",
      () => {
        const id = this.#desk.review.addQuote(selected.start, selected.end);
        this.#desk.pin(id);
        this.correct(true);
      },
      { className: "primary", data: { act: "add" } },
    );
    return element(
      "div",
      { className: "addition" },
      element("p", { className: "hint" }, `Selected: “${shortened(selected.text)}”`),
      add,
    );
  }

  #head(quote) {
    const { review, voices, numberOf } = this.#desk;
    const voice = voices.get(quote.speakers[0]);
    const speakers = quote.speakers.map((id) => review.speaker(id));
    const close = button("×", () => this.#desk.pin(null), {
      className: "close",
      "aria-label": "Close the record",
      data: { act: "close" },
    });
    return [
      element("h3", { className: "eyebrow" }, `Quote ${numberOf(quote.id)} · ${quote.form} · ${quote.act}`),
      close,
      element(
        "figure",
        { className: `voice-${voice ? voice.colour : "none"}` },
        element("blockquote", {}, saying(quote)),
        element(
          "figcaption",
          {},
          ...(speakers.length
            ? speakers.map((speaker) => this.#speaker(speaker))
            : [element("p", {}, element("b", {}, "Speaker not known"))]),
        ),
      ),
    ];
  }

  #speaker(speaker) {
    const voice = this.#desk.voices.get(speaker.id);
    return element(
      "p",
      { className: voice ? `voice-${voice.colour}` : null },
      element("span", { className: "key", "aria-hidden": "true" }, voice?.letter ?? "?"),
      element(
        "span",
        {},
        element("b", {}, speakerName(speaker)),
        office(speaker) ? element("span", { className: "office" }, office(speaker)) : null,
      ),
    );
  }

  #facts(quote) {
    const { review, numberOf } = this.#desk;
    const go = (id) => button(`Quote ${numberOf(id)}`, () => this.#desk.pin(id, true), { className: "link" });
    const inner = review.within(quote.id);
    const rows = [
      ["Source", quote.source ? element("span", { className: "as-source" }, quote.source.text) : "none"],
      [
        "Cue",
        quote.cue
          ? [
              element("i", {}, quote.cue.text),
              quote.cue.lemma !== quote.cue.text.toLowerCase() ? ` (${quote.cue.lemma})` : "",
            ]
          : "none",
      ],
      ["Confidence", [gauge(quote.confidence), percent(quote.confidence)]],
      quote.within ? ["Inside", go(quote.within)] : null,
      inner.length ? ["Holds", inner.flatMap(({ id }, index) => [index ? ", " : "", go(id)])] : null,
      ["Id", element("code", {}, quote.id)],
    ];
    return [
      element(
        "dl",
        {},
        ...rows.filter(Boolean).flatMap(([term, value]) => [element("dt", {}, term), element("dd", {}, value)]),
      ),
      this.#desk.changed(quote.id) ? element("p", { className: "corrected" }, "Corrected by you") : null,
      element(
        "div",
        { className: "row" },
        button("Copy", () => this.#copy(quote), {
          className: "primary",
          data: { act: "copy" },
          "aria-label": "Copy the quote with its attribution",
        }),
        button("Correct", () => this.correct(true), { data: { act: "correct" } }),
        button("Not a quote", () => this.#remove(quote), { data: { act: "remove" } }),
      ),
    ].filter(Boolean);
  }

  async #copy(quote) {
    const speakers = quote.speakers.map((id) => this.#desk.review.speaker(id));
    const done = await copy(attributed(quote, speakers));
    this.#desk.say(done ? "Copied with its attribution." : "The browser did not let the page copy.");
    const pressed = this.#root.querySelector("[data-act=copy]");
    if (done && pressed) {
      pressed.textContent = "Copied";
      setTimeout(() => (pressed.textContent = "Copy"), 1500);
    }
  }

  #remove(quote) {
    const number = this.#desk.numberOf(quote.id);
    this.#desk.pin(null);
    this.#desk.review.removeQuote(quote.id);
    this.#desk.say(`Quote ${number} removed. Undo brings it back.`);
  }
}

function gauge(confidence) {
  const bar = element("span");
  bar.style.width = percent(confidence);
  return element("span", { className: "gauge", "aria-hidden": "true" }, bar);
}
