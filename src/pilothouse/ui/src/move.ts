/** "Move to…": the form of a move in a dialog, for the link of the row that has the focus or the pointer. */
import { fetchPart, one } from "./dom";
import { on } from "./keys";
import { post } from "./post";
import * as ref from "./ref";

/** The row that keys act on. */
export const current = (rows: string): HTMLElement | null =>
  document.activeElement?.closest<HTMLElement>(rows) ?? one(`${rows}:hover`);

/** Opens the form at `url`; `done` runs after it was sent. */
export async function ask(url: string, done: () => void): Promise<void> {
  const back = document.activeElement as HTMLElement | null;
  const page = new DOMParser().parseFromString(await fetchPart(url), "text/html");
  const form = one<HTMLFormElement>("form", page);
  if (!form) throw new Error(`${url} holds no form.`);
  const dialog = document.createElement("dialog");
  const title = document.createElement("h2");
  const head = document.createElement("header");
  const body = document.createElement("div");
  dialog.className = "sheet-dialog";
  dialog.setAttribute("aria-labelledby", "move-title");
  title.id = "move-title";
  title.textContent = one("h1, h2", page)?.textContent?.trim() || "Move to…";
  head.append(title);
  body.className = "body";
  form.className = "form";
  body.append(document.adoptNode(form));
  dialog.append(head, body);
  document.body.append(dialog);
  ref.start();
  dialog.addEventListener("close", () => {
    dialog.remove();
    back?.focus();
  });
  dialog.addEventListener("click", (event) => {
    const cancel = event.target instanceof Element && event.target.closest("[data-cancel]");
    if (cancel) event.preventDefault();
    if (cancel || event.target === dialog) dialog.close();
  });
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    void post(form.action || url, sent(form)).then((taken) => {
      if (!taken) return;
      dialog.close();
      done();
    });
  });
  dialog.showModal();
}

function sent(form: HTMLFormElement): Record<string, string> {
  const data: Record<string, string> = {};
  for (const [name, value] of new FormData(form)) if (name !== "next" && typeof value === "string") data[name] = value;
  return data;
}

/** Lets the key for moving and the links of menus open the dialog for rows matching `rows`. */
export function start(rows: string, done: () => void): void {
  const open = (row: Element | null): void => {
    const link = row && one<HTMLAnchorElement>("a[data-move-to]", row);
    if (link) void ask(link.href, done);
  };
  on("move", () => open(current(rows)));
  document.addEventListener("click", (event) => {
    const link = event.target instanceof Element ? event.target.closest<HTMLAnchorElement>("a[data-move-to]") : null;
    if (!link || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    link.closest("details")?.removeAttribute("open");
    void ask(link.href, done);
  });
}
