import { CircleAlert, CircleCheck, X } from "lucide-react";
import { useSyncExternalStore } from "react";
import { Button } from "./button";
import { problemText } from "./problem";

export interface Toast {
  tone: "good" | "bad";
  text: string;
  /** A way back, where there is one. */
  action?: { label: string; run: () => void };
}

interface Shown extends Toast {
  id: number;
}

/** In milliseconds; a toast with a way back stays longer, and one that tells of a failure until it is closed. */
const SHOWN_FOR = { plain: 5_000, undo: 10_000 };

let shown: Shown[] = [];
let last = 0;
const listeners = new Set<() => void>();

function change(next: Shown[]) {
  shown = next;
  listeners.forEach((listener) => listener());
}

function close(id: number) {
  change(shown.filter((toast) => toast.id !== id));
}

/** Tells in a corner how something ended. */
export function toast(told: Toast) {
  const id = ++last;
  change([...shown.slice(-3), { ...told, id }]);
  if (told.tone === "good") {
    setTimeout(() => close(id), told.action === undefined ? SHOWN_FOR.plain : SHOWN_FOR.undo);
  }
}

/** Tells in a corner that something was refused, and why. */
export function toastProblem(what: string, error: unknown) {
  toast({ tone: "bad", text: `${what}: ${problemText(error)}` });
}

export function Toasts() {
  const toasts = useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => shown,
  );
  return (
    <div
      className="pointer-events-none fixed right-0 bottom-0 z-50 flex w-full flex-col gap-2 p-4 sm:w-96"
      role="status"
      aria-live="polite"
    >
      {toasts.map((one) => (
        <div
          key={one.id}
          className="bg-surface pointer-events-auto flex items-start gap-3 rounded-xl border p-3 text-sm shadow-xl"
        >
          {one.tone === "good" ? (
            <CircleCheck className="text-good mt-0.5 size-4 shrink-0" aria-hidden="true" />
          ) : (
            <CircleAlert className="text-bad mt-0.5 size-4 shrink-0" aria-hidden="true" />
          )}
          <p className="min-w-0 flex-1 break-words">{one.text}</p>
          {one.action !== undefined && (
            <button
              type="button"
              className="text-accent font-medium hover:underline"
              onClick={() => {
                one.action?.run();
                close(one.id);
              }}
            >
              {one.action.label}
            </button>
          )}
          <Button kind="quiet" className="-m-1 p-1" aria-label="Dismiss" onClick={() => close(one.id)}>
            <X className="size-3.5" />
          </Button>
        </div>
      ))}
    </div>
  );
}
