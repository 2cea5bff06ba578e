/** Small helpers that every module needs. */

export const one = <E extends Element = HTMLElement>(selector: string, root: ParentNode = document): E | null =>
  root.querySelector<E>(selector);

export const all = <E extends Element = HTMLElement>(selector: string, root: ParentNode = document): E[] => [
  ...root.querySelectorAll<E>(selector),
];

/** Whether single keys belong to this element: text fields, selects and editable text. */
export function takesText(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false;
  if (target.isContentEditable || target instanceof HTMLTextAreaElement || target instanceof HTMLSelectElement) return true;
  return target instanceof HTMLInputElement && !["checkbox", "radio", "button", "submit", "range"].includes(target.type);
}

/** Says something to screen readers, in the page's one polite or assertive live region. */
export function say(text: string, now = false): void {
  const region = one(now ? "#say-now" : "#say");
  if (region) region.textContent = text;
}

export function stored(key: string): string | null {
  try {
    return localStorage.getItem(key);
  } catch {
    return null;
  }
}

/** Remembers a choice; a browser that refuses storage forgets it with the page. */
export function store(key: string, value: string | null): void {
  try {
    if (value === null) localStorage.removeItem(key);
    else localStorage.setItem(key, value);
  } catch {
    // Nothing to do: the choice holds for this page.
  }
}

export function csrfToken(): string {
  return one<HTMLMetaElement>('meta[name="csrf-token"]')?.content ?? "";
}

/** Fetches HTML as a part of a page: the server sees HX-Request and answers with a fragment. */
export async function fetchPart(url: string, headers: Record<string, string> = {}): Promise<string> {
  const answer = await fetch(url, { headers: { "HX-Request": "true", ...headers }, credentials: "same-origin" });
  if (!answer.ok) throw new Error(`${url} answered ${answer.status}`);
  return answer.text();
}

export interface Fetched {
  page: Document;
  /** How many pages had been asked for when this one was. */
  asked: number;
}
let asked = 0;

/** A page as it is now, with as many rows of a long table as are shown here. */
export async function fetchPage(url: string): Promise<Fetched> {
  const at = ++asked;
  const rows = one<HTMLElement>("[data-window]")?.dataset["window"];
  const text = await fetchPart(url, { "X-Live": "1", ...(rows ? { "X-Window": rows } : {}) });
  return { page: new DOMParser().parseFromString(text, "text/html"), asked: at };
}
