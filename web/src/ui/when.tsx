import { useEffect, useState } from "react";
import { ago, duration } from "../lib/format";

/** A moment that may lie ahead: "in 3 h" or "2 min ago"; the exact local time on hover. */
export function When({ at }: { at: string | undefined }) {
  const [now, setNow] = useState(() => Date.now());
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), 1_000);
    return () => clearInterval(timer);
  }, []);
  if (at === undefined) return <span className="text-muted">–</span>;
  const then = Date.parse(at);
  return (
    <time dateTime={at} title={new Date(at).toLocaleString()} className="whitespace-nowrap tabular-nums">
      {then > now ? `in ${duration(Math.ceil((then - now) / 1_000))}` : ago(then, now)}
    </time>
  );
}
