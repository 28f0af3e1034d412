import { Button } from "./button";
import { CopyButton } from "./copy";
import { Dialog } from "./dialog";

/** A text to be copied, as it stands, to its last character. */
export function SecretText({ label, text }: { label: string; text: string }) {
  return (
    <div>
      <p className="mb-1 text-sm font-medium">{label}</p>
      <div className="bg-raised flex items-start gap-2 rounded-lg p-2">
        <code
          className="min-w-0 flex-1 py-1 pl-1 font-mono text-xs break-all whitespace-pre-wrap"
          data-secret={label}
        >
          {text}
        </code>
        <CopyButton text={text} label={`Copy: ${label}`} />
      </div>
    </div>
  );
}

/** What was made and is never shown again. */
export function SecretDialog({
  title,
  description,
  label,
  text,
  onClose,
}: {
  title: string;
  description: string;
  label: string;
  text: string;
  onClose: () => void;
}) {
  return (
    <Dialog
      open
      onClose={onClose}
      title={title}
      description={description}
      footer={
        <Button kind="primary" onClick={onClose}>
          Done
        </Button>
      }
    >
      <SecretText label={label} text={text} />
    </Dialog>
  );
}
