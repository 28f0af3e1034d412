import * as Radix from "@radix-ui/react-popover";
import type { PopoverProps } from "./popover";

/** The popover itself, as it is from its first opening on. */
export function OpenPopover({ trigger, label, open, onOpenChange, children }: PopoverProps) {
  return (
    <Radix.Root
      defaultOpen
      {...(open === undefined ? {} : { open })}
      {...(onOpenChange === undefined ? {} : { onOpenChange })}
    >
      <Radix.Trigger asChild>{trigger}</Radix.Trigger>
      <Radix.Portal>
        <Radix.Content
          align="end"
          sideOffset={6}
          collisionPadding={8}
          aria-label={label}
          className="bg-surface z-30 max-h-(--radix-popover-content-available-height) w-80 max-w-[calc(100vw-1rem)] overflow-y-auto rounded-xl border p-4 text-sm shadow-xl"
        >
          {children}
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  );
}
