import { useEffect, type ReactNode } from "react";

/**
 * Stands in for the package `react-remove-scroll`, which Radix asks to hold the page still behind a dialog: that one
 * writes a style element, which the content security policy forbids. The build puts this in its place.
 */
export function RemoveScroll({ enabled = true, children }: { enabled?: boolean; children?: ReactNode }) {
  useEffect(() => {
    if (!enabled) return;
    const { style } = document.documentElement;
    const before = style.overflow;
    style.overflow = "hidden";
    return () => {
      style.overflow = before;
    };
  }, [enabled]);
  return children;
}
