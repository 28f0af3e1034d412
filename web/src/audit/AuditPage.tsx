import { getRouteApi } from "@tanstack/react-router";
import { Download, ShieldCheck } from "lucide-react";
import { useState } from "react";
import { useAct } from "../api/act";
import { api, taken } from "../api/client";
import type { components } from "../api/generated/schema";
import { usePages } from "../api/pages";
import { changed } from "../lib/address";
import { given } from "../lib/given";
import { Button } from "../ui/button";
import { Card } from "../ui/card";
import { Dialog } from "../ui/dialog";
import { PagedTable } from "../ui/list";
import { PageHeader } from "../ui/page";
import { EmptyState } from "../ui/states";
import { Ago } from "../ui/time";
import { AuditFilter, type AuditSearch } from "./AuditFilter";
import { exportTrail } from "./export";
import { dayAfter, instantOf } from "./moments";
import { Verified } from "./Verified";

export type AuditEntry = components["schemas"]["AuditEntry"];

const route = getRouteApi("/audit");

/** Where things of a kind have their pages. */
const PAGES: Partial<Record<string, string>> = {
  bundle: "/bundles",
  device: "/devices",
  group: "/groups",
  rollout: "/rollouts",
};

/** Who did what, when, from where and with which credential. */
export function AuditPage() {
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const [open, setOpen] = useState<AuditEntry>();
  const filter = toFilter(search);
  const entries = usePages(["audit", "list", filter], (cursor) =>
    taken(api.GET("/audit", { params: { query: given({ ...filter, limit: 50, cursor }) } })),
  );
  const download = useAct(() => exportTrail(), {
    done: (rows) => `The trail is saved: ${rows} rows`,
    failed: "The trail was not saved",
    changes: [],
  });
  const verify = useAct(() => taken(api.GET("/audit/verify")), {
    done: () => null,
    failed: "The trail was not checked",
    changes: [],
  });
  return (
    <>
      <PageHeader
        title="Audit"
        description="Who did what, with which credential, in a chain in which a missing row shows."
        actions={
          <>
            <Button busy={verify.isPending} onClick={() => verify.mutate(undefined)}>
              <ShieldCheck className="size-4" aria-hidden="true" /> Check the chain
            </Button>
            <Button busy={download.isPending} onClick={() => download.mutate(undefined)}>
              <Download className="size-4" aria-hidden="true" /> Export
            </Button>
          </>
        }
      />
      {verify.data !== undefined && <Verified report={verify.data} />}
      <Card title="Entries" flush>
        <AuditFilter
          search={search}
          onSearch={(change) => void navigate({ search: changed(search, change), replace: true })}
        />
        <PagedTable
          pages={entries}
          what="The entries"
          rowKey={(entry) => entry.id}
          rowName={(entry) => `${entry.action} ${entry.objectId}`}
          onOpen={setOpen}
          columns={[
            {
              id: "action",
              header: "What",
              cell: (entry) => (
                <>
                  <button
                    type="button"
                    className="block min-h-6 text-left font-mono text-xs font-medium hover:underline"
                    onClick={() => setOpen(entry)}
                  >
                    {entry.action}
                  </button>
                  <span className="text-muted block text-xs break-all">
                    <Thing entry={entry} />
                  </span>
                </>
              ),
            },
            {
              id: "actor",
              header: "Who",
              from: "sm",
              cell: (entry) => <span className="text-xs break-all">{entry.actor}</span>,
            },
            { id: "at", header: "When", cell: (entry) => <Ago at={entry.at} /> },
            {
              id: "address",
              header: "From",
              from: "lg",
              cell: (entry) => <span className="font-mono text-xs">{entry.address ?? "–"}</span>,
            },
          ]}
          empty={<EmptyState title="Nothing like that was done" />}
        />
      </Card>
      <Entry entry={open} onClose={() => setOpen(undefined)} />
    </>
  );
}

/** What something was done to, as a link where it has a page. */
function Thing({ entry: { objectKind, objectId } }: { entry: AuditEntry }) {
  const pages = PAGES[objectKind];
  if (pages === undefined) return `${objectKind} ${objectId}`;
  return (
    <>
      {objectKind}{" "}
      <a
        href={`${pages}/${objectId}`}
        className="hover:text-ink underline decoration-dotted underline-offset-2"
      >
        {objectId}
      </a>
    </>
  );
}

function toFilter({ actor, action, kind, object, from, to }: AuditSearch) {
  return {
    actor,
    action,
    objectKind: kind,
    objectId: object,
    from: instantOf(from),
    to: dayAfter(to),
  };
}

function Entry({ entry, onClose }: { entry: AuditEntry | undefined; onClose: () => void }) {
  return (
    <Dialog open={entry !== undefined} onClose={onClose} title={entry?.action ?? ""} shape="drawer">
      {entry !== undefined && (
        <dl className="grid grid-cols-[6rem_1fr] gap-x-4 gap-y-2 text-sm">
          <dt className="text-muted">When</dt>
          <dd>{new Date(entry.at).toLocaleString()}</dd>
          <dt className="text-muted">Who</dt>
          <dd className="break-all">{entry.actor}</dd>
          <dt className="text-muted">To what</dt>
          <dd className="break-all">
            <Thing entry={entry} />
          </dd>
          <dt className="text-muted">Credential</dt>
          <dd className="font-mono text-xs break-all">{entry.credential}</dd>
          <dt className="text-muted">From</dt>
          <dd className="font-mono text-xs">{entry.address ?? "–"}</dd>
          <dt className="text-muted">Details</dt>
          <dd className="min-w-0">
            <pre
              className="bg-raised overflow-x-auto rounded-lg p-3 font-mono text-xs"
              tabIndex={0}
              aria-label="Details"
            >
              {JSON.stringify(entry.details, null, 2)}
            </pre>
          </dd>
        </dl>
      )}
    </Dialog>
  );
}
