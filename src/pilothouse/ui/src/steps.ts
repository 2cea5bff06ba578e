/** Lists by keyboard: J and K walk their rows, Space shows the row that has the focus beside the page. An open panel
 * follows the walk. Rows have data-peek-url; the Plan's rows have keys of their own. */
import { all, one, takesText } from "./dom";
import { on } from "./keys";
import { peek } from "./peek";

const ROW = "table.list tr[data-peek-url]";

const title = (row: HTMLElement | undefined): HTMLElement | null => (row ? one<HTMLElement>("th a[href]", row) : null);

const shown = (): boolean => one("#peek")?.hidden === false;

function step(by: 1 | -1): void {
  const rows = all<HTMLElement>(ROW);
  const here = rows.findIndex((row) => row.contains(document.activeElement));
  const row = here < 0 ? rows.at(by > 0 ? 0 : -1) : rows[here + by];
  title(row)?.focus();
  row?.scrollIntoView({ block: "nearest" });
  if (row && shown()) void peek(row.dataset["peekUrl"]!);
}

function pressed(event: KeyboardEvent): void {
  if (event.key !== " " || event.ctrlKey || event.altKey || event.metaKey || event.shiftKey || event.defaultPrevented) return;
  const target = event.target instanceof Element ? event.target : null;
  const row = target?.closest<HTMLElement>(ROW);
  if (!row || takesText(target) || target?.closest("input, button, summary")) return;
  event.preventDefault();
  void peek(row.dataset["peekUrl"]!, title(row));
}

const listed = (): void => undefined;

export function start(): void {
  document.addEventListener("keydown", pressed);
  on("row.next", () => step(1));
  on("row.previous", () => step(-1));
  on("row.peek", listed);
}
