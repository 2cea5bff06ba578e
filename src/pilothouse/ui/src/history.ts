/** Alt and a click on a field of an item's page show what it was: who set it, when and why. */
import { one } from "./dom";

/** The name of the one field that an edit in place is about. */
export const fieldOf = (url: string): string => new URL(url, location.origin).searchParams.get("only")?.split(",")[0] ?? "";

function clicked(event: MouseEvent): void {
  const field = event.altKey && event.target instanceof Element ? event.target.closest<HTMLElement>("[data-edit-url]") : null;
  const page = one("[data-history]")?.dataset["history"];
  if (!field || !page) return;
  event.preventDefault();
  event.stopPropagation();
  const name = fieldOf(field.dataset["editUrl"]!);
  location.assign(name ? `${page}#field-${name}` : page);
}

export function start(): void {
  document.addEventListener("click", clicked, true);
}
