import { chipWidth, fitting } from "./fitting";
import { useRoom } from "./rooms";

/** Labels as chips; those beyond `most` are counted, and named to whoever points at the count. */
export function Labels({ labels, most = Infinity }: { labels: Record<string, string>; most?: number }) {
  return <Chips texts={sorted(labels)} most={most} />;
}

/** As many labels as stand in two lines of a table's column. */
export function FittingLabels({ labels, column }: { labels: Record<string, string>; column: string }) {
  const room = useRoom(column);
  const texts = sorted(labels);
  return (
    <span className="flex max-h-10 overflow-hidden">
      <Chips texts={texts} most={fitting(texts.map(chipWidth.mono), room, 2)} room={room} />
    </span>
  );
}

/** `key=value`, or the key alone, by key. */
function sorted(labels: Record<string, string>): string[] {
  return Object.keys(labels)
    .sort()
    .map((key) => (labels[key] === "" ? key : `${key}=${labels[key] ?? ""}`));
}

/** What may be wider than its room is shortened; whatever is drawn while a table scrolls by clips no more than it must. */
function Chips({ texts, most, room = 0 }: { texts: readonly string[]; most: number; room?: number }) {
  const rest = texts.slice(most);
  return (
    <span className="inline-flex max-w-full flex-wrap gap-1">
      {texts.slice(0, most).map((text) => {
        const [key, ...value] = text.split("=");
        return (
          <span
            key={text}
            title={text}
            className={`bg-raised text-muted max-w-full rounded px-1.5 py-px font-mono text-[11px] leading-4 ${chipWidth.mono(text) > room ? "truncate" : "whitespace-nowrap"}`}
          >
            {key}
            {value.length === 0 ? "" : <span className="text-ink">={value.join("=")}</span>}
          </span>
        );
      })}
      {rest.length > 0 && <Rest texts={rest} />}
    </span>
  );
}

/** How many more there are. */
export function Rest({ texts }: { texts: readonly string[] }) {
  return (
    <span className="text-muted px-1 py-px text-[11px] leading-4" title={texts.join("\n")}>
      +{texts.length}
    </span>
  );
}
