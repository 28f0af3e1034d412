import { useState } from "react";
import { useAct } from "../api/act";
import { api, taken } from "../api/client";
import { fieldErrors } from "../api/problem";
import { typedNumber } from "../lib/given";
import { Button } from "../ui/button";
import { Dialog } from "../ui/dialog";
import { TextField } from "../ui/field";
import { FormDialog } from "../ui/formDialog";
import { ProblemNotice } from "../ui/problem";
import { SecretText } from "../ui/secret";
import { When } from "../ui/time";

/**
 * Asks where a file is to be brought, says how, and has it checked when it is there. The bytes go from a shell straight to
 * Blob Storage: a browser would have to hold the whole file to know its hash.
 */
export function BringArtifact({ onClose }: { onClose: () => void }) {
  const [sha256, setSha256] = useState("");
  const [size, setSize] = useState("");
  const create = useAct(
    () =>
      taken(
        api.POST("/artifacts", {
          body: { sha256: sha256.trim().toLowerCase(), sizeBytes: typedNumber(size) ?? 0 },
        }),
      ),
    {
      done: (made) => (made.status === "Ready" ? "It is there already" : null),
      changes: [["artifacts"]],
    },
  );
  const refused = fieldErrors(create.error);
  const upload = create.data?.upload;
  if (create.data !== undefined && upload !== undefined)
    return <Handover sha256={create.data.sha256} upload={upload} onClose={onClose} />;
  return (
    <FormDialog
      onClose={onClose}
      title="New artifact"
      action="Where to?"
      sending={create}
      ready={sha256.trim() !== "" && size.trim() !== ""}
      onSubmit={() => create.mutate(undefined, { onSuccess: (made) => made.status === "Ready" && onClose() })}
    >
      <TextField
        label="SHA-256"
        hint="sha256sum FILE"
        mono
        value={sha256}
        onChange={setSha256}
        error={refused.sha256}
        autoComplete="off"
        spellCheck={false}
      />
      <TextField
        label="Size in bytes"
        hint="stat -c %s FILE"
        inputMode="numeric"
        value={size}
        onChange={setSize}
        error={refused.sizeBytes}
      />
    </FormDialog>
  );
}

function Handover({
  sha256,
  upload,
  onClose,
}: {
  sha256: string;
  upload: { url: string; expiresAt: string };
  onClose: () => void;
}) {
  const complete = useAct(
    () => taken(api.POST("/artifacts/{sha256}/complete", { params: { path: { sha256 } } })),
    { done: "The artifact is ready", changes: [["artifacts"]] },
  );
  return (
    <Dialog
      open
      onClose={onClose}
      title="Bring the file"
      description={
        <>
          The address is good for this one file; it ends <When at={upload.expiresAt} />.
        </>
      }
      footer={
        <>
          <Button onClick={onClose}>Later</Button>
          <Button
            kind="primary"
            busy={complete.isPending}
            onClick={() => complete.mutate(undefined, { onSuccess: onClose })}
          >
            It is there: check it
          </Button>
        </>
      }
    >
      <div className="space-y-4">
        <SecretText label="In a shell" text={`azcopy copy FILE "${upload.url}"`} />
        <SecretText
          label="Or, for a file of up to 5,000 MiB"
          text={`curl -fT FILE -H 'x-ms-blob-type: BlockBlob' "${upload.url}"`}
        />
        {complete.isError && <ProblemNotice error={complete.error} />}
      </div>
    </Dialog>
  );
}
