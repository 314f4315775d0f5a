// The list of speakers: who they are, how much they say, only theirs at a click, and their details put right.

import { button, element, office, plural, speakerName } from "./dom.js";
import { KINDS } from "./review.js";

const COLOURS = 8;

/** How each speaker who says anything is shown, by the speaker's id: a letter, and the number of a colour. */
export function voicesOf(review) {
  const speaking = review.speakers.filter(({ id }) => review.quotesOf(id).length);
  return new Map(speaking.map(({ id }, index) => [id, { letter: letters(index), colour: index % COLOURS }]));
}

/** Calls back `onChoose(id | null)` when the quotes of one speaker, or of all again, are wanted. */
export class SpeakerList {
  #list;
  #onChoose;
  #review;
  #voices;
  #chosen = null;
  #editing = null;

  constructor(list, { onChoose }) {
    this.#list = list;
    this.#onChoose = onChoose;
  }

  draw(review, voices, chosen) {
    this.#review = review;
    this.#voices = voices;
    this.#chosen = chosen;
    this.#redraw();
  }

  /** Opens the details of a speaker for editing. */
  edit(id) {
    this.#editing = id;
    this.#redraw();
    this.#list.querySelector("form input")?.focus();
  }

  #redraw() {
    const active = this.#list.contains(document.activeElement) ? document.activeElement : null;
    const [speaker, name] = [active?.closest("[data-speaker]")?.dataset.speaker, active?.classList[0]];
    const speaking = this.#review.speakers.filter(({ id }) => this.#voices.has(id));
    this.#list.replaceChildren(...speaking.map((each) => this.#entry(each)));
    // The buttons are new ones; whoever stood on one still stands there.
    if (name) this.#list.querySelector(`[data-speaker="${CSS.escape(speaker)}"] .${name}`)?.focus();
  }

  #entry(speaker) {
    const { letter, colour } = this.#voices.get(speaker.id);
    const count = this.#review.quotesOf(speaker.id).length;
    const chosen = speaker.id === this.#chosen;
    const choose = element(
      "button",
      {
        type: "button",
        className: "speaker",
        "aria-pressed": String(chosen),
        title: chosen ? "Show everyone’s quotes" : "Show only these quotes",
        on: { click: () => this.#onChoose(chosen ? null : speaker.id) },
      },
      element("span", { className: "key", "aria-hidden": "true" }, letter),
      element(
        "span",
        { className: "who" },
        element("b", { className: speaker.name ? null : "unnamed" }, speakerName(speaker)),
        element("span", { className: "office" }, office(speaker) || (speaker.kind === "person" ? "" : speaker.kind)),
      ),
      element(
        "span",
        { className: "count" },
        String(count),
        element("span", { className: "hidden" }, count === 1 ? " quote" : " quotes"),
      ),
    );
    const edit = button("Edit", () => this.edit(this.#editing === speaker.id ? null : speaker.id), {
      className: "edit link",
      "aria-label": `Edit ${speakerName(speaker)}`,
      "aria-expanded": String(this.#editing === speaker.id),
    });
    const form = this.#editing === speaker.id ? this.#form(speaker, count) : null;
    return element("li", { className: `voice-${colour}`, data: { speaker: speaker.id } }, choose, edit, form);
  }

  #form(speaker, count) {
    const form = speakerFields(speaker);
    const close = () => {
      this.#editing = null;
      this.#redraw();
      this.#list.querySelector(`[data-speaker="${CSS.escape(speaker.id)}"] .edit`)?.focus();
    };
    form.append(
      element(
        "p",
        { className: "note" },
        count === 1
          ? "Goes for the one quote of this speaker."
          : `Goes for all ${plural(count, "quote")} of this speaker.`,
      ),
      element(
        "div",
        { className: "row" },
        element("button", { type: "submit", className: "primary" }, "Save"),
        button("Cancel", close),
      ),
    );
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      this.#editing = null;
      this.#review.editSpeaker(speaker.id, readSpeaker(form));
      close();
    });
    form.addEventListener("keydown", (event) => {
      if (event.key === "Escape") close();
    });
    return form;
  }
}

/** A form with a speaker's name, kind, role and affiliation. */
export function speakerFields({ name = null, kind = "person", role = null, affiliation = null } = {}) {
  const field = (label, input) => element("label", {}, element("span", {}, label), input);
  return element(
    "form",
    { className: "speaker-form", autocomplete: "off" },
    field("Name", element("input", { name: "name", value: name ?? "", placeholder: "none in the article" })),
    field("Role", element("input", { name: "role", value: role ?? "" })),
    field("Affiliation", element("input", { name: "affiliation", value: affiliation ?? "" })),
    field(
      "Kind",
      element(
        "select",
        { name: "kind" },
        ...KINDS.map((each) => element("option", { value: each, selected: each === kind }, each)),
      ),
    ),
  );
}

/** What stands in such a form; an empty field is null. */
export function readSpeaker(form) {
  const value = (name) => form.elements[name].value.trim() || null;
  return {
    name: value("name"),
    kind: form.elements.kind.value,
    role: value("role"),
    affiliation: value("affiliation"),
  };
}

function letters(index) {
  const before = Math.floor(index / 26);
  return (before ? letters(before - 1) : "") + String.fromCharCode(65 + (index % 26));
}
