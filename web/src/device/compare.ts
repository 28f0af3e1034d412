import type { DeviceReport } from "../api/queries";

/** How what was asked for and what was last told go together. */
export type Verdict = "same" | "differs" | "missing" | "extra";

export interface ContainerPair {
  name: string;
  desiredImage?: string;
  reportedImage?: string;
  /** What the device says of it, such as `running, healthy`. */
  state?: string;
  verdict: Verdict;
}

export interface BundlePair {
  bundleId: string;
  desiredVersion?: string;
  reportedVersion?: string;
  state?: string;
  verdict: Verdict;
  containers: ContainerPair[];
}

/** The twin's containers are documents of their own schema, older or newer than this app. */
interface Desired {
  bundles: { bundleId: string; version: string; containers: readonly object[] }[];
}
type Reported = Pick<DeviceReport, "bundles" | "containers">;

/** Desired beside reported, bundle by bundle in the order of their names. */
export function compare(desired: Desired | undefined, reported: Reported | undefined): BundlePair[] {
  const ids = new Set([
    ...(desired?.bundles ?? []).map((bundle) => bundle.bundleId),
    ...(reported?.bundles ?? []).map((bundle) => bundle.bundleId),
    ...(reported?.containers ?? []).map((container) => container.bundle),
  ]);
  return [...ids].sort().map((bundleId) => pair(bundleId, desired, reported));
}

function pair(bundleId: string, desired: Desired | undefined, reported: Reported | undefined): BundlePair {
  const asked = desired?.bundles.find((bundle) => bundle.bundleId === bundleId);
  const told = reported?.bundles.find((bundle) => bundle.bundleId === bundleId);
  const wanted = new Map(
    (asked?.containers ?? []).map((container) => [text(container, "name"), text(container, "image")]),
  );
  const found = new Map(
    (reported?.containers ?? [])
      .filter((container) => container.bundle === bundleId)
      .map((container) => [container.name, container]),
  );
  const containers = [...new Set([...wanted.keys(), ...found.keys()])].sort().map((name): ContainerPair => {
    const desiredImage = wanted.get(name);
    const container = found.get(name);
    return {
      name,
      ...(desiredImage === undefined ? {} : { desiredImage }),
      ...(container === undefined
        ? {}
        : {
            reportedImage: container.image,
            state:
              container.health === undefined ? container.state : `${container.state}, ${container.health}`,
          }),
      verdict: verdict(desiredImage, container?.image),
    };
  });
  return {
    bundleId,
    ...(asked === undefined ? {} : { desiredVersion: asked.version }),
    ...(told === undefined ? {} : { reportedVersion: told.version, state: told.state }),
    verdict: verdict(asked?.version, told?.version),
    containers,
  };
}

function verdict(desired: string | undefined, reported: string | undefined): Verdict {
  if (desired === undefined) return "extra";
  if (reported === undefined) return "missing";
  return desired === reported ? "same" : "differs";
}

function text(container: object, key: string): string {
  const value = (container as Record<string, unknown>)[key];
  return typeof value === "string" ? value : "";
}
