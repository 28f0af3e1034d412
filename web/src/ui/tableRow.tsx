import { memo, type MouseEvent } from "react";
import { cellClass, type Column } from "./column";

interface RowProps<T> {
  columns: Column<T>[];
  rowKey: (row: T) => string;
  rowName: (row: T) => string;
  href?: (row: T) => string;
  onOpen?: (row: T) => void;
  rowHeight?: number;
  row: T;
  index: number;
  /** Nothing where rows cannot be selected. */
  chosen: boolean | undefined;
  onToggle: (key: string) => void;
}

/** Drawn anew only when its own row changes, so that scrolling costs the rows that come and no others. */
export const Row = memo(PlainRow) as typeof PlainRow;

function PlainRow<T>({
  row,
  index,
  columns,
  rowKey,
  rowName,
  href,
  onOpen,
  chosen,
  onToggle,
  rowHeight,
}: RowProps<T>) {
  const boxes = rowHeight !== undefined;
  return (
    <tr
      role="row"
      className={`border-b last:border-0 ${boxes ? "flex items-center contain-strict" : ""} ${chosen === true ? "bg-busy-soft/50" : "hover:bg-raised/60"} ${onOpen === undefined ? "" : "cursor-pointer"}`}
      style={boxes ? { height: rowHeight } : undefined}
      aria-rowindex={index + 2}
      data-row={rowName(row)}
      onClick={(event) => {
        if (onOpen !== undefined && !inControl(event) && !elsewhere(event)) onOpen(row);
      }}
    >
      {chosen !== undefined && (
        <td role="cell" className="w-10 shrink-0 pl-4">
          <input
            type="checkbox"
            className="accent-accent block size-4"
            aria-label={`Select ${rowName(row)}`}
            checked={chosen}
            onChange={() => onToggle(rowKey(row))}
          />
        </td>
      )}
      {columns.map((column, position) => (
        <td
          key={column.id}
          role="cell"
          className={`${cellClass(column, boxes)} ${boxes ? "" : "overflow-hidden py-2"}`}
        >
          {position === 0 && href !== undefined ? (
            <a
              href={href(row)}
              className="block rounded font-medium hover:underline"
              // A plain click is the row's; with a key held down it is the browser's.
              onClick={(event) => onOpen !== undefined && !elsewhere(event) && event.preventDefault()}
            >
              {column.cell(row)}
            </a>
          ) : (
            column.cell(row)
          )}
        </td>
      ))}
    </tr>
  );
}

/** Whether a click is meant for a control inside the row rather than for the row. */
function inControl(event: MouseEvent): boolean {
  const target = event.target as Element;
  const control = target.closest("button, input, select, [role=menuitem], a");
  return (
    control !== null && event.currentTarget.contains(control) && !control.matches("td:not(:has(input)) > a")
  );
}

/** Whether the person asks for another tab or window. */
function elsewhere(event: MouseEvent): boolean {
  return event.ctrlKey || event.metaKey || event.shiftKey;
}
