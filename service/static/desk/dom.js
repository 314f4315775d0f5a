// Elements in one call, and the few words in which quotes and speakers are told.

/**
 * An element. `properties` are DOM properties; names with a dash and `role` are set as attributes, `data` fills the
 * dataset, and null or false leaves one out. Children are nodes or strings, null is skipped.
 */
export function element(name, properties = {}, ...children) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(properties)) {
    if (value === null || value === undefined || value === false) continue;
    if (key === "data") Object.assign(made.dataset, value);
    else if (key === "on")
      for (const [event, listener] of Object.entries(value)) made.addEventListener(event, listener);
    else if (key.includes("-") || key === "role" || key === "for") made.setAttribute(key, value);
    else made[key] = value;
  }
  made.append(...children.flat().filter((child) => child !== null && child !== undefined && child !== false));
  return made;
}

export function button(label, act, properties = {}) {
  return element("button", { type: "button", ...properties, on: { click: act } }, label);
}

export function plural(count, noun) {
  return `${count} ${noun}${count === 1 ? "" : "s"}`;
}

export function percent(confidence) {
  return `${Math.round(confidence * 100)}%`;
}

/** A speaker's name, or how the article calls somebody who has none in it. */
export function speakerName(speaker) {
  return speaker.name ?? (speaker.mentions?.[0]?.text || "Unnamed speaker");
}

/** Role and affiliation, or "". A role that is all the article calls somebody is not told twice. */
export function office(speaker) {
  const role = speaker.role?.toLowerCase() === speakerName(speaker).toLowerCase() ? null : speaker.role;
  return [role, speaker.affiliation].filter(Boolean).join(", ");
}

/** What is said on one line: a direct quote in one pair of marks, however many the article has around its stretches. */
export function saying(quote) {
  const stretches = quote.content.spans.map(({ text }) => text.trim().replace(/\s+/g, " "));
  return quote.form === "direct" ? `“${stretches.map(bare).join(" … ")}”` : stretches.join(" … ");
}

/** A stretch without the marks around it, and without the comma that led on to the words that attribute. */
function bare(text) {
  return text
    .replace(/^(?:["“„‟«]|``)+|(?:["”“»]|'')+$/gu, "")
    .replace(/^[‘'](.*)[’']$/su, "$1")
    .replace(/,$/, "");
}

/** "“…” — Name, Role, Affiliation": quotation marks only around what was said in these words. */
export function attributed(quote, speakers) {
  const names = speakers.map((speaker) => [speakerName(speaker), office(speaker)].filter(Boolean).join(", "));
  const reported = quote.form === "indirect" ? " (reported)" : "";
  return `${saying(quote)} — ${names.join("; ") || "speaker not known"}${reported}`;
}

/** The text without its middle where it is longer than `most` characters, cut between words. */
export function shortened(text, most = 60) {
  if (text.length <= most) return text;
  const half = Math.floor(most / 2);
  return `${text.slice(0, half).replace(/\s\S*$/, "")} … ${text.slice(-half).replace(/^\S*\s/, "")}`;
}
