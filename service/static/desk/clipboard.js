// Text onto the clipboard, also where the page is served without TLS and the browser's own interface is missing.

/** Whether it worked. */
export async function copy(text) {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return copyBySelection(text);
  }
}

function copyBySelection(text) {
  const holder = document.createElement("textarea");
  holder.value = text;
  holder.className = "hidden";
  const focused = document.activeElement;
  document.body.append(holder);
  holder.select();
  const done = document.execCommand("copy");
  holder.remove();
  focused?.focus();
  return done;
}
