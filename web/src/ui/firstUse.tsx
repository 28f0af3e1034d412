import {
  cloneElement,
  Suspense,
  useEffect,
  useState,
  type HTMLAttributes,
  type ReactElement,
  type ReactNode,
} from "react";
import { whenIdle } from "../lib/idle";

/**
 * A button that stands alone until it is used for the first time; from then on its children stand there, which bring it
 * along. So the first page need not wait for their code, which is fetched when there is time.
 */
export function FirstUse({
  trigger,
  opens,
  load,
  onUse,
  children,
}: {
  trigger: ReactElement;
  opens: "menu" | "dialog";
  /** Begins to fetch the code. */
  load: () => Promise<unknown>;
  onUse?: () => void;
  children: ReactNode;
}) {
  const [used, setUsed] = useState(false);
  useEffect(() => whenIdle(() => void load().catch(() => undefined)), [load]);
  const waiting: HTMLAttributes<HTMLElement> = {
    "aria-haspopup": opens,
    "aria-expanded": used,
    onClick: () => {
      setUsed(true);
      onUse?.();
    },
  };
  const alone = cloneElement(trigger, waiting);
  return used ? <Suspense fallback={alone}>{children}</Suspense> : alone;
}
