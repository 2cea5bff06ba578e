/** The one registry of keys: what is in keys.json, checked for clashes. The `?` sheet and the hints read it too. */

export interface Key {
  /** "s", "g p" (a chord), "Ctrl+k", "Shift+Space". */
  key: string;
  /** Name of what happens: a handler given to `on`, or the element with this data-action. */
  action: string;
  label: string;
  /** "everywhere", or the page's data-keys-scope. */
  scope: string;
  /** Handled by the widget that has the focus; listed, not dispatched. */
  native?: boolean;
}

/** Keys that mean the same on every page. */
export const FIXED = ["c", "s", "w", "f", "e", "z", "?"];

export class KeyClash extends Error {}

const slot = (key: Key): string => `${key.scope} ${key.key}`;

/** Throws KeyClash for a key or action taken twice, a fixed key redefined, or a key that begins a chord. */
export function check(keys: readonly Key[]): readonly Key[] {
  const taken = new Map<string, Key>();
  const actions = new Map<string, Key>();
  for (const key of keys) {
    refuse(key, taken.get(slot(key)), "has the same key");
    refuse(key, actions.get(key.action), "has the same name");
    if (key.scope !== "everywhere" && FIXED.includes(key.key))
      throw new KeyClash(`"${key.key}" means the same everywhere and cannot be "${key.label}" in ${key.scope}.`);
    taken.set(slot(key), key);
    actions.set(key.action, key);
  }
  checkChords(keys);
  return keys;
}

function refuse(key: Key, other: Key | undefined, why: string): void {
  if (other) throw new KeyClash(`"${key.label}" (${key.key}, ${key.action}) ${why} as "${other.label}" in ${other.scope}.`);
}

function checkChords(keys: readonly Key[]): void {
  const starts = new Set(keys.filter((key) => key.key.includes(" ")).map((key) => key.key.split(" ")[0]));
  const blocked = keys.find((key) => starts.has(key.key));
  if (blocked) throw new KeyClash(`"${blocked.key}" begins a chord and cannot be "${blocked.label}" too.`);
}

/** How a keyboard event is written in the registry: "Ctrl+k", "?", "Shift+Space". */
export function spell(event: KeyboardEvent): string {
  const name = event.key === " " ? "Space" : event.key.length === 1 ? event.key.toLowerCase() : event.key;
  const shift = event.shiftKey && event.key.length > 1 ? "Shift+" : event.shiftKey && event.key === " " ? "Shift+" : "";
  return (event.ctrlKey || event.metaKey ? "Ctrl+" : "") + (event.altKey ? "Alt+" : "") + shift + name;
}

/** The key as people read it: "G then P", "Ctrl K". */
export function spoken(key: string): string {
  return key
    .split(" ")
    .map((part) => part.replace(/^(\w+)\+(?=.)/, "$1 ").replace(/(^| )([a-z])$/, (_, gap: string, letter: string) => gap + letter.toUpperCase()))
    .join(" then ");
}

/** Whether every word typed begins a word of the label, capitals and accents aside. */
export function fits(text: string, label: string): boolean {
  const there = folded(label);
  return folded(text).every((typed) => there.some((word) => word.startsWith(typed)));
}

const folded = (text: string): string[] => text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? [];
