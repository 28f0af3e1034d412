import { useEffect } from "react";
import { PLACES } from "./places";

export interface Shortcut {
  keys: string;
  does: string;
}

/** What the list of shortcuts shows. */
export const SHORTCUTS: Shortcut[] = [
  { keys: "Ctrl K", does: "Search pages, devices and actions" },
  { keys: "/", does: "Filter this page" },
  { keys: "?", does: "Show this list" },
  { keys: "Esc", does: "Close what is open" },
  ...PLACES.flatMap((group) => group.places).flatMap((place) =>
    place.key === undefined ? [] : [{ keys: `g ${place.key}`, does: `Go to ${place.label}` }],
  ),
];

export interface ShortcutActions {
  palette: () => void;
  list: () => void;
  go: (to: string) => void;
}

/** How long after `g` its second key is waited for, in milliseconds. */
const PATIENCE = 1_500;

/** Listens for the keys above, except where somebody is typing or a dialog is open. */
export function useShortcuts({ palette, list, go }: ShortcutActions) {
  useEffect(() => {
    let goSince = 0;
    const listen = (event: KeyboardEvent) => {
      if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "k") {
        event.preventDefault();
        palette();
        return;
      }
      if (event.ctrlKey || event.metaKey || event.altKey || typing(event.target)) return;
      if (document.querySelector("[role=dialog]") !== null) return;
      const place = PLACES.flatMap((group) => group.places).find((one) => one.key === event.key);
      if (place !== undefined && Date.now() - goSince < PATIENCE) {
        goSince = 0;
        event.preventDefault();
        go(place.to);
        return;
      }
      goSince = event.key === "g" ? Date.now() : 0;
      if (event.key === "?") list();
      if (event.key === "/") {
        const filter = document.querySelector<HTMLInputElement>("main input[type=search]");
        if (filter !== null) {
          event.preventDefault();
          filter.focus();
        }
      }
    };
    document.addEventListener("keydown", listen);
    return () => document.removeEventListener("keydown", listen);
  }, [palette, list, go]);
}

function typing(target: EventTarget | null): boolean {
  return target instanceof HTMLElement && target.matches("input, textarea, select, [contenteditable=true]");
}
