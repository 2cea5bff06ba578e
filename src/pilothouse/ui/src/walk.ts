/** `[` and `]` lead to the item before and after in the list one came from: a page that is left by the link of an
 * item remembers its items in their order, for this tab. */
import { all } from "./dom";
import { on } from "./keys";

const SHELF = "walk";
const MOST = 500;
/** Pages of single things: /ws/features/LED-12, /ws/i/LED-12, /ws/PR-3. */
const ITEM = /\/[A-Z][A-Z0-9]*-\d+$/;

const pathOf = (link: HTMLAnchorElement): string => new URL(link.href, location.href).pathname;

/** Addresses of the items a page lists, each once, in their order. */
export function listed(root: ParentNode): string[] {
  const paths = all<HTMLAnchorElement>("a[href]", root).map(pathOf).filter((path) => ITEM.test(path));
  return [...new Set(paths)].slice(0, MOST);
}

/** The address `by` steps from this one; undefined at the ends and outside of the list. */
export function beside(list: readonly string[], path: string, by: number): string | undefined {
  const here = list.indexOf(path);
  return here < 0 ? undefined : list[here + by];
}

function remember(event: MouseEvent): void {
  const link = event.target instanceof Element ? event.target.closest<HTMLAnchorElement>("main a[href]") : null;
  if (!link || ITEM.test(location.pathname) || !ITEM.test(pathOf(link))) return;
  keep(listed(link.closest("main")!));
}

function keep(list: string[]): void {
  try {
    sessionStorage.setItem(SHELF, JSON.stringify(list));
  } catch {
    // Without storage the list is forgotten, and the keys are not offered.
  }
}

function kept(): string[] {
  try {
    return JSON.parse(sessionStorage.getItem(SHELF) ?? "[]") as string[];
  } catch {
    return [];
  }
}

export function start(): void {
  document.addEventListener("click", remember, true);
  const list = kept();
  for (const [action, by] of [["previous", -1], ["next", 1]] as const) {
    const goal = beside(list, location.pathname, by);
    if (goal) on(action, () => location.assign(goal));
  }
}
