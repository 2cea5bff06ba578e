/** Inline edit: click, Enter or F2 on an element with data-edit-url brings its form in place; Enter saves, Esc reverts,
 * leaving the form saves what was changed. The form is the page's own one, so without script it is a link. */
import htmx from "htmx.org";
import { all, fetchPart, one, takesText } from "./dom";
import { toast } from "./toast";

const before = new WeakMap<Element, { content: Node[]; typed: string }>();

const hostOf = (node: EventTarget | null): HTMLElement | null => (node instanceof Element ? node.closest<HTMLElement>("[data-edit-url]") : null);

const typedIn = (form: HTMLFormElement): string =>
  JSON.stringify([...new FormData(form)].map(([name, value]) => [name, typeof value === "string" ? value : value.name]));

/** Opens the form of `host` in place; does nothing while it is open. */
export async function open(host: HTMLElement): Promise<void> {
  if (host.dataset["editing"] !== undefined || host.getAttribute("aria-busy") === "true") return;
  host.setAttribute("aria-busy", "true");
  try {
    const page = new DOMParser().parseFromString(await fetchPart(host.dataset["editUrl"]!), "text/html");
    const form = one<HTMLFormElement>("form.edit", page) ?? one<HTMLFormElement>("main form, form", page);
    if (!form) throw new Error("The answer holds no form.");
    place(host, form);
  } catch (problem) {
    console.warn("Pilothouse: the form could not be opened.", problem);
    toast("The form could not be opened. Nothing was changed; try again.", true);
  } finally {
    host.removeAttribute("aria-busy");
  }
}

function place(host: HTMLElement, form: HTMLFormElement): void {
  const content = [...host.childNodes];
  form.classList.add("edit");
  form.classList.remove("form");
  form.setAttribute("hx-post", form.getAttribute("action") || host.dataset["editUrl"]!);
  form.setAttribute("hx-target", "closest [data-edit-url]");
  form.setAttribute("hx-swap", "innerHTML");
  host.dataset["editing"] = "";
  host.replaceChildren(document.adoptNode(form));
  before.set(host, { content, typed: typedIn(form) });
  htmx.process(form);
  focusFirst(form);
}

function focusFirst(form: HTMLFormElement): void {
  const first = one<HTMLInputElement>("[aria-invalid=true], input:not([type=hidden]), select, textarea", form);
  first?.focus();
  if (first && "select" in first && takesText(first) && !(first instanceof HTMLTextAreaElement)) first.select();
}

/** Puts back what stood there before and returns the focus. */
export function revert(host: HTMLElement, focus = true): void {
  const kept = before.get(host);
  if (!kept) return;
  close(host);
  host.replaceChildren(...kept.content);
  if (focus) refocus(host);
}

function close(host: HTMLElement): void {
  before.delete(host);
  delete host.dataset["editing"];
}

function refocus(host: HTMLElement): void {
  const goal = host.hasAttribute("tabindex") ? host : one("a, button", host);
  goal?.focus();
}

function clicked(event: MouseEvent): void {
  const host = hostOf(event.target);
  if (!host || event.ctrlKey || event.metaKey || event.shiftKey || event.button !== 0) return;
  if (host.dataset["editing"] !== undefined) {
    if (event.target instanceof Element && event.target.closest("[data-cancel]")) {
      event.preventDefault();
      revert(host);
    }
    return;
  }
  event.preventDefault();
  void open(host);
}

function pressed(event: KeyboardEvent): void {
  const host = hostOf(event.target);
  if (!host || event.defaultPrevented) return;
  const editing = host.dataset["editing"] !== undefined;
  if (!editing && (event.key === "F2" || event.key === "Enter")) {
    event.preventDefault();
    void open(host);
  } else if (editing && event.key === "Escape") {
    event.preventDefault();
    event.stopPropagation();
    revert(host);
  } else if (editing && event.key === "Enter" && event.ctrlKey && event.target instanceof HTMLTextAreaElement) {
    event.preventDefault();
    event.target.form?.requestSubmit();
  }
}

/** Leaving a changed form saves it; leaving an unchanged one closes it. */
function left(event: FocusEvent): void {
  const host = hostOf(event.target);
  const kept = host && before.get(host);
  const to = event.relatedTarget;
  if (!host || !kept || (to instanceof Node && host.contains(to)) || !document.hasFocus()) return;
  const form = one<HTMLFormElement>("form", host);
  if (!form || host.dataset["saving"] !== undefined) return;
  if (typedIn(form) === kept.typed) revert(host, false);
  else form.requestSubmit();
}

/** While the form is on its way and its answer is put in, the field that vanishes must not save a second time. */
function saving(is: boolean): (event: Event) => void {
  return (event) => {
    const host = hostOf((event as CustomEvent<{ target?: Element }>).detail.target ?? null);
    if (host && is) host.dataset["saving"] = "";
    else if (host) delete host.dataset["saving"];
  };
}

/** After saving: the answer's value stands there, or the form again with its errors. */
function swapped(event: Event): void {
  const host = hostOf((event as CustomEvent<{ target?: Element }>).detail.target ?? null);
  if (!host || !before.has(host)) return;
  const form = one<HTMLFormElement>("form", host);
  if (form) {
    form.classList.add("edit");
    return focusFirst(form);
  }
  close(host);
  if (document.activeElement === document.body) refocus(host);
}

export function start(): void {
  document.addEventListener("click", clicked);
  document.addEventListener("keydown", pressed, true);
  document.addEventListener("focusout", left);
  document.addEventListener("htmx:beforeRequest", saving(true));
  for (const end of ["htmx:afterSwap", "htmx:responseError", "htmx:sendError"]) document.addEventListener(end, saving(false));
  document.addEventListener("htmx:afterSwap", swapped);
  for (const link of all(":is([role=treegrid], [role=grid]) [data-edit-url] > a")) link.tabIndex = -1;  // cells take the focus there
}
