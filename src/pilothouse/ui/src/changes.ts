/** What the stream of changes says, and which parts of a page it concerns. */

export interface Change {
  revision?: number;
  changed?: string[];
  plan?: boolean;
  /** The id of a forecast that was just stored. */
  forecast?: string;
  /** How far a computation is; a bare number is the share of the forecast that is done. */
  progress?: Progress | number;
}
export interface Progress {
  id?: string;
  value: number | null;
  max?: number;
  text?: string;
}

/** Whether a part that shows `words` must be fetched anew after these names changed. */
export function concerns(words: string, changed: ReadonlySet<string>): boolean {
  if (changed.has("*")) return true;
  return words
    .split(/\s+/)
    .some((word) => changed.has(word) || (word.endsWith(":*") && [...changed].some((name) => name.startsWith(word.slice(0, -1)))));
}
