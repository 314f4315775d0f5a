// The API key, where the service wants one: a field that appears when it does, and keeps the key until the tab is closed.

const STORED = "quoth-key";

export class KeyField {
  #row;
  #input;

  /** `row` is hidden until a key is wanted and holds one input. */
  constructor(row) {
    this.#row = row;
    this.#input = row.querySelector("input");
    try {
      this.#input.value = sessionStorage.getItem(STORED) ?? "";
    } catch {
      // No storage: the key lasts as long as the page.
    }
    this.#row.hidden = this.#input.value === "";
  }

  /** Headers that send the key; none where there is none. */
  get headers() {
    const key = this.#input.value.trim();
    return key ? { Authorization: `Bearer ${key}` } : {};
  }

  /** To be called with the status of each answer: shows the field if the key was refused, keeps the key if it was not. */
  answered(status) {
    if (status === 401 || status === 403) {
      this.#row.hidden = false;
      this.#input.focus();
      this.#input.select();
      return;
    }
    try {
      sessionStorage.setItem(STORED, this.#input.value.trim());
    } catch {
      // As above.
    }
  }
}
