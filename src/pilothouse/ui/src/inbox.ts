/** Keys of the inbox: J and K walk from decision to decision; A, D, Q and H answer the one that is open.
 * A decision told in one line is opened first: nobody accepts what they have not seen. */
import { all, one } from "./dom";
import { on } from "./keys";

const entries = (): HTMLElement[] => all("#inbox > :is(section, article)");

const current = (): HTMLElement | undefined => entries().find((entry) => entry.contains(document.activeElement));

const title = (entry: HTMLElement | undefined): HTMLElement | null => (entry ? one(":is(h1, h2, h3) a[href]", entry) : null);

/** "PR-31" of a decision, as its heading's id has it. */
export const keyOf = (entry: Element): string => one(":is(h1, h2, h3)[id]", entry)?.id ?? "";

function step(by: number): void {
  const list = entries();
  const here = current();
  const goal = here ? list[list.indexOf(here) + by] : list.at(by > 0 ? 0 : -1);
  title(goal)?.focus();
  goal?.scrollIntoView({ block: "nearest" });
}

function answer(action: string): void {
  const entry = current() ?? entries()[0];
  if (!entry) return;
  const control = one(`[data-action="${action}"]`, entry);
  if (action === "decline" && control && !words(entry)?.value.trim()) return words(entry)?.focus();
  (control ?? title(entry))?.click();
}

const words = (entry: Element): HTMLInputElement | null => one<HTMLInputElement>('input[name="words"]', entry);

/** What came since is told above the list; the list itself stays where it is until somebody asks for it. */
export function tellNews(): void {
  const news = one("#inbox-news");
  if (!news) return;
  const waiting = new Set((news.dataset["keys"] ?? "").split(/\s+/).filter(Boolean));
  const shown = new Set(entries().map(keyOf));
  const fresh = [...waiting].filter((key) => !shown.has(key)).length;
  const link = one("a", news);
  if (link) {
    link.hidden = fresh === 0;
    link.textContent = `${fresh} new`;
  }
  for (const entry of entries()) entry.classList.toggle("settled", !waiting.has(keyOf(entry)));
}

export function start(): void {
  if (!one("#inbox")) return;
  document.addEventListener("live:morphed", tellNews);
  if (!entries().length) return;
  on("down", () => step(1));
  on("up", () => step(-1));
  for (const action of ["accept", "decline", "ask", "snooze"])
    if (one(`#inbox [data-action="${action}"]`)) on(action, () => answer(action));
}
