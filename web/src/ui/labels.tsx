export function Labels({ labels, most = Infinity }: { labels: Record<string, string>; most?: number }) {
  const entries = Object.entries(labels).sort(([a], [b]) => a.localeCompare(b));
  const hidden = entries.length - most;
  return (
    <span className="inline-flex max-w-full flex-wrap gap-1">
      {entries.slice(0, most).map(([key, value]) => (
        <span
          key={key}
          className="bg-raised text-muted max-w-full truncate rounded px-1.5 py-0.5 font-mono text-[11px]"
        >
          {key}
          {value === "" ? "" : <span className="text-ink">={value}</span>}
        </span>
      ))}
      {hidden > 0 && (
        <span
          className="text-muted px-1 py-0.5 text-[11px]"
          title={entries
            .slice(most)
            .map(([key, value]) => (value === "" ? key : `${key}=${value}`))
            .join("\n")}
        >
          +{hidden}
        </span>
      )}
    </span>
  );
}
