import { startTransition, useEffect, useState } from "react";
import { whenIdle } from "./idle";

/** Whether the page has had nothing better to do since this came; what is beside the point waits for it. */
export function useIdle(): boolean {
  const [idle, setIdle] = useState(false);
  useEffect(() => whenIdle(() => startTransition(() => setIdle(true))), []);
  return idle;
}
