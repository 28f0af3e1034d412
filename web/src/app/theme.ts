import { useSyncExternalStore } from "react";

export type Theme = "light" | "dark";

const KEY = "signalbeam.theme";
const listeners = new Set<() => void>();
const system = window.matchMedia("(prefers-color-scheme: dark)");

function chosen(): Theme {
  const kept = localStorage.getItem(KEY);
  if (kept === "light" || kept === "dark") return kept;
  return system.matches ? "dark" : "light";
}

function apply() {
  document.documentElement.dataset.theme = chosen();
  listeners.forEach((listener) => listener());
}

system.addEventListener("change", apply);
apply();

/** The theme that shows, and how to change it; what the system prefers until someone has chosen. */
export function useTheme(): [Theme, () => void] {
  const theme = useSyncExternalStore((listener) => {
    listeners.add(listener);
    return () => listeners.delete(listener);
  }, chosen);
  const toggle = () => {
    localStorage.setItem(KEY, theme === "dark" ? "light" : "dark");
    apply();
  };
  return [theme, toggle];
}
