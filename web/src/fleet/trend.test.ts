import { describe, expect, it } from "vitest";
import type { FleetSeries } from "../api/queries";
import { trend } from "./trend";

const minute = (index: number) => Date.UTC(2026, 0, 1, 0, index);
const series: FleetSeries = {
  from: new Date(minute(0)).toISOString(),
  to: new Date(minute(4)).toISOString(),
  resolutionSeconds: 60,
  devices: 3,
  series: [
    {
      name: "cpuPercent",
      points: [
        [minute(1), 10, 1, 90, 9, 2],
        [minute(3), 30, 1, 90, 9, 3],
      ],
    },
  ],
};

describe("a trend of the fleet", () => {
  it("has a place for each bucket, and nothing where nothing was heard", () =>
    expect(trend(series, "cpuPercent", "mean")).toEqual([null, 10, null, 30, null]));

  it("leaves out the bucket that goes on where it counts devices", () =>
    expect(trend(series, "cpuPercent", "devices")).toEqual([null, 2, null, 3]));

  it("is empty of a metric that nobody sent", () => expect(trend(series, "load1", "mean")).toEqual([]));
});
