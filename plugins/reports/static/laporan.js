// The pages work without a script; this one only fits them to Airflow, in whose frame they are shown.
"use strict";

// Only Airflow, from the same address, may show the pages in a frame (see HEADERS in rendering.py).
const airflow = window.parent === window ? null : window.parent.document;

// Light or dark as Airflow is, also when it changes: its html element has the class "light" or "dark".
function followTheme() {
  const dark = airflow
    ? airflow.documentElement.classList.contains("dark")
    : window.matchMedia("(prefers-color-scheme: dark)").matches;
  document.documentElement.dataset.theme = dark ? "dark" : "light";
}

followTheme();
if (airflow) {
  new MutationObserver(followTheme).observe(airflow.documentElement, { attributes: true, attributeFilter: ["class"] });
} else {
  window.matchMedia("(prefers-color-scheme: dark)").addEventListener("change", followTheme);
}

// Links to Airflow's own pages. Its frame is sandboxed without allow-top-navigation and allow-popups, so the browser
// takes target="_top" for a mistake and does nothing. The document around the frame is not sandboxed: it may follow
// the same link, as the same person's click.
if (airflow) {
  document.addEventListener("click", (event) => {
    const link = event.target.closest("a.airflow");
    if (!link || event.defaultPrevented || event.button !== 0) {
      return;
    }
    event.preventDefault();
    const there = airflow.createElement("a");
    there.href = link.href;
    there.target = event.ctrlKey || event.metaKey || event.shiftKey ? "_blank" : "_self";
    there.rel = "noopener";
    airflow.body.append(there);
    there.click();
    there.remove();
  });
}
