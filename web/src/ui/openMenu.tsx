import * as Radix from "@radix-ui/react-dropdown-menu";

import type { MenuProps } from "./menu";

/** The menu itself, as it is from its first opening on. */
export function OpenMenu({ trigger, entries, heading }: MenuProps) {
  return (
    <Radix.Root modal={false} defaultOpen>
      <Radix.Trigger asChild>{trigger}</Radix.Trigger>
      <Radix.Portal>
        <Radix.Content
          align="end"
          sideOffset={6}
          collisionPadding={8}
          className="bg-surface z-30 max-h-(--radix-dropdown-menu-content-available-height) min-w-48 overflow-y-auto rounded-xl border p-1 text-sm shadow-xl"
        >
          {heading !== undefined && <Radix.Label className="px-3 py-2">{heading}</Radix.Label>}
          {entries.map((entry, index) =>
            entry === null ? (
              <Radix.Separator key={`line-${index}`} className="bg-line my-1 h-px" />
            ) : (
              <Radix.Item
                key={entry.label}
                disabled={entry.disabled ?? false}
                onSelect={entry.onSelect}
                className={`data-highlighted:bg-raised flex cursor-pointer items-center gap-2.5 rounded-lg px-3 py-1.5 outline-none data-disabled:cursor-default data-disabled:opacity-50 ${entry.danger === true ? "text-bad" : ""}`}
              >
                {entry.icon}
                {entry.label}
              </Radix.Item>
            ),
          )}
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  );
}
