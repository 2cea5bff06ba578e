/** Light, dark or the system's choice; stored per browser. The first paint is early.ts's. */
import { all, csrfToken, say, store, stored } from "./dom";
import { on } from "./keys";

const ORDER = ["system", "light", "dark"] as const;
type Theme = (typeof ORDER)[number];
const WORDS: Record<Theme, string> = { system: "follows the system", light: "light", dark: "dark" };

const current = (): Theme => ORDER.find((theme) => theme === stored("theme")) ?? "system";

function show(theme: Theme): void {
  if (theme === "system") delete document.documentElement.dataset["theme"];
  else document.documentElement.dataset["theme"] = theme;
  for (const button of all('[data-action="theme"]')) button.setAttribute("aria-label", `Theme: ${WORDS[theme]}`);
  for (const icon of all("[data-theme-icon]")) icon.hidden = icon.dataset["themeIcon"] !== theme;
}

function next(): void {
  const theme = ORDER[(ORDER.indexOf(current()) + 1) % ORDER.length]!;
  store("theme", theme === "system" ? null : theme);
  show(theme);
  remember(theme);
  say(`Theme: ${WORDS[theme]}`);
}

/** Keep the choice with the account, so that other browsers and the first paint know it. */
function remember(theme: Theme): void {
  const home = document.body.dataset["liveUrl"]?.replace(/stream$/, "");
  if (!home) return;
  const body = new URLSearchParams({ theme: theme === "system" ? "" : theme, shown: "theme" });
  const headers = { "X-CSRFToken": csrfToken(), "HX-Request": "true" };
  void fetch(`${home}do/preferences.set`, { method: "POST", body, headers }).catch(() => undefined);
}

export function start(): void {
  const chosen = document.documentElement.dataset["theme"];
  if (chosen) store("theme", chosen);
  if (stored("theme")) show(current());
  on("theme", next);
  document.addEventListener("click", (event) => {
    if (event.target instanceof Element && event.target.closest('[data-action="theme"]')) next();
  });
}
