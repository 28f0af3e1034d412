/** Degrees, north and east positive. */
export interface Location {
  latitude: number;
  longitude: number;
}

/** The label that says where a device is, on the map. */
export const LOCATION_LABEL = "location";

/**
 * Reads `59.91N_10.75E`: a label's value begins and ends with a letter or a digit, so that a minus or a comma cannot be
 * in it. Nothing when it is no such text or no place on earth.
 */
export function parseLocation(label: string | undefined): Location | undefined {
  const match = /^(\d{1,2}(?:\.\d+)?)([NS])_(\d{1,3}(?:\.\d+)?)([EW])$/.exec(label ?? "");
  if (match === null) return undefined;
  const latitude = Number(match[1]) * (match[2] === "S" ? -1 : 1);
  const longitude = Number(match[3]) * (match[4] === "W" ? -1 : 1);
  return Math.abs(latitude) <= 90 && Math.abs(longitude) <= 180 ? { latitude, longitude } : undefined;
}
