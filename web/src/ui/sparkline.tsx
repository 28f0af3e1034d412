export interface SparklineProps {
  /** What it shows and how it goes, in words. */
  label: string;
  values: readonly (number | null)[];
  /** Colour class of the line. */
  className?: string;
  min?: number;
  max?: number;
}

const WIDTH = 240;
const HEIGHT = 48;

/** A line without axes; gaps stay gaps. */
export function Sparkline({ label, values, className = "text-accent", min, max }: SparklineProps) {
  return (
    <svg
      viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
      preserveAspectRatio="none"
      role="img"
      aria-label={label}
      className={`block h-12 w-full ${className}`}
    >
      <path
        d={sparkPath(values, min, max)}
        fill="none"
        stroke="currentColor"
        strokeWidth="1.5"
        strokeLinejoin="round"
        vectorEffect="non-scaling-stroke"
      />
    </svg>
  );
}

/** The line through all values from left to right; its extent is theirs unless given. */
export function sparkPath(values: readonly (number | null)[], min?: number, max?: number): string {
  const known = values.filter((value) => value !== null);
  if (known.length === 0) return "";
  const low = min ?? Math.min(...known);
  const high = Math.max(max ?? Math.max(...known), low + 1e-9);
  const step = values.length > 1 ? WIDTH / (values.length - 1) : 0;
  let pen = "M";
  return values
    .map((value, index) => {
      if (value === null) {
        pen = "M";
        return "";
      }
      const y = HEIGHT - 2 - ((value - low) / (high - low)) * (HEIGHT - 4);
      const part = `${pen}${(index * step).toFixed(1)} ${y.toFixed(1)}`;
      pen = "L";
      return part;
    })
    .join("");
}
