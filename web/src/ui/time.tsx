import { ago, duration, exact } from "../lib/format";
import { useClock } from "./clock";

/** How long ago, kept up to date; the exact local time on hover. */
export function Ago({ at }: { at: string | undefined }) {
  return at === undefined ? <span className="text-muted">never</span> : <Moment at={at} say={ago} />;
}

/** A moment that may lie ahead: "in 3 h" or "2 min ago". */
export function When({ at }: { at: string | undefined }) {
  return at === undefined ? <span className="text-muted">–</span> : <Moment at={at} say={fromNow} />;
}

function Moment({ at, say }: { at: string; say: (then: number, now: number) => string }) {
  const then = Date.parse(at);
  const text = useClock((now) => say(then, now));
  return (
    <time
      dateTime={at}
      // Worked out when somebody looks: a long table has hundreds of them.
      onPointerEnter={(event) => (event.currentTarget.title = exact(then))}
      className="whitespace-nowrap tabular-nums"
    >
      {text}
    </time>
  );
}

function fromNow(then: number, now: number): string {
  return then > now ? `in ${duration(Math.ceil((then - now) / 1_000))}` : ago(then, now);
}
