// The review desk: an article in, its quotes drawn, and everything on the page tied together.

import { ArticleView } from "./article.js";
import { plural } from "./dom.js";
import { Filters } from "./filters.js";
import { KeyField } from "./key.js";
import { Words } from "./offsets.js";
import { Panel } from "./panel.js";
import { reopened, UnfitFileError } from "./reopening.js";
import { Review } from "./review.js";
import { SpeakerList, voicesOf } from "./speakers.js";

const $ = (id) => document.getElementById(id);
const intake = $("intake");
const form = intake.querySelector("form");

const desk = {
  review: null,
  voices: new Map(),
  words: null,
  numberOf: (id) => desk.review.quotes.findIndex((quote) => quote.id === id) + 1,
  changed: (id) => changed.has(id),
  selected: () => selected,
  pin,
  say,
};
let articleId = null;
let pinned = null;
let pointed = null;
let selected = null;
let changed = new Set();
let saved = true;
let asking = null;

const view = new ArticleView($("article"), { onPoint: point, onPin: pin });
const key = new KeyField($("key-row"));
const panel = new Panel($("record"), desk);
const filters = new Filters($("filters").querySelector("form"), $("confidence-shown"), filter);
$("filters").open = matchMedia("(min-width: 46rem)").matches;
const speakers = new SpeakerList($("speakers"), {
  onChoose(id) {
    filters.speaker = id;
    filter();
    speakers.draw(desk.review, desk.voices, id);
  },
});

form.addEventListener("submit", (event) => {
  event.preventDefault();
  ask(form.elements.text.value);
});
form.elements.text.addEventListener("input", () => (articleId = null));

for (const sample of form.querySelectorAll("[data-sample]")) {
  sample.addEventListener("click", async () => {
    const answer = await fetch(sample.dataset.sample);
    form.elements.text.value = await answer.text();
    articleId = sample.dataset.name;
    form.requestSubmit();
  });
}

$("reopen").addEventListener("click", () => $("file").click());
$("file").addEventListener("change", async () => {
  const [file] = $("file").files;
  if (!file) return;
  const content = await file.text();
  // The same file can be chosen again after it was changed.
  $("file").value = "";
  reopen(file.name, content);
});

$("undo").addEventListener("click", () => desk.review.undo());
$("download").addEventListener("click", () => {
  const record = desk.review.export();
  save(`${JSON.stringify(record, null, 2)}\n`, "application/json", fileName("json"));
  saved = true;
  tell();
});

for (const wanted of $("formats").querySelectorAll("[data-format]")) {
  wanted.addEventListener("click", async () => {
    const answer = await post(`?format=${encodeURIComponent(wanted.dataset.format)}`, body({ text: desk.review.text }));
    if (!answer.ok) return say(await problemOf(answer));
    // Spreadsheets take a file without a byte order mark for the system's own encoding.
    const mark = wanted.dataset.ending === "csv" ? "\ufeff" : "";
    save(mark + (await answer.text()), wanted.dataset.type, fileName(wanted.dataset.ending));
    $("formats").open = false;
    return undefined;
  });
}

document.addEventListener("selectionchange", () => {
  if (!desk.review) return;
  const now = view.selected();
  // A press on a button of the panel may take the selection away; it still means the words that were selected.
  if (!now && $("record").contains(document.activeElement)) return;
  if (now?.start === selected?.start && now?.end === selected?.end) return;
  selected = now;
  if (pinned === null) panel.show(null, selected !== null);
  else if (panel.correcting) panel.redraw();
});

document.addEventListener("keydown", (event) => {
  if (event.key === "Escape" && $("formats").open) $("formats").open = false;
  else if (event.key === "Escape" && $("article").contains(document.activeElement)) pin(null);
});

document.addEventListener("click", (event) => {
  if (!$("formats").contains(event.target)) $("formats").open = false;
});

addEventListener("beforeunload", (event) => {
  if (!saved) event.preventDefault();
});

/** What is posted: a text, or HTML, of which the service makes one. */
function body(article, options = {}) {
  return JSON.stringify({ ...article, ...(articleId ? { id: articleId } : {}), options });
}

/** Whether somebody pasted the source of a page: it begins with an element that holds paragraphs, or is one. */
function isHtml(text) {
  const begins =
    /^\s*(?:<!--|<!doctype html|<(?:html|head|body|main|article|section|div|header|figure|blockquote|p|h[1-6]|[ou]l)[\s>])/i;
  return begins.test(text) && /<\/\w+\s*>/.test(text);
}

async function post(query, content, signal = undefined) {
  const headers = { "Content-Type": "application/json", Accept: "*/*", ...key.headers };
  const answer = await fetch(form.dataset.action + query, { method: "POST", headers, body: content, signal });
  key.answered(answer.status);
  return answer;
}

async function ask(text) {
  if (!mayLeave()) return;
  asking?.abort();
  asking = new AbortController();
  busy(true);
  try {
    const article = isHtml(text) ? { html: text } : { text };
    const answer = await post("", body(article, { offsets: "utf16" }), asking.signal);
    const content = await answer.text();
    performance.mark("quoth-response");
    if (!answer.ok) return fail(problemIn(content, answer.status));
    const record = JSON.parse(content);
    open(new Review(record.text ?? text, record));
    // Two frames: after the first, what was drawn is laid out and painted.
    requestAnimationFrame(() => requestAnimationFrame(() => performance.measure("quoth-draw", "quoth-response")));
  } catch (error) {
    if (error.name === "AbortError") return undefined;
    if (!(error instanceof TypeError)) throw error;
    fail("The service cannot be reached.");
  } finally {
    busy(false);
  }
  return undefined;
}

/** Goes on with a record that was downloaded before. */
function reopen(name, content) {
  if (!mayLeave()) return;
  asking?.abort();
  $("problem").hidden = true;
  try {
    const { text, record, found } = reopened(content);
    articleId = record.id;
    open(new Review(text, record, found));
  } catch (error) {
    if (!(error instanceof UnfitFileError)) throw error;
    fail(`${name} cannot be opened: ${error.message}`);
  }
}

function mayLeave() {
  return saved || confirm("Your corrections have not been downloaded. Leave them?");
}

/** Begins a review: draws everything, and takes the reader there. */
function open(review) {
  desk.review = review;
  desk.words = new Words(review.text);
  desk.review.addEventListener("change", () => {
    saved = desk.review.corrections().length === 0;
    draw();
  });
  pinned = pointed = selected = null;
  saved = true;
  filters.speaker = null;
  $("results").hidden = false;
  document.body.classList.add("reading");
  intake.open = false;
  draw();
  const { quotes, warnings } = review.record;
  $("warnings").textContent = warnings.join(" ");
  $("warnings").hidden = warnings.length === 0;
  say([`${plural(quotes.length, "quote")} found.`, ...warnings].join(" "));
  $("summary").focus({ preventScroll: true });
  scrollTo({ top: 0 });
}

function draw() {
  changed = new Set(desk.review.corrections().map(({ quote }) => quote));
  desk.voices = voicesOf(desk.review);
  if (pinned && !desk.review.quote(pinned)) pinned = null;
  if (filters.speaker && !desk.voices.has(filters.speaker)) filters.speaker = null;
  pointed = null;
  view.draw(desk.review, desk.voices);
  speakers.draw(desk.review, desk.voices, filters.speaker);
  view.tie(pinned, null);
  filter();
  panel.show(pinned, pinned !== null);
  tell();
}

function filter() {
  const passing = filters.pass(desk.review.quotes);
  view.show(passing);
  const all = desk.review.quotes.length;
  const voices = plural(desk.voices.size, "speaker");
  $("summary").textContent =
    all === 0
      ? "No quotes found"
      : passing.size === all
        ? `${plural(all, "quote")} by ${voices}`
        : `${passing.size} of ${plural(all, "quote")}`;
  if (passing.size !== all) say(`${passing.size} of ${plural(all, "quote")} shown.`);
  speakers.draw(desk.review, desk.voices, filters.speaker);
}

function tell() {
  const count = desk.review.corrections().length;
  $("unsaved").textContent = count ? `${plural(count, "correction")}${saved ? "" : ", not yet downloaded"}` : "";
  $("undo").hidden = !desk.review.canUndo;
}

function point(id) {
  if (id === pointed) return;
  pointed = id;
  view.tie(pinned, pointed);
  // Whoever selects words crosses quotes on the way and does not mean them.
  if (pinned === null && pointed !== null && selected === null) panel.show(pointed, false);
}

/** Keeps a quote in the panel, or with null none; `go` also brings it into sight. */
function pin(id, go = false) {
  const before = pinned;
  pinned = id;
  view.tie(pinned, pointed);
  panel.show(pinned, pinned !== null);
  if (go) view.focus(id);
  else if (id) view.reveal(id);
  else if (id === null && before && $("record").contains(document.activeElement)) view.focus(before);
}

function busy(on) {
  form.setAttribute("aria-busy", String(on));
  const submit = form.querySelector("[type=submit]");
  submit.textContent = on ? "Reading…" : "Find the quotes";
  if (on) {
    $("problem").hidden = true;
    say("Reading the article.");
  }
}

function fail(message) {
  intake.open = true;
  $("problem").textContent = message;
  $("problem").hidden = false;
}

async function problemOf(answer) {
  return problemIn(await answer.text(), answer.status);
}

function problemIn(content, status) {
  try {
    return JSON.parse(content).detail;
  } catch {
    return `The service answered with status ${status}.`;
  }
}

function say(text) {
  $("status").textContent = text;
}

function fileName(ending) {
  return `${(articleId ?? desk.review.record.id).replace(/[^\w.-]+/g, "_")}.${ending}`;
}

function save(content, type, name) {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([content], { type }));
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href));
}
