import { Dialog } from "../ui/dialog";
import { CommandPalette, type Command } from "./CommandPalette";
import { Navigation } from "./Navigation";
import { SHORTCUTS } from "./shortcuts";

export type Overlay = "palette" | "navigation" | "shortcuts";

/** What lies over the page when it is asked for; its code comes then. */
export function Overlays({
  open,
  onClose,
  commands,
  onDevice,
}: {
  open: Overlay | null;
  onClose: () => void;
  commands: Command[];
  onDevice: (deviceId: string) => void;
}) {
  return (
    <>
      <Dialog open={open === "navigation"} onClose={onClose} title="Pages" shape="drawer">
        <Navigation onGo={onClose} />
      </Dialog>
      <Dialog open={open === "shortcuts"} onClose={onClose} title="Keyboard shortcuts">
        <dl className="space-y-2 text-sm">
          {SHORTCUTS.map((shortcut) => (
            <div key={shortcut.keys} className="flex items-center gap-4">
              <dt className="w-20 shrink-0">
                <kbd className="bg-raised rounded px-1.5 py-0.5 font-mono text-xs">{shortcut.keys}</kbd>
              </dt>
              <dd>{shortcut.does}</dd>
            </div>
          ))}
        </dl>
      </Dialog>
      <CommandPalette open={open === "palette"} onClose={onClose} commands={commands} onDevice={onDevice} />
    </>
  );
}
