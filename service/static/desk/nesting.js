// Overlapping stretches of a text in, a DOM tree out: longer stretches enclose shorter ones, crossing ones are cut.

const BLANK_LINE = /(?:\r\n|\r|\n)[^\S\r\n]*(?:\r\n|\r|\n)\s*/g;
const LINE_END = /[\r\n]+\s*/g;

/** The [start, end] of each paragraph: what blank lines part or, in a text without any, what line ends part. */
export function paragraphs(text) {
  const found = [];
  const last = text.trimEnd().length;
  const parting = new RegExp(text.trim().search(BLANK_LINE) < 0 ? LINE_END : BLANK_LINE);
  let start = text.length - text.trimStart().length;
  parting.lastIndex = start;
  for (let gap = parting.exec(text); gap && gap.index < last; gap = parting.exec(text)) {
    found.push([start, gap.index]);
    start = gap.index + gap[0].length;
  }
  if (start < last) found.push([start, last]);
  return found;
}

/**
 * Fills `parent` with `text.slice(start, end)`. For each stretch `open(stretch, first)` makes a list: its element, then
 * what is to stand before that; `first` says that it is not the rest of one that began earlier. `write(string, at)` makes
 * the text nodes.
 *
 * @param {{start: number, end: number, rank: number}[]} stretches those that overlap the paragraph, in any order; of
 *   two equal ones the lower rank stands outside
 */
export function nest(parent, text, start, end, stretches, open, write) {
  const coming = stretches.toSorted(
    (a, b) => Math.max(a.start, start) - Math.max(b.start, start) || b.end - a.end || a.rank - b.rank,
  );
  const bounds = new Set([start, end]);
  for (const stretch of coming) {
    bounds.add(Math.max(stretch.start, start));
    bounds.add(Math.min(stretch.end, end));
  }
  const ordered = [...bounds].sort((a, b) => a - b);
  let opened = [];
  let next = 0;
  const inside = () => opened.at(-1)?.element ?? parent;
  const enter = (stretch, first) => {
    const [element, ...before] = open(stretch, first);
    inside().append(...before, element);
    opened.push({ stretch, element });
  };
  for (let i = 0; i + 1 < ordered.length; i++) {
    const at = ordered[i];
    const ending = opened.findIndex(({ stretch }) => stretch.end <= at);
    if (ending >= 0) {
      const cut = opened.slice(ending);
      opened = opened.slice(0, ending);
      for (const { stretch } of cut) if (stretch.end > at) enter(stretch, false);
    }
    while (next < coming.length && Math.max(coming[next].start, start) === at) {
      enter(coming[next], coming[next].start >= start);
      next++;
    }
    inside().append(write(text.slice(at, ordered[i + 1]), at));
  }
}
