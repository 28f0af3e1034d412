import * as Radix from "@radix-ui/react-dialog";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { HardDrive, Search } from "lucide-react";
import { useEffect, useId, useState, type KeyboardEvent, type ReactNode } from "react";
import { api, taken } from "../api/client";

export interface Command {
  id: string;
  label: string;
  hint?: string;
  icon: ReactNode;
  run: () => void;
}

/** Finds pages, actions and devices by a few letters; the keyboard alone is enough. */
export function CommandPalette({
  open,
  onClose,
  commands,
  onDevice,
}: {
  open: boolean;
  onClose: () => void;
  commands: Command[];
  onDevice: (deviceId: string) => void;
}) {
  return (
    <Radix.Root open={open} onOpenChange={(next) => !next && onClose()}>
      <Radix.Portal>
        <Radix.Overlay className="fixed inset-0 z-40 bg-black/45" />
        <Radix.Content
          aria-describedby={undefined}
          className="bg-surface fixed inset-x-3 top-[10dvh] z-50 mx-auto max-w-xl overflow-hidden rounded-2xl border shadow-2xl"
        >
          <Radix.Title className="sr-only">Search pages, devices and actions</Radix.Title>
          <Palette onClose={onClose} commands={commands} onDevice={onDevice} />
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  );
}

function Palette({
  onClose,
  commands,
  onDevice,
}: {
  onClose: () => void;
  commands: Command[];
  onDevice: (deviceId: string) => void;
}) {
  const [text, setText] = useState("");
  const [at, setAt] = useState(0);
  const id = useId();
  const devices = useFoundDevices(text);
  const found: Command[] = [
    ...matching(commands, text),
    ...devices.map((device) => ({
      id: device.id,
      label: device.name,
      hint: device.status,
      icon: <HardDrive className="size-4" />,
      run: () => onDevice(device.id),
    })),
  ];
  const chosen = Math.min(at, found.length - 1);
  const run = (command: Command | undefined) => {
    if (command === undefined) return;
    onClose();
    command.run();
  };
  const onKey = (event: KeyboardEvent) => {
    const step = event.key === "ArrowDown" ? 1 : event.key === "ArrowUp" ? -1 : 0;
    if (step !== 0 && found.length > 0) {
      event.preventDefault();
      setAt((chosen + step + found.length) % found.length);
    }
    if (event.key === "Enter") {
      event.preventDefault();
      run(found[chosen]);
    }
  };
  return (
    <>
      <div className="flex items-center gap-3 border-b px-4">
        <Search className="text-muted size-4" aria-hidden="true" />
        <input
          role="combobox"
          aria-expanded="true"
          aria-controls={`${id}-list`}
          aria-activedescendant={found.length === 0 ? undefined : `${id}-${chosen}`}
          aria-label="Search pages, devices and actions"
          placeholder="Search pages, devices and actions"
          autoFocus
          value={text}
          onChange={(event) => {
            setText(event.target.value);
            setAt(0);
          }}
          onKeyDown={onKey}
          className="placeholder:text-muted h-12 w-full bg-transparent text-sm outline-none"
        />
      </div>
      <ul
        id={`${id}-list`}
        role="listbox"
        aria-label="Found"
        className="max-h-[50dvh] overflow-y-auto p-2 text-sm"
      >
        {found.map((command, index) => (
          <li
            key={command.id}
            id={`${id}-${index}`}
            role="option"
            aria-selected={index === chosen}
            className={`flex cursor-pointer items-center gap-3 rounded-lg px-3 py-2 ${index === chosen ? "bg-raised" : ""}`}
            onPointerMove={() => setAt(index)}
            onClick={() => run(command)}
          >
            <span className="text-muted">{command.icon}</span>
            <span className="min-w-0 truncate">{command.label}</span>
            {command.hint !== undefined && (
              <span className="text-muted ml-auto text-xs whitespace-nowrap">{command.hint}</span>
            )}
          </li>
        ))}
      </ul>
      {found.length === 0 && (
        <p className="text-muted px-4 pb-6 text-center text-sm" role="status">
          Nothing is called that
        </p>
      )}
    </>
  );
}

/** Commands all of whose asked-for words are in their label, in any order. */
export function matching(commands: Command[], text: string): Command[] {
  const words = text.toLowerCase().split(/\s+/);
  return commands.filter((command) => words.every((word) => command.label.toLowerCase().includes(word)));
}

function useFoundDevices(text: string) {
  const [asked, setAsked] = useState("");
  useEffect(() => {
    const timer = setTimeout(() => setAsked(text.trim()), 200);
    return () => clearTimeout(timer);
  }, [text]);
  const found = useQuery({
    queryKey: ["devices", "palette", asked],
    queryFn: () => taken(api.GET("/devices", { params: { query: { q: asked, limit: 8 } } })),
    enabled: asked !== "",
    placeholderData: keepPreviousData,
  });
  return text.trim() === "" ? [] : (found.data?.items ?? []);
}
