import type { Device, DeviceStatus } from "../api/queries";
import { Badge, type Tone } from "./badge";

const TONES: Record<DeviceStatus, Tone> = {
  Online: "good",
  Degraded: "warn",
  Offline: "bad",
  Updating: "busy",
};

export function StatusBadge({ device }: { device: Pick<Device, "status" | "lifecycle"> }) {
  if (device.lifecycle !== "Active") return <Badge tone="none">{device.lifecycle}</Badge>;
  return (
    <Badge tone={TONES[device.status]} dot>
      {device.status}
    </Badge>
  );
}

/** Says that two machines use one device's key, which the API knows until somebody deals with it. */
export function ClonedBadge({ device }: { device: Pick<Device, "clonedIdentity"> }) {
  return device.clonedIdentity ? <Badge tone="warn">Cloned identity</Badge> : null;
}
