import { Check, Copy } from "lucide-react";
import { useState } from "react";
import { Button } from "./button";
import { toast } from "./toast";

export function CopyButton({ text, label }: { text: string; label: string }) {
  const [copied, setCopied] = useState(false);
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(text);
      setCopied(true);
      setTimeout(() => setCopied(false), 2_000);
    } catch {
      toast({ tone: "bad", text: "The browser did not let it be copied" });
    }
  };
  return (
    <Button kind="quiet" aria-label={copied ? "Copied" : label} title={label} onClick={() => void copy()}>
      {copied ? <Check className="text-good size-4" /> : <Copy className="size-4" />}
    </Button>
  );
}
