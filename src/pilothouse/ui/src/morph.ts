/** Morphs parts of the page and keeps what belongs to the person: focus, typed text, open rows, scroll. */
import htmx from "htmx.org";
import { Idiomorph } from "idiomorph";
import { takesText, type Fetched } from "./dom";

/** Attributes that the page's own scripts hold; the server does not know them. */
const OURS: Record<string, readonly string[]> = {
  TR: ["aria-expanded", "aria-selected", "tabindex", "hidden", "data-in-chain"],
  TD: ["tabindex"],
  TH: ["tabindex"],
  DETAILS: ["open"],
  TABLE: ["data-chain"],
};
const FLASHES = "td, dd, [data-flash]";

/** A field somebody is in or has typed into keeps what it holds. */
const typedInto = (node: Node): boolean =>
  (node === document.activeElement && takesText(node)) ||
  (node instanceof HTMLInputElement && node.checked !== node.defaultChecked) ||
  ((node instanceof HTMLInputElement || node instanceof HTMLTextAreaElement) && node.value !== node.defaultValue);

const beingEdited = (node: Node): boolean => node instanceof Element && node.hasAttribute("data-editing");

const IN_USE = ":focus, :focus-within, :has([data-editing])";
const placeOf = (row: Element): number => Number(row.getAttribute("aria-rowindex"));

/** Which rows of a long plan stay though the answer does not hold them: the room of those not shown, and one that is
 * in use beyond those that came. Such a row is stale until it comes, too. */
function staying(fresh: string | Element): (node: Node) => boolean {
  const places = typeof fresh === "string" ? [] : [...fresh.querySelectorAll("tr[aria-rowindex]")].map(placeOf);
  const [first, last] = [Math.min(...places), Math.max(...places)];
  return (node) => {
    if (!(node instanceof HTMLTableRowElement)) return false;
    if (node.classList.contains("room")) return true;
    const isBeyond = placeOf(node) < first || placeOf(node) > last || node.matches(":has([data-editing])");
    if (!node.hasAttribute("aria-rowindex") || !isBeyond || !node.matches(IN_USE)) return false;
    node.dataset["stale"] = "";
    return true;
  };
}

/** Whether a group of a long plan is open, the server knows. */
const serverFolds = (name: string, node: Element): boolean => name === "aria-expanded" && node.querySelector("a.twist") !== null;

const keeps = (name: string, node: Element): boolean =>
  node.hasAttribute(name) && Boolean(OURS[node.tagName]?.includes(name)) && !serverFolds(name, node);

const drawn = new WeakMap<Element, number>();

/** Brings a part up to date from its page. One that was asked for before what is shown came too late: it would
 * draw what was, and the next key would act on that. */
export function renew(part: Element, from: Fetched): void {
  const fresh = from.page.getElementById(part.id);
  if (!fresh || !part.isConnected || from.asked < (drawn.get(part) ?? 0)) return;
  drawn.set(part, from.asked);
  morph(part, fresh);
}

/** Morphs `part` into `html` (one element with the same id) and marks values that changed. */
export function morph(part: Element, html: string | Element, style: "outerHTML" | "innerHTML" = "outerHTML"): void {
  const changed = new Set<Element>(), stays = staying(html);
  const focused = part.contains(document.activeElement) ? document.activeElement : null;
  Idiomorph.morph(part, html, {
    morphStyle: style,
    restoreFocus: true,
    callbacks: {
      beforeNodeMorphed: (old: Node, fresh: Node): boolean => {
        if (typedInto(old) || beingEdited(old)) return false;
        if (old instanceof Element && old.matches(FLASHES) && old.textContent !== fresh.textContent) changed.add(old);
        return true;
      },
      beforeNodeRemoved: (node: Node): boolean => !stays(node),
      beforeAttributeUpdated: (name: string, node: Element): boolean => !keeps(name, node),
    },
  });
  // A row that moves takes its focus along, also where moving it meant taking it out for a moment.
  if (focused instanceof HTMLElement && focused.isConnected && focused !== document.activeElement) focused.focus({ preventScroll: true });
  for (const element of changed) flash(element);
  htmx.process(document.body.contains(part) ? part : document.body);
}

function flash(element: Element): void {
  element.classList.add("changed");
  element.addEventListener("animationend", () => element.classList.remove("changed"), { once: true });
}

/** Lets hx-swap="morph" and hx-swap="morph:innerHTML" use the same rules. */
export function start(): void {
  htmx.defineExtension("morph", {
    isInlineSwap: (swapStyle: string) => swapStyle === "morph" || swapStyle === "morph:outerHTML",
    handleSwap: (swapStyle: string, target: Node, fragment: Node) => {
      if (!swapStyle.startsWith("morph") || !(target instanceof Element)) return false;
      if (swapStyle.endsWith("innerHTML")) {
        const box = document.createElement(target.tagName);
        box.append(...fragment.childNodes);
        morph(target, box.innerHTML, "innerHTML");
      } else {
        const fresh = [...fragment.childNodes].find((node): node is Element => node instanceof Element);
        if (!fresh) return false;
        morph(target, fresh);
      }
      return [target];
    },
  });
}
