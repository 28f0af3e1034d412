import { startTransition, useEffect, useState, type RefObject } from "react";

/** Rows beyond each edge of the window that are there already, and the step in which the part in sight moves. */
const MARGIN = 8;
const STEP = 6;
/** So many rows before it is known where the list lies: as many as mostly are in sight, and no more before the first look. */
const FIRST = 10;

export interface VisibleRows {
  first: number;
  /** Excluded. */
  last: number;
}

/** Which rows of a list of equal heights lie in the window. */
export function rowsInSight(
  top: number,
  windowHeight: number,
  count: number,
  rowHeight: number,
): VisibleRows {
  const above = Math.floor(-top / rowHeight) - MARGIN;
  const below = Math.ceil((windowHeight - top) / rowHeight) + MARGIN;
  const first = Math.min(Math.max(0, Math.floor(above / STEP) * STEP), Math.max(0, count - 1));
  const last = Math.min(count, Math.max(first + 1, Math.ceil(below / STEP) * STEP));
  return { first, last };
}

/** The same, kept up to date while the page scrolls; all rows when no height is given. */
export function useVisibleRows(
  list: RefObject<HTMLElement | null>,
  count: number,
  rowHeight: number | undefined,
): VisibleRows {
  const [seen, setSeen] = useState<VisibleRows>({ first: 0, last: FIRST });
  useEffect(() => {
    if (rowHeight === undefined) return;
    let frame = 0;
    const look = () => {
      frame = 0;
      if (list.current === null) return;
      const next = rowsInSight(list.current.getBoundingClientRect().top, innerHeight, count, rowHeight);
      setSeen((now) => (now.first === next.first && now.last === next.last ? now : next));
    };
    const later = () => {
      if (frame === 0) frame = requestAnimationFrame(look);
    };
    // Those that are in sight stand already; those beyond come in slices between which the page can do other things.
    frame = requestAnimationFrame(() => startTransition(look));
    window.addEventListener("scroll", later, { passive: true });
    window.addEventListener("resize", later);
    return () => {
      cancelAnimationFrame(frame);
      window.removeEventListener("scroll", later);
      window.removeEventListener("resize", later);
    };
  }, [list, count, rowHeight]);
  if (rowHeight === undefined) return { first: 0, last: count };
  return { first: Math.min(seen.first, count), last: Math.min(seen.last, count) };
}
