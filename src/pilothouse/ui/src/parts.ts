/** Small commands inside a part of a page: sent without leaving it, the part brought up to date, focus kept. */
import { all, one } from "./dom";
import { elapsed } from "./elapsed";
import { post, refresh } from "./post";

const HALF_A_MINUTE = 30_000;

async function sent(event: SubmitEvent): Promise<void> {
  const form = event.target instanceof HTMLFormElement && event.target.matches("form[data-part]") ? event.target : null;
  const part = form?.closest<HTMLElement>("section[id], [data-part-of]");
  if (!form || !part || event.defaultPrevented) return;
  event.preventDefault();
  const focus = (event.submitter ?? document.activeElement)?.id;
  const data = Object.fromEntries([...new FormData(form)].map(([name, value]) => [name, String(value)]));
  form.closest("details")?.removeAttribute("open");
  if (!(await post(form.action, data))) return;
  form.reset();
  await refresh(part);
  show();
  if (focus) document.getElementById(focus)?.focus();
}

/** Enter sends a line, Shift+Enter begins another. */
function pressed(event: KeyboardEvent): void {
  const field = event.target;
  if (!(field instanceof HTMLTextAreaElement) || !field.matches("[data-enter-sends]")) return;
  if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
  event.preventDefault();
  if (field.value.trim()) field.form?.requestSubmit();
}

function show(): void {
  for (const each of all<HTMLElement>("[data-since]")) each.textContent = elapsed(each.dataset["since"]!, Date.now());
}

/** Folds a row's inside away: every row below it that lies deeper. */
function folded(event: MouseEvent): void {
  const button = event.target instanceof Element ? event.target.closest<HTMLElement>("[data-fold]") : null;
  const row = button?.closest<HTMLElement>("[data-outline]");
  if (!button || !row) return;
  const open = button.getAttribute("aria-expanded") !== "true";
  button.setAttribute("aria-expanded", String(open));
  apply(row.parentElement!);
}

/** Which rows of an outline are hidden by what is folded above them. */
function apply(body: HTMLElement): void {
  let hiddenBelow = Infinity;
  for (const row of all<HTMLElement>("[data-outline]", body)) {
    const depth = Number(row.dataset["outline"]);
    if (depth <= hiddenBelow) hiddenBelow = Infinity;
    row.hidden = depth > hiddenBelow;
    if (hiddenBelow === Infinity && one("[data-fold]", row)?.getAttribute("aria-expanded") === "false") hiddenBelow = depth;
  }
}

/** Alt and the arrow keys right and left take a row of an outline in and out. */
function moved(event: KeyboardEvent): void {
  const way = event.altKey ? { ArrowRight: "[data-in]", ArrowLeft: "[data-out]" }[event.key] : undefined;
  const row = event.target instanceof Element ? event.target.closest<HTMLElement>("[data-outline]") : null;
  const button = way && row ? one<HTMLButtonElement>(way, row) : null;
  if (!row || !way) return;
  event.preventDefault();
  button?.form?.requestSubmit(button);
}

export function start(): void {
  document.addEventListener("submit", (event) => void sent(event));
  document.addEventListener("keydown", pressed);
  document.addEventListener("keydown", moved);
  document.addEventListener("click", folded);
  document.addEventListener("live:morphed", show);
  show();
  setInterval(show, HALF_A_MINUTE);
}
