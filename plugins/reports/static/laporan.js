// The pages work without a script; this one only fits them to Airflow, in whose frame they are shown.
"use strict";

const airflow = window.parent === window ? null : window.parent.document.documentElement;

// Light or dark as Airflow is, also when it changes.
function followTheme() {
  const dark = airflow
    ? airflow.classList.contains("dark")
    : window.matchMedia("(prefers-color-scheme: dark)").matches;
  document.documentElement.dataset.theme = dark ? "dark" : "light";
}

followTheme();
if (airflow) {
  new MutationObserver(followTheme).observe(airflow, { attributes: true, attributeFilter: ["class"] });
} else {
  window.matchMedia("(prefers-color-scheme: dark)").addEventListener("change", followTheme);
}
