import { useDeviceName } from "../api/queries";

/** A device by its name, and by its id where that is all there is. */
export function DeviceName({ id }: { id: string }) {
  return useDeviceName(id) ?? <span className="font-mono text-xs break-all">{id}</span>;
}
