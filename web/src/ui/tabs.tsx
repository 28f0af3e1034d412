import * as Radix from "@radix-ui/react-tabs";
import { useEffect, useRef, type ReactNode } from "react";

export interface Tab<T extends string> {
  value: T;
  label: string;
  /** A number or a sign beside the label. */
  badge?: ReactNode;
  content: ReactNode;
}

/** Tabs whose choice the caller keeps, in the address; only the chosen one's content is there. */
export function Tabs<T extends string>({
  label,
  value,
  onChange,
  tabs,
}: {
  label: string;
  value: T;
  onChange: (value: T) => void;
  tabs: Tab<T>[];
}) {
  const list = useRef<HTMLDivElement>(null);
  // On a phone not all of them are in sight, and the chosen one may be the last.
  useEffect(() => {
    const element = list.current;
    if (element === null) return;
    const observer = new ResizeObserver(() => {
      const chosen = element.querySelector<HTMLElement>("[data-state=active]");
      if (chosen === null) return;
      element.scrollLeft = chosen.offsetLeft - (element.clientWidth - chosen.offsetWidth) / 2;
    });
    // Calls back at once, and whenever the width changes.
    observer.observe(element);
    return () => observer.disconnect();
  }, [value]);
  return (
    <Radix.Root
      value={value}
      onValueChange={(next) => {
        const tab = tabs.find((one) => one.value === next);
        if (tab !== undefined) onChange(tab.value);
      }}
    >
      <Radix.List
        ref={list}
        aria-label={label}
        className="relative mb-6 flex [scrollbar-width:none] gap-1 overflow-x-auto border-b"
      >
        {tabs.map((tab) => (
          <Radix.Trigger
            key={tab.value}
            value={tab.value}
            className="text-muted hover:text-ink data-[state=active]:border-accent data-[state=active]:text-ink -mb-px flex shrink-0 items-center gap-2 border-b-2 border-transparent px-3 py-2 text-sm font-medium"
          >
            {tab.label}
            {tab.badge}
          </Radix.Trigger>
        ))}
      </Radix.List>
      {tabs.map((tab) => (
        <Radix.Content key={tab.value} value={tab.value} className="outline-none">
          {tab.value === value && tab.content}
        </Radix.Content>
      ))}
    </Radix.Root>
  );
}
