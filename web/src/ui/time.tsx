import { useEffect, useState } from "react";
import { ago } from "../lib/format";

/** How long ago, kept up to date; the exact local time on hover. */
export function Ago({ at }: { at: string | undefined }) {
  const [now, setNow] = useState(() => Date.now());
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), 1_000);
    return () => clearInterval(timer);
  }, []);
  if (at === undefined) return <span className="text-muted">never</span>;
  return (
    <time dateTime={at} title={new Date(at).toLocaleString()} className="whitespace-nowrap tabular-nums">
      {ago(Date.parse(at), now)}
    </time>
  );
}
