import { Plus } from "lucide-react";
import type { ReactNode } from "react";
import { Button } from "./button";
import { Card } from "./card";
import { PagedTable, type PagedTableProps } from "./list";
import type { Column } from "./table";

/** A card with a list and a button that makes one more. */
export function ListCard<T>({
  title,
  make,
  children,
  ...table
}: PagedTableProps<T> & {
  title: string;
  /** Nothing for those who may not. */
  make?: { label: string; onClick: () => void } | undefined;
  /** Dialogs that are opened from the list. */
  children?: ReactNode;
}) {
  return (
    <Card
      title={title}
      flush
      action={
        make !== undefined && (
          <Button onClick={make.onClick}>
            <Plus className="size-4" aria-hidden="true" /> {make.label}
          </Button>
        )
      }
    >
      <PagedTable {...table} />
      {children}
    </Card>
  );
}

export interface RowAction<T> {
  /** The verb; whoever does not see the row hears what it is done to as well. */
  label: string;
  onClick: (row: T) => void;
  /** For which rows it is there; for all of them without it. */
  when?: (row: T) => boolean;
}

/** What can be done with a row, as a column of quiet buttons. */
export function actionColumn<T>(
  header: string,
  nameOf: (row: T) => string,
  actions: readonly RowAction<T>[],
): Column<T> {
  return {
    id: "actions",
    header,
    cell: (row) => (
      <span className="flex flex-wrap gap-1">
        {actions
          .filter(({ when }) => when?.(row) ?? true)
          .map(({ label, onClick }) => (
            <Button
              key={label}
              kind="quiet"
              className="-my-1"
              aria-label={`${label} ${nameOf(row)}`}
              onClick={() => onClick(row)}
            >
              {label}
            </Button>
          ))}
      </span>
    ),
  };
}
