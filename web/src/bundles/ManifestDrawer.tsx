import { useBundleVersion } from "../api/bundles";
import { CopyButton } from "../ui/copy";
import { Dialog } from "../ui/dialog";
import { Loaded } from "../ui/loaded";
import { Quarantine } from "./Quarantine";

/** One version's manifest, beside the page. */
export function ManifestDrawer({
  bundleId,
  version,
  onClose,
}: {
  bundleId: string;
  version: string | undefined;
  onClose: () => void;
}) {
  const one = useBundleVersion(bundleId, version);
  return (
    <Dialog
      open={version !== undefined}
      onClose={onClose}
      title={`${bundleId} ${version ?? ""}`}
      shape="drawer"
    >
      {version !== undefined && (
        <Loaded query={one} what="The manifest">
          {(data) => {
            const text = JSON.stringify(data.manifest, null, 2);
            return (
              <div className="space-y-4 text-sm">
                <dl className="grid grid-cols-[auto_1fr] gap-x-4 gap-y-1">
                  <dt className="text-muted">Digest</dt>
                  <dd className="font-mono text-xs break-all">{data.manifestDigest}</dd>
                  <dt className="text-muted">Published</dt>
                  <dd>
                    {new Date(data.createdAt).toLocaleString()} by {data.createdBy}
                  </dd>
                </dl>
                {data.quarantine !== undefined && (
                  <Quarantine bundleId={bundleId} version={data.version} quarantine={data.quarantine} />
                )}
                <div className="relative">
                  <div className="absolute top-1 right-1">
                    <CopyButton text={text} label="Copy the manifest" />
                  </div>
                  <pre
                    className="bg-raised overflow-x-auto rounded-lg p-3 pr-10 font-mono text-xs"
                    tabIndex={0}
                    aria-label="Manifest"
                  >
                    {text}
                  </pre>
                </div>
              </div>
            );
          }}
        </Loaded>
      )}
    </Dialog>
  );
}
