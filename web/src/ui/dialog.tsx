import * as Radix from "@radix-ui/react-dialog";
import { X } from "lucide-react";
import type { ReactNode } from "react";
import { Button } from "./button";

const SHAPES = {
  /** In the middle of the window, or at the bottom of a phone. */
  dialog:
    "inset-x-0 bottom-0 rounded-t-2xl sm:inset-auto sm:top-1/2 sm:left-1/2 sm:w-[32rem] sm:max-w-[calc(100vw-2rem)] sm:-translate-x-1/2 sm:-translate-y-1/2 sm:rounded-2xl",
  wide: "inset-x-0 bottom-0 rounded-t-2xl sm:inset-auto sm:top-1/2 sm:left-1/2 sm:w-[56rem] sm:max-w-[calc(100vw-2rem)] sm:-translate-x-1/2 sm:-translate-y-1/2 sm:rounded-2xl",
  /** At the side, as high as the window: for what is read beside the page. */
  drawer: "inset-y-0 right-0 w-full sm:w-[36rem] sm:max-w-[90vw] sm:rounded-l-2xl",
};

export interface DialogProps {
  open: boolean;
  onClose: () => void;
  title: string;
  description?: ReactNode;
  shape?: keyof typeof SHAPES;
  /** Below the content, always in sight: buttons. */
  footer?: ReactNode;
  children?: ReactNode;
}

export function Dialog({
  open,
  onClose,
  title,
  description,
  shape = "dialog",
  footer,
  children,
}: DialogProps) {
  return (
    <Radix.Root open={open} onOpenChange={(next) => !next && onClose()}>
      <Radix.Portal>
        <Radix.Overlay className="fixed inset-0 z-40 bg-black/45" />
        <Radix.Content
          {...(description === undefined ? { "aria-describedby": undefined } : {})}
          className={`bg-surface fixed z-50 flex flex-col border shadow-2xl outline-none ${shape === "drawer" ? "max-h-dvh" : "max-h-[90dvh]"} ${SHAPES[shape]}`}
        >
          <div className="flex items-start gap-3 border-b px-5 py-4">
            <div className="min-w-0">
              <Radix.Title className="font-semibold break-words">{title}</Radix.Title>
              {description !== undefined && (
                <Radix.Description className="text-muted mt-1 text-sm">{description}</Radix.Description>
              )}
            </div>
            <Radix.Close asChild>
              <Button kind="quiet" className="-mt-1 -mr-2 ml-auto" aria-label="Close">
                <X className="size-4" />
              </Button>
            </Radix.Close>
          </div>
          <div className="min-h-0 flex-1 overflow-y-auto px-5 py-4">{children}</div>
          {footer !== undefined && (
            <div className="flex flex-wrap justify-end gap-2 border-t px-5 py-3">{footer}</div>
          )}
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  );
}
