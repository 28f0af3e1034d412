// @vitest-environment jsdom
import { cleanup, render, screen, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { afterEach, describe, expect, it, vi } from "vitest";
import type { Device } from "../api/queries";
import { DeviceTable } from "./DeviceTable";

afterEach(cleanup);

const device: Device = {
  id: "0192f0c1-e4b2-7cc0-8f1e-2d3c4b5a6978",
  name: "till-7",
  labels: { site: "oslo", canary: "" },
  lifecycle: "Active",
  status: "Degraded",
  generation: 2,
  observedGeneration: 2,
  enrolledAt: "2026-01-01T00:00:00.000Z",
  lastSeenAt: "2026-01-01T00:00:00.000Z",
  facts: { version: "1.0.0", os: "linux", arch: "arm64", hostname: "till-7" },
  metrics: { cpuPercent: 12.3, memoryUsedBytes: 1, memoryTotalBytes: 4 },
  bundles: [{ bundleId: "pos", desiredVersion: "1.1.0", reportedVersion: "1.1.0", state: "Failed" }],
};

function show(over: Partial<Device> = {}) {
  const onOpen = vi.fn();
  const onSort = vi.fn();
  render(<DeviceTable devices={[{ ...device, ...over }]} sort="name" onSort={onSort} onOpen={onOpen} />);
  return { onOpen, onSort };
}

describe("the device table", () => {
  it("says how a device does and what it runs", () => {
    show();
    const row = within(screen.getByRole("row", { name: /till-7/ }));
    expect(row.getByText("Degraded")).toBeTruthy();
    expect(row.getByText("pos 1.1.0")).toBeTruthy();
    expect(row.getByText("12 %")).toBeTruthy();
    expect(row.getByText("25 %")).toBeTruthy();
  });

  it("shows a disabled device as disabled, whatever its status was", () => {
    show({ lifecycle: "Disabled", status: "Online" });
    expect(screen.getByText("Disabled")).toBeTruthy();
    expect(screen.queryByText("Online")).toBeNull();
  });

  it("warns of an identity that two machines use, and of no other", () => {
    show({ clonedIdentity: true });
    expect(screen.getByText("Cloned identity")).toBeTruthy();
    cleanup();
    show({ clonedIdentity: false });
    expect(screen.queryByText("Cloned identity")).toBeNull();
  });

  it("opens a device by its row", async () => {
    const { onOpen } = show();
    await userEvent.click(screen.getByText("Degraded"));
    expect(onOpen).toHaveBeenCalledWith(device.id);
  });

  it("turns the order around when it is sorted by that column already", async () => {
    const { onSort } = show();
    await userEvent.click(screen.getByRole("button", { name: /Device/ }));
    expect(onSort).toHaveBeenCalledWith("-name");
  });
});
