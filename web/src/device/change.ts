import type { UseMutationResult } from "@tanstack/react-query";
import { useAct } from "../api/act";
import { api, tagged, taken } from "../api/client";
import type { components } from "../api/generated/schema";
import type { Device } from "../api/queries";
import type { Toast } from "../ui/toast";

export type DeviceChange = components["schemas"]["DeviceChange"];

/** A device as it was when somebody began to change it. */
export interface Edited {
  device: Device;
  etag: string | undefined;
}

/** Reads the device together with the tag that a change of it is to carry. */
export async function readForChange(id: string): Promise<Edited> {
  const { value, etag } = await tagged(api.GET("/devices/{id}", { params: { path: { id } } }));
  return { device: value, etag };
}

/** Changes a device; with a tag only as long as nobody else has changed it since. */
export function changeDevice(id: string, body: DeviceChange, etag?: string): Promise<Device> {
  const header = etag === undefined ? {} : { "If-Match": etag };
  return taken(api.PATCH("/devices/{id}", { params: { path: { id }, header }, body }));
}

export function useChange(
  id: string,
  done: (changed: Device) => Toast | string,
  failed?: string,
): UseMutationResult<Device, Error, { body: DeviceChange; etag?: string | undefined }> {
  return useAct(
    ({ body, etag }: { body: DeviceChange; etag?: string | undefined }) => changeDevice(id, body, etag),
    { done, changes: [["devices"], ["fleet"]], ...(failed === undefined ? {} : { failed }) },
  );
}

/** The merge patch that makes one set of labels of another. */
export function labelPatch(
  before: Record<string, string>,
  after: Record<string, string>,
): Record<string, string | null> {
  const removed = Object.keys(before).filter((key) => !(key in after));
  const set = Object.entries(after).filter(([key, value]) => before[key] !== value);
  return Object.fromEntries([...removed.map((key) => [key, null] as const), ...set]);
}
