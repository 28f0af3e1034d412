import type { ReactNode } from "react";

export interface Column<T> {
  id: string;
  header: string;
  cell: (row: T) => ReactNode;
  /** What the address and the API call this order; a minus before it turns it around. */
  sort?: string;
  align?: "right";
  /** From which width of the window on it is shown; the first column should always be. */
  from?: keyof typeof FROM;
  /** A class; where rows have a height the other columns share what is left. */
  width?: string;
  /** Whether its cells ask by `useRoom` how much fits. */
  fits?: true;
}

const FROM = {
  sm: { cell: "hidden sm:table-cell", box: "hidden sm:block" },
  md: { cell: "hidden md:table-cell", box: "hidden md:block" },
  lg: { cell: "hidden lg:table-cell", box: "hidden lg:block" },
  xl: { cell: "hidden xl:table-cell", box: "hidden xl:block" },
};

/**
 * The class of a cell. Where rows have a height, each is laid out by itself, as a row of boxes, so that what scrolls in does
 * not have the whole table measured again.
 */
export function cellClass<T>(column: Column<T>, boxes: boolean): string {
  const from = column.from === undefined ? "" : boxes ? FROM[column.from].box : FROM[column.from].cell;
  const width = boxes && column.width === undefined ? "min-w-0 flex-1" : `shrink-0 ${column.width ?? ""}`;
  return `px-4 ${column.align === "right" ? "text-right tabular-nums" : ""} ${from} ${width}`;
}
