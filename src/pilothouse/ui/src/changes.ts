/** What the stream of changes says, and which parts of a page it concerns. */

export interface Change {
  revision?: number;
  changed?: string[];
  plan?: boolean;
  /** The id of a forecast that was just stored. */
  forecast?: string;
  /** How far a computation is; a bare number is the share of the forecast that is done. */
  progress?: Progress | number;
  /** Who else has this page open. */
  present?: Person[];
}
export interface Person {
  name: string;
  initials: string;
  hue: number;
}
export interface Progress {
  id?: string;
  value: number | null;
  max?: number;
  text?: string;
}

/** Whether a part that shows `words` must be fetched anew after these names changed.
 *
 * "task:<uuid>" means that one; "task:*" and "task" any of the kind; "plan" also the plan as a whole. */
export function concerns(words: string, changed: ReadonlySet<string>): boolean {
  if (changed.has("*")) return true;
  const anyOf = (kind: string): boolean => [...changed].some((name) => name.startsWith(`${kind}:`));
  return words.split(/\s+/).some((word) => changed.has(word) || (word !== "" && anyOf(word.replace(/:\*$/, ""))));
}
