// The form in which a quote is put right: who says it, which words it is, its form and act.

import { button, element, shortened, speakerName } from "./dom.js";
import { ACTS, FORMS } from "./review.js";
import { readSpeaker, speakerFields } from "./speakers.js";

const PARTS = { content: "What is said", source: "Source", cue: "Cue" };
const NUDGES = [
  ["start", "startBefore", "⇤", "Begin one word earlier"],
  ["start", "startAfter", "⇥", "Begin one word later"],
  ["end", "endBefore", "⇤", "End one word earlier"],
  ["end", "endAfter", "⇥", "End one word later"],
];

/**
 * Writes every correction to `desk.review` at once. `panel` is what the form stands in, to be drawn anew or to leave the
 * form.
 *
 * What can be pressed has a `data-act`, by which the panel finds it again after drawing.
 */
export class CorrectionForm {
  #desk;
  #panel;
  #adding = false;

  constructor(desk, panel) {
    this.#desk = desk;
    this.#panel = panel;
  }

  /** The parts of the form for a quote as it is now. */
  draw(quote) {
    const { review } = this.#desk;
    const choice = (field, values) =>
      element(
        "label",
        {},
        element("span", {}, field === "form" ? "Form" : "Act"),
        element(
          "select",
          { data: { act: field }, on: { change: (event) => review.setField(quote.id, field, event.target.value) } },
          ...values.map((value) => element("option", { value, selected: value === quote[field] }, value)),
        ),
      );
    const selected = this.#desk.selected();
    return [
      this.#whoSays(quote),
      element(
        "fieldset",
        {},
        element("legend", {}, "Which words"),
        element(
          "p",
          { className: "hint" },
          selected
            ? `Selected: “${shortened(selected.text)}”`
            : "Move an end by one word, or select words in the article.",
        ),
        ...quote.content.spans.map((span, index) => this.#span(quote, "content", span, index, selected)),
        selected
          ? this.#use("Add to what is said", "content-more", () =>
              review.addStretch(quote.id, selected.start, selected.end),
            )
          : null,
        this.#span(quote, "source", quote.source, 0, selected),
        this.#span(quote, "cue", quote.cue, 0, selected),
      ),
      element("div", { className: "pair" }, choice("form", FORMS), choice("act", ACTS)),
      element(
        "div",
        { className: "row" },
        button("Done", () => this.#panel.correct(false), { className: "primary", data: { act: "done" } }),
      ),
    ];
  }

  #whoSays(quote) {
    const { review } = this.#desk;
    const toggle = (id, on) => {
      const kept = review.speakers
        .map((speaker) => speaker.id)
        .filter((each) => (each === id ? on : quote.speakers.includes(each)));
      review.setField(quote.id, "speakers", kept);
    };
    const choices = review.speakers.map((speaker) => {
      const box = element("input", {
        type: "checkbox",
        checked: quote.speakers.includes(speaker.id),
        data: { act: `speaker ${speaker.id}` },
        on: { change: (event) => toggle(speaker.id, event.target.checked) },
      });
      return element("label", { className: "tick" }, box, element("span", {}, speakerName(speaker)));
    });
    return element(
      "fieldset",
      {},
      element("legend", {}, "Who says it"),
      element("div", { className: "ticks" }, ...choices),
      this.#adding
        ? this.#newSpeaker(quote)
        : button(
            "Somebody else…",
            () => {
              this.#adding = true;
              this.#panel.redraw();
            },
            { className: "link", data: { act: "somebody" } },
          ),
    );
  }

  #newSpeaker(quote) {
    const form = speakerFields();
    form.elements.name.dataset.act = "somebody";
    form.append(
      element(
        "div",
        { className: "row" },
        element("button", { type: "submit", className: "primary", data: { act: "somebody" } }, "Add the speaker"),
      ),
    );
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      this.#adding = false;
      this.#desk.review.addSpeaker(readSpeaker(form), quote.id);
    });
    return form;
  }

  #span(quote, part, span, index, selected) {
    const { review, words } = this.#desk;
    const name =
      part === "content" && quote.content.spans.length > 1 ? `${PARTS[part]}, part ${index + 1}` : PARTS[part];
    const put = (start, end) => review.setSpan(quote.id, part, start, end, index);
    const nudge = ([side, move, sign, label]) => {
      const to = span ? words[move](span[side]) : null;
      const [start, end] = side === "start" ? [to, span?.end] : [span?.start, to];
      const possible = to !== null && start < end;
      const act = () => possible && put(start, end);
      return button(sign, act, {
        className: side === "start" && move.endsWith("Before") ? "first" : null,
        "aria-label": `${name}: ${label.toLowerCase()}`,
        title: label,
        "aria-disabled": String(!possible),
        data: { act: `${part} ${index} ${move}` },
      });
    };
    const removable = span && (part !== "content" || quote.content.spans.length > 1);
    return element(
      "div",
      { className: "part", role: "group", "aria-label": name },
      element("span", { className: "name" }, name),
      element("p", { className: "words" }, span ? shortened(span.text, 90) : "none"),
      element(
        "div",
        { className: "nudges" },
        span ? element("span", { "aria-hidden": "true" }, "begins") : null,
        ...(span ? NUDGES.slice(0, 2).map(nudge) : []),
        span ? element("span", { "aria-hidden": "true" }, "ends") : null,
        ...(span ? NUDGES.slice(2).map(nudge) : []),
        selected
          ? this.#use(
              "Use the selection",
              `${part} ${index} use`,
              () => put(selected.start, selected.end),
              `${name}: use the selected words`,
            )
          : null,
        removable
          ? button("Remove", () => review.removeSpan(quote.id, part, index), {
              className: "link",
              "aria-label": `${name}: remove`,
              data: { act: `${part} ${index} remove` },
            })
          : null,
      ),
    );
  }

  #use(label, act, use, spoken = null) {
    return button(
      label,
      () => {
        getSelection().removeAllRanges();
        use();
      },
      { className: "link", data: { act }, "aria-label": spoken },
    );
  }
}
