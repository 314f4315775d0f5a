// Offsets of a text: UTF-16 code units, as JavaScript counts, into Unicode code points, as records count; and words.

/** A function from a UTF-16 offset of `text` to the offset in code points. */
export function toCodePoints(text) {
  const wide = wideCharacters(text);
  return (offset) => offset - countBelow(wide, offset);
}

/** A function from an offset of `text` in code points to the UTF-16 offset. */
export function fromCodePoints(text) {
  const wide = wideCharacters(text).map((offset, before) => offset - before);
  return (offset) => offset + countBelow(wide, offset);
}

/** The UTF-16 offsets of the characters that take two code units. */
function wideCharacters(text) {
  return Array.from(text.matchAll(/[\ud800-\udbff][\udc00-\udfff]/g), ({ index }) => index);
}

/** How many of the rising numbers are below the limit. */
function countBelow(numbers, limit) {
  let low = 0;
  let high = numbers.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (numbers[middle] < limit) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** The word and punctuation boundaries of a text, for moving the ends of a span by one word. */
export class Words {
  #starts = [];
  #ends = [];

  constructor(text) {
    for (const { segment, index } of segments(text)) {
      if (!segment.trim()) continue;
      this.#starts.push(index);
      this.#ends.push(index + segment.length);
    }
  }

  /** The last beginning of a word before `offset`, or null. */
  startBefore(offset) {
    return this.#starts.findLast((start) => start < offset) ?? null;
  }

  startAfter(offset) {
    return this.#starts.find((start) => start > offset) ?? null;
  }

  endBefore(offset) {
    return this.#ends.findLast((end) => end < offset) ?? null;
  }

  endAfter(offset) {
    return this.#ends.find((end) => end > offset) ?? null;
  }
}

function segments(text) {
  if (typeof Intl.Segmenter === "function") return new Intl.Segmenter("en", { granularity: "word" }).segment(text);
  return Array.from(text.matchAll(/[\p{L}\p{N}\p{M}]+|[^\p{L}\p{N}\p{M}\s]/gu), (m) => ({
    segment: m[0],
    index: m.index,
  }));
}
