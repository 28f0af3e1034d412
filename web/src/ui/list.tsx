import type { ReactNode } from "react";
import type { Pages } from "../api/pages";
import { Button } from "./button";
import { Loaded } from "./loaded";
import { DataTable, type DataTableProps } from "./table";

export interface PagedTableProps<T> extends Omit<DataTableProps<T>, "rows" | "label"> {
  pages: Pages<T>;
  /** As the beginning of a sentence: "The groups". */
  what: string;
  empty: ReactNode;
}

/** A list that is read page by page, in all its states: loading, failed, empty, there, there but old. */
export function PagedTable<T>({ pages, what, empty, ...table }: PagedTableProps<T>) {
  return (
    <Loaded query={pages.query} what={what}>
      {() => {
        const items = pages.items ?? [];
        if (items.length === 0) return empty;
        return (
          // On a phone the room goes to what is in the cells.
          <div className="max-sm:[&_td]:px-2 max-sm:[&_td:first-child]:pl-4 max-sm:[&_th]:px-2 max-sm:[&_th:first-child]:pl-4">
            <DataTable {...table} label={what} rows={items} />
            <More pages={pages} shown={items.length} />
          </div>
        );
      }}
    </Loaded>
  );
}

function More<T>({ pages, shown }: { pages: Pages<T>; shown: number }) {
  const { query, total } = pages;
  if (!query.hasNextPage && total === undefined) return null;
  return (
    <div className="text-muted flex items-center gap-4 border-t px-4 py-3 text-xs">
      <span className="tabular-nums">
        {shown}
        {total === undefined ? "" : ` of ${total}`} shown
      </span>
      {query.hasNextPage && (
        <Button busy={query.isFetchingNextPage} onClick={() => void query.fetchNextPage()}>
          Show more
        </Button>
      )}
    </div>
  );
}
