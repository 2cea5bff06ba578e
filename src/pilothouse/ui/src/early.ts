/* Runs before the first paint as a classic script: a stored theme never flashes, and keys pressed before the page's
 * scripts have come wait for them (keys.ts). Imports nothing. */
(() => {
  const root = document.documentElement;
  root.classList.add("js");
  try {
    // What the account chose goes before what this browser remembers.
    const theme = root.dataset["theme"] ? null : localStorage.getItem("theme");
    if (theme === "light" || theme === "dark") root.dataset["theme"] = theme;
    if (localStorage.getItem("keys") === "off") root.dataset["keys"] = "off";
  } catch {
    // A browser that refuses storage follows the system.
  }
  const held: KeyboardEvent[] = [];
  const hold = (event: KeyboardEvent): void => {
    if (!event.defaultPrevented && !event.isComposing) held.push(event);
  };
  addEventListener("keydown", hold);
  addEventListener("pilothouse:held-keys", (asked) => {
    removeEventListener("keydown", hold);
    (asked as CustomEvent<KeyboardEvent[]>).detail.push(...held);
  });
})();
