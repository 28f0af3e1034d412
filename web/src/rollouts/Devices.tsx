import { useNavigate } from "@tanstack/react-router";
import { Badge } from "../ui/badge";
import { Card } from "../ui/card";
import { SelectField } from "../ui/field";
import { PagedTable } from "../ui/list";
import { ListFilter } from "../ui/listFilter";
import { words } from "../ui/rolloutStatus";
import { EmptyState } from "../ui/states";
import { When } from "../ui/time";
import { useRolloutDevices } from "./data";
import { DEVICE_STATUSES, DEVICE_TONES, type DeviceStatus, type Rollout } from "./waves";

/** Where each of its devices stands, and why it failed. */
export function Devices({
  rollout,
  status,
  onStatus,
}: {
  rollout: Rollout;
  status: DeviceStatus | undefined;
  onStatus: (status: DeviceStatus | undefined) => void;
}) {
  const navigate = useNavigate();
  const devices = useRolloutDevices(rollout.id, status);
  return (
    <Card title="Devices" flush>
      <ListFilter fields={1}>
        <SelectField
          label="Status"
          value={status ?? ""}
          options={[
            { value: "", label: "any" },
            ...DEVICE_STATUSES.map((value) => ({
              value,
              label: `${words(value)} (${rollout.progress[value] ?? 0})`,
            })),
          ]}
          onChange={(value) => onStatus(value === "" ? undefined : value)}
        />
      </ListFilter>
      <PagedTable
        pages={devices}
        what="The devices of the rollout"
        rowKey={(device) => device.deviceId}
        rowName={(device) => device.deviceName}
        href={(device) => `/devices/${device.deviceId}`}
        onOpen={(device) =>
          void navigate({ to: "/devices/$deviceId", params: { deviceId: device.deviceId }, search: {} })
        }
        columns={[
          { id: "name", header: "Device", cell: (device) => device.deviceName },
          {
            id: "status",
            header: "Status",
            cell: (device) => (
              <>
                <Badge tone={DEVICE_TONES[device.status]}>{words(device.status)}</Badge>
                {device.error !== undefined && (
                  <span className="text-bad mt-1 block text-xs break-words">
                    {device.error.container === undefined ? "" : `${device.error.container}: `}
                    {device.error.message}
                  </span>
                )}
              </>
            ),
          },
          { id: "wave", header: "Wave", align: "right", from: "sm", cell: (device) => device.wave },
          {
            id: "from",
            header: "Came from",
            from: "md",
            cell: (device) => <span className="font-mono text-xs">{device.fromVersion ?? "–"}</span>,
          },
          { id: "tries", header: "Tries", align: "right", from: "xl", cell: (device) => device.attempts },
          {
            id: "ended",
            header: "Ended",
            from: "sm",
            cell: (device) => <When at={device.endedAt} />,
          },
        ]}
        empty={
          <EmptyState
            title={status === undefined ? "It reaches no device" : `No device is ${words(status)}`}
          />
        }
      />
    </Card>
  );
}
