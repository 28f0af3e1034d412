import { ArrowDown, ArrowUp } from "lucide-react";
import { useCallback, useEffect, useRef } from "react";
import { cellClass, type Column } from "./column";
import { RoomsContext, useRooms } from "./rooms";
import { Row } from "./tableRow";
import { useVisibleRows } from "./visibleRows";

export type { Column };

export interface DataTableProps<T> {
  /** What it is a table of, for those who do not see it. */
  label: string;
  columns: Column<T>[];
  rows: readonly T[];
  rowKey: (row: T) => string;
  /** What a row is called: what tests and screen readers find it by. */
  rowName: (row: T) => string;
  /** Where the first cell leads; a click on the row opens the same. */
  href?: (row: T) => string;
  onOpen?: (row: T) => void;
  sort?: string | undefined;
  onSort?: (sort: string) => void;
  /** Keys of the selected rows; with it each row has a box. */
  selected?: ReadonlySet<string>;
  onSelect?: (selected: ReadonlySet<string>) => void;
  /** In pixels. With it only the rows in sight are in the document, and every row must be as high as that. */
  rowHeight?: number;
  /** Which rows are in sight, first and last, as that changes; only with a row height. */
  onVisible?: (first: number, last: number) => void;
}

export function DataTable<T>(props: DataTableProps<T>) {
  const { label, columns, rows, rowHeight, selected, onSelect, sort, onSort, onVisible } = props;
  const body = useRef<HTMLTableSectionElement>(null);
  const head = useRef<HTMLTableRowElement>(null);
  const seen = useVisibleRows(body, rows.length, rowHeight);
  const rooms = useRooms(head);
  useEffect(() => onVisible?.(seen.first, seen.last), [onVisible, seen.first, seen.last]);
  const selectable = selected !== undefined && onSelect !== undefined;
  const boxes = rowHeight !== undefined;
  const toggle = useCallback(
    (key: string) => {
      if (selected === undefined || onSelect === undefined) return;
      const next = new Set(selected);
      if (!next.delete(key)) next.add(key);
      onSelect(next);
    },
    [selected, onSelect],
  );
  return (
    <div className="overflow-x-auto" tabIndex={0} role="group" aria-label={label}>
      <table
        role="table"
        className={`w-full text-sm ${boxes ? "block" : ""}`}
        aria-rowcount={rows.length + 1}
      >
        <thead role="rowgroup" className={`text-muted text-left text-xs ${boxes ? "block" : ""}`}>
          <tr
            ref={head}
            role="row"
            className={`border-b ${boxes ? "flex items-center" : ""}`}
            aria-rowindex={1}
          >
            {selectable && (
              <th role="columnheader" className="w-10 shrink-0 pl-4">
                <SelectAll {...props} selected={selected} onSelect={onSelect} />
              </th>
            )}
            {columns.map((column) => (
              <Header key={column.id} column={column} boxes={boxes} sort={sort} onSort={onSort} />
            ))}
          </tr>
        </thead>
        <tbody ref={body} role="rowgroup" className={boxes ? "block" : ""}>
          <Spacer rows={seen.first} height={rowHeight} />
          <RoomsContext value={rooms}>
            {rows.slice(seen.first, seen.last).map((row, index) => (
              <Row
                key={props.rowKey(row)}
                row={row}
                index={seen.first + index}
                columns={columns}
                rowKey={props.rowKey}
                rowName={props.rowName}
                chosen={selectable ? selected.has(props.rowKey(row)) : undefined}
                onToggle={toggle}
                {...(props.href === undefined ? {} : { href: props.href })}
                {...(props.onOpen === undefined ? {} : { onOpen: props.onOpen })}
                {...(rowHeight === undefined ? {} : { rowHeight })}
              />
            ))}
          </RoomsContext>
          <Spacer rows={rows.length - seen.last} height={rowHeight} />
        </tbody>
      </table>
    </div>
  );
}

/** Takes the room of rows that are out of sight. */
function Spacer({ rows, height }: { rows: number; height: number | undefined }) {
  if (height === undefined || rows <= 0) return null;
  return <tr aria-hidden="true" className="block" style={{ height: rows * height }} />;
}

function Header<T>({
  column,
  boxes,
  sort,
  onSort,
}: {
  column: Column<T>;
  boxes: boolean;
  sort: string | undefined;
  onSort: ((sort: string) => void) | undefined;
}) {
  const by = column.sort;
  const direction =
    by === undefined ? undefined : sort === by ? "ascending" : sort === `-${by}` ? "descending" : "none";
  return (
    <th
      role="columnheader"
      className={`py-2 font-medium ${cellClass(column, boxes)}`}
      aria-sort={direction}
      {...(column.fits === undefined ? {} : { "data-room": column.id })}
    >
      {by === undefined || onSort === undefined ? (
        column.header
      ) : (
        <button
          type="button"
          className="hover:text-ink inline-flex items-center gap-1"
          onClick={() => onSort(direction === "ascending" ? `-${by}` : by)}
        >
          {column.header}
          {direction === "ascending" && <ArrowUp className="size-3" aria-hidden="true" />}
          {direction === "descending" && <ArrowDown className="size-3" aria-hidden="true" />}
        </button>
      )}
    </th>
  );
}

function SelectAll<T>({
  rows,
  rowKey,
  selected,
  onSelect,
}: DataTableProps<T> & { selected: ReadonlySet<string>; onSelect: (selected: ReadonlySet<string>) => void }) {
  const box = useRef<HTMLInputElement>(null);
  const all = rows.length > 0 && rows.every((row) => selected.has(rowKey(row)));
  useEffect(() => {
    if (box.current !== null) box.current.indeterminate = !all && selected.size > 0;
  }, [all, selected]);
  return (
    <input
      ref={box}
      type="checkbox"
      className="accent-accent block size-4"
      aria-label="Select all that are loaded"
      checked={all}
      onChange={() => onSelect(all ? new Set() : new Set(rows.map(rowKey)))}
    />
  );
}
