/** Keys of the inbox: J and K walk from decision to decision, A and D answer the one that is open.
 * A decision told in one line is opened first: nobody accepts what they have not seen. */
import { all, one } from "./dom";
import { on } from "./keys";

const entries = (): HTMLElement[] => all("#inbox > :is(section, article)");

const current = (): HTMLElement | undefined => entries().find((entry) => entry.contains(document.activeElement));

const title = (entry: HTMLElement | undefined): HTMLElement | null => (entry ? one(":is(h1, h2, h3) a[href]", entry) : null);

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
  (one(`[data-action="${action}"]`, entry) ?? title(entry))?.click();
}

export function start(): void {
  if (!one("#inbox")) return;
  on("down", () => step(1));
  on("up", () => step(-1));
  if (!one("#inbox [data-action]")) return;
  on("accept", () => answer("accept"));
  on("decline", () => answer("decline"));
}
