import { PackageOpen } from "lucide-react";
import { useState } from "react";
import { useAct } from "../api/act";
import type { ExportedFile, ExportsOf, TenantExport } from "../api/exports";
import { usePages } from "../api/pages";
import { bytes, counted, told } from "../lib/format";
import { Badge, type Tone } from "./badge";
import { Button } from "./button";
import { Card } from "./card";
import { Dialog } from "./dialog";
import { PagedTable } from "./list";
import { actionColumn } from "./listCard";
import { EmptyState } from "./states";
import { Ago, When } from "./time";

const TONES: Record<TenantExport["status"], Tone> = {
  Pending: "busy",
  Running: "busy",
  Completed: "good",
  Failed: "bad",
  Expired: "none",
};

/** All that a tenant has, put together to take along: asked for, how far it is, and its files. */
export function Exports({ of }: { of: ExportsOf }) {
  const [opened, setOpened] = useState<TenantExport>();
  const exports = usePages(of.key, of.list);
  const create = useAct(of.create, {
    done: "The export is being made",
    failed: "No export was begun",
    changes: [of.key],
  });
  const underWay = exports.items?.some(({ status }) => status === "Pending" || status === "Running") ?? true;
  return (
    <Card
      title="Export"
      flush
      action={
        <Button busy={create.isPending} disabled={underWay} onClick={() => create.mutate(undefined)}>
          <PackageOpen className="size-4" aria-hidden="true" /> Export everything
        </Button>
      }
    >
      <p className="text-muted border-b px-4 py-3 text-sm">
        Every table, samples, the archive, manifests, logs and the audit trail, as files to take along. They
        are kept for seven days, or until the next export. Secrets are not among them.
      </p>
      <PagedTable
        pages={exports}
        what="The exports"
        rowKey={({ id }) => id}
        rowName={({ id }) => id}
        columns={[
          {
            id: "asked",
            header: "Asked for",
            cell: (one) => (
              <>
                <Ago at={one.requestedAt} />
                <span className="text-muted block text-xs break-all">{one.requestedBy}</span>
              </>
            ),
          },
          { id: "state", header: "State", cell: (one) => <State of={one} /> },
          {
            id: "size",
            header: "Size",
            align: "right",
            from: "sm",
            cell: (one) => (
              <>
                {bytes(one.bytes)}
                <span className="text-muted block text-xs">
                  {counted(one.files, "file")}, {counted(one.rows, "row")}
                </span>
              </>
            ),
          },
          actionColumn("Files", ({ requestedAt }: TenantExport) => `of ${requestedAt}`, [
            { label: "Show files", onClick: setOpened, when: ({ status }) => status === "Completed" },
          ]),
        ]}
        empty={
          <EmptyState title="No export yet">It takes a minute or more, and goes on by itself.</EmptyState>
        }
      />
      {opened !== undefined && <Files of={of} export={opened} onClose={() => setOpened(undefined)} />}
    </Card>
  );
}

function State({ of: one }: { of: TenantExport }) {
  return (
    <>
      <Badge tone={TONES[one.status]} dot={TONES[one.status] === "busy"}>
        {one.status}
      </Badge>
      {one.status === "Completed" && (
        <span className="text-muted block text-xs">
          Goes <When at={one.expiresAt} />
        </span>
      )}
      {one.failure !== undefined && <span className="text-muted block text-xs">{one.failure}</span>}
    </>
  );
}

/** Asked for anew whenever it is opened, and only then: each answer is noted in the audit trail, and links end. */
function Files({ of, export: one, onClose }: { of: ExportsOf; export: TenantExport; onClose: () => void }) {
  const [at] = useState(() => Date.now());
  const files = usePages(["exported", one.id, at], (cursor) => of.files(one.id, cursor), false);
  const [first] = files.items ?? [];
  return (
    <Dialog
      open
      onClose={onClose}
      shape="wide"
      title={`Export of ${told(Date.parse(one.requestedAt))}`}
      description={
        <>
          {first !== undefined &&
            `Links are good until ${told(Date.parse(first.urlExpiresAt))}, for anybody. `}
          <code className="font-mono text-xs">signalbeam export</code> fetches all of them and holds each
          against its hash.
        </>
      }
    >
      <PagedTable
        pages={files}
        what="The files"
        rowKey={({ name }) => name}
        rowName={({ name }) => name}
        columns={[
          { id: "name", header: "File", cell: (file) => <FileLink of={file} /> },
          {
            id: "rows",
            header: "Rows",
            align: "right",
            from: "sm",
            cell: (file) => file.rows.toLocaleString(),
          },
          {
            id: "size",
            header: "Size",
            align: "right",
            cell: (file) => <span className="whitespace-nowrap">{bytes(file.bytes)}</span>,
          },
        ]}
        empty={<EmptyState title="No files" />}
      />
    </Dialog>
  );
}

function FileLink({ of: { name, url, sha256 } }: { of: ExportedFile }) {
  return (
    <>
      <a href={url} download className="text-accent font-mono text-xs break-all hover:underline">
        {name}
      </a>
      {!name.endsWith(sha256) && (
        <span className="text-muted block font-mono text-xs" title={sha256}>
          {sha256.slice(0, 16)}…
        </span>
      )}
    </>
  );
}
