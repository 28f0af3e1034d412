import { useNavigate } from "@tanstack/react-router";
import type { Device } from "../api/queries";
import { PagedTable, type PagedTableProps } from "./list";
import { StatusBadge } from "./status";
import type { Column } from "./table";
import { Ago } from "./time";

const NAME: Column<Device> = { id: "name", header: "Device", cell: (device) => device.name };
const STATUS: Column<Device> = {
  id: "status",
  header: "Status",
  cell: (device) => <StatusBadge device={device} />,
};

/** Devices with name, status and when they were seen, and whatever columns a page adds; a click leads to the device. */
export function DeviceList({
  columns,
  seenFrom,
  ...list
}: Pick<PagedTableProps<Device>, "pages" | "what" | "empty" | "columns"> & {
  /** From which width on it is shown when a device was seen. */
  seenFrom: NonNullable<Column<Device>["from"]>;
}) {
  const navigate = useNavigate();
  return (
    <PagedTable
      {...list}
      rowKey={(device) => device.id}
      rowName={(device) => device.name}
      href={(device) => `/devices/${device.id}`}
      onOpen={(device) =>
        void navigate({ to: "/devices/$deviceId", params: { deviceId: device.id }, search: {} })
      }
      columns={[
        NAME,
        STATUS,
        ...columns,
        { id: "seen", header: "Seen", from: seenFrom, cell: (device) => <Ago at={device.lastSeenAt} /> },
      ]}
    />
  );
}
