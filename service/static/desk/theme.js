// Applies the reader's choice of light or dark before the page is painted; "system" leaves it to the browser.
{
  const KEY = "quoth-theme";
  let theme = "system";
  try {
    theme = localStorage.getItem(KEY) ?? theme;
  } catch {
    // No storage: the choice lasts as long as the page.
  }
  document.documentElement.dataset.theme = theme;
  addEventListener("DOMContentLoaded", () => {
    for (const choice of document.querySelectorAll("input[name=theme]")) {
      choice.checked = choice.value === theme;
      choice.addEventListener("change", () => {
        document.documentElement.dataset.theme = choice.value;
        try {
          localStorage.setItem(KEY, choice.value);
        } catch {
          // As above.
        }
      });
    }
  });
}
