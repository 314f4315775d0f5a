// Which quotes are shown: by speaker, form, act and confidence.

/** Reads the form of filters, and calls back `onChange()` whenever it is touched. */
export class Filters {
  #form;
  #shown;
  speaker = null;

  constructor(form, shown, onChange) {
    this.#form = form;
    this.#shown = shown;
    form.addEventListener("input", () => {
      this.#tell();
      onChange();
    });
    form.addEventListener("reset", () => {
      this.speaker = null;
      // The fields have their first values only after this event.
      setTimeout(() => {
        this.#tell();
        onChange();
      });
    });
  }

  /** The ids of the quotes that pass. */
  pass(quotes) {
    const forms = this.#checked("form");
    const acts = this.#checked("act");
    const least = this.#form.elements.confidence.valueAsNumber / 100;
    const passes = (quote) =>
      forms.has(quote.form) &&
      acts.has(quote.act) &&
      quote.confidence >= least &&
      (this.speaker === null || quote.speakers.includes(this.speaker));
    return new Set(quotes.filter(passes).map(({ id }) => id));
  }

  #checked(name) {
    return new Set(Array.from(this.#form.querySelectorAll(`[name=${name}]:checked`), ({ value }) => value));
  }

  #tell() {
    this.#shown.value = `${this.#form.elements.confidence.value}%`;
  }
}
