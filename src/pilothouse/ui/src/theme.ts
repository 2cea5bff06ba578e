/** Light, dark or the system's choice; stored per browser. The first paint is theme-early.ts's. */
import { all, say, store, stored } from "./dom";
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
  say(`Theme: ${WORDS[theme]}`);
}

export function start(): void {
  if (stored("theme")) show(current());
  on("theme", next);
  document.addEventListener("click", (event) => {
    if (event.target instanceof Element && event.target.closest('[data-action="theme"]')) next();
  });
}
