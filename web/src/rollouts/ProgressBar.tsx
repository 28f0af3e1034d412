import type { Tone } from "../ui/badge";
import { words } from "../ui/rolloutStatus";
import { DEVICE_TONES, segments } from "./waves";

const FILLS: Record<Tone, string> = {
  good: "bg-good",
  warn: "bg-warn",
  bad: "bg-bad",
  busy: "bg-busy",
  none: "bg-line",
};

/** Devices by status as one bar, which moves as they do; the numbers are its text. */
export function ProgressBar({
  label,
  progress,
  thin = false,
}: {
  label: string;
  progress: Record<string, number>;
  thin?: boolean;
}) {
  const parts = segments(progress);
  const text = parts.map(({ status, count }) => `${count} ${words(status)}`).join(", ");
  return (
    <div
      role="img"
      aria-label={`${label}: ${text === "" ? "no devices yet" : text}`}
      title={text}
      className={`bg-raised flex w-full overflow-hidden rounded-full ${thin ? "h-1.5 min-w-20" : "h-3"}`}
    >
      {parts.map(({ status, share }) => (
        <div
          key={status}
          className={`${FILLS[DEVICE_TONES[status]]} transition-[width] duration-700 ease-out`}
          style={{ width: `${share}%` }}
        />
      ))}
    </div>
  );
}
