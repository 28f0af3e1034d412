import { useState, type ReactNode } from "react";
import { Button } from "./button";
import { Dialog } from "./dialog";
import { TextField } from "./field";
import { ProblemNotice } from "./problem";

export interface ConfirmProps {
  open: boolean;
  onClose: () => void;
  title: string;
  /** What will be, and what cannot be undone. */
  children: ReactNode;
  /** What the button says: the verb of the action. */
  action: string;
  danger?: boolean;
  /** For what cannot be undone: the name that must be typed first. */
  name?: string;
  /** Does it; the dialog closes when this is done, and stays with the reason when it is refused. */
  onConfirm: () => Promise<unknown>;
}

export function ConfirmDialog(props: ConfirmProps) {
  // Made anew each time it opens, so that nothing typed before is still there.
  return props.open ? <OpenConfirm {...props} /> : null;
}

function OpenConfirm({ onClose, title, children, action, danger = false, name, onConfirm }: ConfirmProps) {
  const [typed, setTyped] = useState("");
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const ready = name === undefined || typed.trim() === name;
  const confirm = async () => {
    setBusy(true);
    setError(null);
    try {
      await onConfirm();
      onClose();
    } catch (refused) {
      setError(refused);
      setBusy(false);
    }
  };
  return (
    <Dialog
      open
      onClose={onClose}
      title={title}
      footer={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button
            kind={danger ? "danger" : "primary"}
            type="submit"
            form="confirm"
            busy={busy}
            disabled={!ready}
          >
            {action}
          </Button>
        </>
      }
    >
      <form
        id="confirm"
        className="space-y-4 text-sm"
        onSubmit={(event) => {
          event.preventDefault();
          if (ready && !busy) void confirm();
        }}
      >
        <div>{children}</div>
        {name !== undefined && (
          <TextField
            label={`Type ${name} to confirm`}
            value={typed}
            onChange={setTyped}
            autoComplete="off"
            spellCheck={false}
          />
        )}
        {error !== null && <ProblemNotice error={error} />}
      </form>
    </Dialog>
  );
}
