/** Arrows between bars. Rows name what they wait for: data-after="<id>:FS <id>:SS"; drawn for the selected row and
 * between rows that are critical in most runs (data-critical ≥ 0.5). A selected row's chain stays, the rest fades. */
import { all, one } from "./dom";

const SVG = "http://www.w3.org/2000/svg";
const CRITICAL = 0.5;

interface Link {
  from: HTMLElement;
  to: HTMLElement;
  type: string;
}
interface Point {
  x: number;
  y: number;
}

const idOf = (row: HTMLElement): string => row.dataset["id"] ?? "";
const critical = (row: HTMLElement): boolean => Number(row.dataset["critical"] ?? 0) >= CRITICAL;

function links(table: HTMLElement): Link[] {
  const rows = new Map(all("tr[data-id]", table).map((row) => [idOf(row), row]));
  return [...rows.values()].flatMap((to) =>
    (to.dataset["after"] ?? "").split(/\s+/).filter(Boolean).flatMap((word) => {
      const [id = "", type = "FS"] = word.split(":");
      const from = rows.get(id);
      return from ? [{ from, to, type }] : [];
    }),
  );
}

/** All rows that reach `row` or are reached from it. */
export function chainOf(row: HTMLElement, edges: readonly Link[]): Set<HTMLElement> {
  const found = new Set([row]);
  const walk = (start: HTMLElement, next: (edge: Link, at: HTMLElement) => HTMLElement | null): void => {
    for (const edge of edges) {
      const goal = next(edge, start);
      if (goal && !found.has(goal)) {
        found.add(goal);
        walk(goal, next);
      }
    }
  };
  walk(row, (edge, at) => (edge.to === at ? edge.from : null));
  walk(row, (edge, at) => (edge.from === at ? edge.to : null));
  return found;
}

function end(row: HTMLElement, which: "x" | "end", box: DOMRect): Point | null {
  const bar = one("[data-bar]", row);
  if (!bar || row.hidden) return null;
  const cell = bar.closest("td")!.getBoundingClientRect();
  const percent = Number(bar.dataset[which]);
  return { x: (percent / 100) * cell.width, y: cell.top + cell.height / 2 - box.top };
}

function arrow(link: Link, box: DOMRect, kind: string): SVGElement[] {
  const from = end(link.from, link.type.startsWith("S") ? "x" : "end", box);
  const to = end(link.to, link.type.endsWith("F") ? "end" : "x", box);
  if (!from || !to) return [];
  const down = to.y > from.y ? 1 : -1;
  const elbow = Math.max(from.x + 6, to.x + 4);
  const tip = to.y - down * 7;
  return [
    shape(`M${from.x} ${from.y}H${elbow}V${tip - down * 4}`, `dep ${kind}`),
    shape(`M${elbow - 3} ${tip - down * 4}h6l-3 ${down * 4.5}z`, `dep-head ${kind}`),
  ];
}

function shape(d: string, name: string): SVGElement {
  const path = document.createElementNS(SVG, "path");
  path.setAttribute("d", d);
  path.setAttribute("class", name.trim());
  return path;
}

class Gantt {
  private chosen: HTMLElement | null = null;
  private readonly layer = document.createElementNS(SVG, "svg");

  constructor(private readonly table: HTMLElement, private readonly body: HTMLElement) {
    this.layer.setAttribute("class", "gantt-deps");
    this.layer.setAttribute("aria-hidden", "true");
    table.addEventListener("treegrid:select", (event) => this.choose((event as CustomEvent<{ row: HTMLElement | null }>).detail.row));
    table.addEventListener("treegrid:fold", () => this.draw());
    table.addEventListener("treegrid:rows", () => this.choose(this.chosen));
    document.addEventListener("live:morphed", () => this.choose(this.chosen));
    new ResizeObserver(() => this.draw()).observe(body);
    this.choose(one("tr[aria-selected=true]", table));
  }

  choose(row: HTMLElement | null): void {
    this.chosen = row?.isConnected ? row : null;
    const chain = this.chosen ? chainOf(this.chosen, links(this.table)) : new Set<HTMLElement>();
    this.table.toggleAttribute("data-chain", chain.size > 1);
    for (const other of all("tbody tr", this.table)) other.toggleAttribute("data-in-chain", chain.has(other));
    this.draw();
  }

  draw(): void {
    if (!this.layer.isConnected) this.body.append(this.layer);
    const box = this.body.getBoundingClientRect();
    this.layer.replaceChildren(...links(this.table).flatMap((link) => {
      const mine = link.from === this.chosen || link.to === this.chosen;
      const kind = mine ? "chosen" : critical(link.from) && critical(link.to) ? "critical" : "";
      return kind ? arrow(link, box, kind) : [];
    }));
  }
}

export function start(): void {
  for (const body of all(".plan-body")) {
    const table = one("[role=treegrid]", body);
    if (table) new Gantt(table, body);
  }
}
