/** The panel beside the page: a link with data-peek opens in it, the same link or Escape closes it again. */
import { all, fetchPart, one } from "./dom";
import { on } from "./keys";
import { beginning, indexOf } from "./rows";

/** So many rows of a long plan are shown before the one somebody comes back to. */
const BEFORE = 20;

let opener: HTMLElement | null = null;

/** Shows what `url` answers beside the page; asked for twice, hides it. */
export async function peek(url: string, from: HTMLElement | null = null): Promise<void> {
  const side = one("#peek");
  if (!side) return;
  if (side.dataset["of"] === url && !side.hidden) return close();
  const part = await fetchPart(url);
  if (side.hidden) opener = from ?? (document.activeElement as HTMLElement | null);
  side.innerHTML = part;
  side.hidden = false;
  side.dataset["of"] = url;
}

export function close(): void {
  const side = one("#peek");
  if (!side || side.hidden) return;
  const inside = side.contains(document.activeElement);
  side.hidden = true;
  side.replaceChildren();
  if (inside && opener?.isConnected) opener.focus();
}

function clicked(event: MouseEvent): void {
  const target = event.target as Element;
  if (target.closest("[data-peek-close]")) return close();
  const link = target.closest<HTMLAnchorElement>("a[data-peek]");
  if (!link || event.ctrlKey || event.metaKey || event.shiftKey || event.button !== 0) return;
  event.preventDefault();
  void peek(link.href, link);
}

function pressed(event: KeyboardEvent): void {
  if (event.key === "Escape" && !event.defaultPrevented && !one("dialog[open]")) close();
}

/** The row that keys act on: the focused one, else the selected one. */
function current(): HTMLElement | null {
  const focused = document.activeElement?.closest<HTMLElement>("tr[data-key]");
  return focused ?? one("[role=treegrid] tr[aria-selected=true][data-key]");
}

/** A key of the panel's own link, or of the row when the panel is closed. */
function forRow(action: string, url: (row: HTMLElement) => string | undefined): void {
  on(action, () => {
    const row = current();
    const address = row && url(row);
    if (address) return void peek(address, row).then(focusFirst);
    all<HTMLElement>(`[data-action="${action}"]`).at(0)?.click();
  });
}

function focusFirst(): void {
  one<HTMLElement>("#peek :is(input:not([type=hidden]), select)")?.focus();
}

/** The address of a form that leads back to this row, as the page is now. */
function backTo(row: HTMLElement, address: string): string {
  const url = new URL(address, location.href);
  const here = row.closest("[data-span]") ? beginning(location.href, indexOf(row) - BEFORE) : new URL(location.href);
  if (url.searchParams.has("next")) url.searchParams.set("next", `${here.pathname}${here.search}#${row.id}`);
  return url.href;
}

export function start(): void {
  document.addEventListener("click", clicked);
  document.addEventListener("keydown", pressed);
  if (!one("[role=treegrid][data-why-url]")) return;
  const base = (name: string): string => one("[role=treegrid]")!.dataset[name] ?? "";
  const put = (name: string) => (row: HTMLElement) => backTo(row, base(name).replace("KEY", row.dataset["key"] ?? ""));
  forRow("why", put("whyUrl"));
  forRow("depend", put("dependUrl"));
}
