import { Link, useNavigate } from "@tanstack/react-router";
import { ChevronLeft, Ellipsis, Rocket } from "lucide-react";
import { useState } from "react";
import { useAct } from "../api/act";
import { useBundle, type Bundle } from "../api/bundles";
import { api, settled } from "../api/client";
import { useMissing } from "../api/failure";
import { useRights } from "../api/roles";
import { changed, chosen, type Addressed } from "../lib/address";
import { Button, buttonClass } from "../ui/button";
import { ConfirmDialog } from "../ui/confirm";
import { Loaded } from "../ui/loaded";
import { Menu } from "../ui/menu";
import { PageHeader } from "../ui/page";
import { ErrorState } from "../ui/states";
import { Tabs } from "../ui/tabs";
import { DifferenceTab } from "./DifferenceTab";
import { ManifestDrawer } from "./ManifestDrawer";
import { VersionsTab } from "./VersionsTab";
import { WhereTab } from "./WhereTab";

export type BundleKeys = "tab" | "version" | "from" | "to" | "at";

const TABS = ["versions", "difference", "devices"] as const;

export function BundlePage({ bundleId, search, onSearch }: { bundleId: string } & Addressed<BundleKeys>) {
  const bundle = useBundle(bundleId);
  const missing = useMissing(bundle);
  if (missing)
    return (
      <ErrorState title="There is no such bundle" detail="It may have been deleted, or never published." />
    );
  return (
    <>
      <Heading bundleId={bundleId} bundle={bundle.data} />
      <Loaded query={bundle} what="The bundle">
        {(data) => (
          <Tabs
            label="About this bundle"
            value={chosen(TABS, search.tab)}
            onChange={(tab) => onSearch({ tab })}
            tabs={[
              {
                value: "versions",
                label: "Versions",
                content: (
                  <VersionsTab bundle={data} onOpen={(version) => onSearch(changed(search, { version }))} />
                ),
              },
              {
                value: "difference",
                label: "Difference",
                content: <DifferenceTab bundle={data} search={search} onSearch={onSearch} />,
              },
              {
                value: "devices",
                label: "Devices",
                content: (
                  <WhereTab
                    bundle={data}
                    version={search.at}
                    onVersion={(at) => onSearch(changed(search, { at }))}
                  />
                ),
              },
            ]}
          />
        )}
      </Loaded>
      <ManifestDrawer
        bundleId={bundleId}
        version={search.version}
        onClose={() => onSearch(changed(search, { version: undefined }))}
      />
    </>
  );
}

function Heading({ bundleId, bundle }: { bundleId: string; bundle: Bundle | undefined }) {
  const may = useRights();
  const latest = bundle?.latestVersion;
  return (
    <PageHeader
      title={bundleId}
      back={
        <Link to="/bundles" className="text-muted hover:text-ink inline-flex items-center gap-1">
          <ChevronLeft className="size-4" aria-hidden="true" /> Bundles
        </Link>
      }
      description={bundle?.description}
      actions={
        may("Operator") && (
          <>
            {latest !== undefined && (
              <Link
                to="/rollouts/new"
                search={{ bundle: bundleId, version: latest }}
                className={buttonClass()}
              >
                <Rocket className="size-4" aria-hidden="true" /> Deploy
              </Link>
            )}
            <Link
              to="/bundles/$bundleId/publish"
              params={{ bundleId }}
              search={latest === undefined ? {} : { from: latest }}
              className={buttonClass("primary")}
            >
              New version
            </Link>
            <DeleteBundle bundleId={bundleId} />
          </>
        )
      }
    />
  );
}

function DeleteBundle({ bundleId }: { bundleId: string }) {
  const navigate = useNavigate();
  const [open, setOpen] = useState(false);
  const remove = useAct(() => settled(api.DELETE("/bundles/{id}", { params: { path: { id: bundleId } } })), {
    done: `${bundleId} is deleted`,
    changes: [["bundles", "list"]],
  });
  return (
    <>
      <Menu
        trigger={
          <Button kind="quiet" aria-label="More">
            <Ellipsis className="size-4" />
          </Button>
        }
        entries={[{ label: "Delete bundle", danger: true, onSelect: () => setOpen(true) }]}
      />
      <ConfirmDialog
        open={open}
        onClose={() => setOpen(false)}
        title={`Delete ${bundleId}?`}
        action="Delete"
        danger
        name={bundleId}
        onConfirm={async () => {
          await remove.mutateAsync(undefined);
          await navigate({ to: "/bundles" });
        }}
      >
        All its versions are deleted, and there is no way to bring them back. The API refuses while anything
        still asks for it.
      </ConfirmDialog>
    </>
  );
}
