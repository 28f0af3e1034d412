import { createContext, startTransition, useContext, useEffect, useState, type RefObject } from "react";

type Rooms = ReadonlyMap<string, number>;

/** Widths of a table's columns inside their padding, by their ids, for cells that show as much as fits. In pixels. */
export const RoomsContext = createContext<Rooms>(new Map());

/** Before the table has been laid out, in pixels. */
const GUESS = 180;

export function useRoom(column: string): number {
  return useContext(RoomsContext).get(column) ?? GUESS;
}

/** The widths of those header cells that carry `data-room`, as the browser tells them: nothing is laid out to know them. */
export function useRooms(head: RefObject<HTMLElement | null>): Rooms {
  const [rooms, setRooms] = useState<Rooms>(new Map());
  useEffect(() => {
    const cells = head.current?.querySelectorAll<HTMLElement>("[data-room]") ?? [];
    if (cells.length === 0 || !("ResizeObserver" in window)) return;
    const observer = new ResizeObserver((entries) =>
      // No task of its own length: what was guessed stands until then.
      startTransition(() =>
        setRooms((before) => {
          const now = new Map(before);
          for (const { target, contentRect } of entries) {
            const column = (target as HTMLElement).dataset.room;
            if (column !== undefined && contentRect.width > 0) now.set(column, Math.floor(contentRect.width));
          }
          return [...now].every(([column, width]) => before.get(column) === width) ? before : now;
        }),
      ),
    );
    for (const cell of cells) observer.observe(cell);
    return () => observer.disconnect();
  }, [head]);
  return rooms;
}
