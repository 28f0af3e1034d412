import { ArrowDown, ArrowUp } from "lucide-react";
import { memo, useCallback, useEffect, useRef, type MouseEvent, type ReactNode } from "react";
import { useVisibleRows } from "./visibleRows";

export interface Column<T> {
  id: string;
  header: string;
  cell: (row: T) => ReactNode;
  /** What the address and the API call this order; a minus before it turns it around. */
  sort?: string;
  align?: "right";
  /** From which width of the window on it is shown; the first column should always be. */
  from?: keyof typeof FROM;
}

const FROM = {
  sm: "hidden sm:table-cell",
  md: "hidden md:table-cell",
  lg: "hidden lg:table-cell",
  xl: "hidden xl:table-cell",
};

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
  const seen = useVisibleRows(body, rows.length, rowHeight);
  useEffect(() => onVisible?.(seen.first, seen.last), [onVisible, seen.first, seen.last]);
  const selectable = selected !== undefined && onSelect !== undefined;
  const width = columns.length + (selectable ? 1 : 0);
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
        className={`w-full text-sm ${rowHeight === undefined ? "" : "table-fixed"}`}
        aria-rowcount={rows.length + 1}
      >
        <thead className="text-muted text-left text-xs">
          <tr className="border-b" aria-rowindex={1}>
            {selectable && (
              <th className="w-10 pl-4">
                <SelectAll {...props} selected={selected} onSelect={onSelect} />
              </th>
            )}
            {columns.map((column) => (
              <Header key={column.id} column={column} sort={sort} onSort={onSort} />
            ))}
          </tr>
        </thead>
        <tbody ref={body}>
          <Spacer rows={seen.first} height={rowHeight} width={width} />
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
          <Spacer rows={rows.length - seen.last} height={rowHeight} width={width} />
        </tbody>
      </table>
    </div>
  );
}

/** Takes the room of rows that are out of sight. */
function Spacer({ rows, height, width }: { rows: number; height: number | undefined; width: number }) {
  if (height === undefined || rows <= 0) return null;
  return (
    <tr aria-hidden="true">
      <td colSpan={width} style={{ height: rows * height, padding: 0 }} />
    </tr>
  );
}

interface RowProps<T> extends Pick<
  DataTableProps<T>,
  "columns" | "rowKey" | "rowName" | "href" | "onOpen" | "rowHeight"
> {
  row: T;
  index: number;
  /** Nothing where rows cannot be selected. */
  chosen: boolean | undefined;
  onToggle: (key: string) => void;
}

/** Drawn anew only when its own row changes, so that scrolling costs the rows that come and no others. */
const Row = memo(PlainRow) as typeof PlainRow;

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
  return (
    <tr
      className={`border-b last:border-0 ${chosen === true ? "bg-busy-soft/50" : "hover:bg-raised/60"} ${onOpen === undefined ? "" : "cursor-pointer"}`}
      style={rowHeight === undefined ? undefined : { height: rowHeight }}
      aria-rowindex={index + 2}
      data-row={rowName(row)}
      onClick={(event) => {
        if (onOpen !== undefined && !inControl(event) && !elsewhere(event)) onOpen(row);
      }}
    >
      {chosen !== undefined && (
        <td className="w-10 pl-4">
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
          className={`overflow-hidden px-4 py-2 ${column.align === "right" ? "text-right tabular-nums" : ""} ${column.from === undefined ? "" : FROM[column.from]}`}
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

function Header<T>({
  column,
  sort,
  onSort,
}: {
  column: Column<T>;
  sort: string | undefined;
  onSort: ((sort: string) => void) | undefined;
}) {
  const by = column.sort;
  const direction =
    by === undefined ? undefined : sort === by ? "ascending" : sort === `-${by}` ? "descending" : "none";
  return (
    <th
      className={`px-4 py-2 font-medium ${column.align === "right" ? "text-right" : ""} ${column.from === undefined ? "" : FROM[column.from]}`}
      aria-sort={direction}
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
