import { useId, type ReactNode } from "react";
import { Button } from "./button";
import { Dialog, type DialogProps } from "./dialog";
import { ProblemNotice } from "./problem";

/** How far sending the form is, as a mutation of TanStack Query tells it. */
export interface Sending {
  isPending: boolean;
  isError: boolean;
  error: unknown;
}

/** A dialog that asks for something and sends it; a refusal stays in it, below the fields. */
export function FormDialog({
  action,
  sending,
  ready = true,
  danger = false,
  layout = "space-y-4",
  onSubmit,
  children,
  ...dialog
}: Omit<DialogProps, "open" | "footer"> & {
  /** What the button says: the verb. */
  action: string;
  sending: Sending;
  /** Whether everything is there that must be. */
  ready?: boolean;
  danger?: boolean;
  /** Classes of what holds the fields. */
  layout?: string;
  onSubmit: () => void;
  children: ReactNode;
}) {
  const id = useId();
  return (
    <Dialog
      open
      {...dialog}
      footer={
        <>
          <Button onClick={dialog.onClose}>Cancel</Button>
          <Button
            kind={danger ? "danger" : "primary"}
            type="submit"
            form={id}
            busy={sending.isPending}
            disabled={!ready}
          >
            {action}
          </Button>
        </>
      }
    >
      <form
        id={id}
        className="space-y-4"
        onSubmit={(event) => {
          event.preventDefault();
          if (ready && !sending.isPending) onSubmit();
        }}
      >
        <div className={layout}>{children}</div>
        {sending.isError && <ProblemNotice error={sending.error} />}
      </form>
    </Dialog>
  );
}
