import { Tag } from "lucide-react";
import { useId, useRef, useState, type KeyboardEvent } from "react";
import { chosen, complete, type KnownLabels } from "../lib/selector";

/** A label selector with completion from labels that devices carry: arrows choose, Enter or Tab takes. */
export function SelectorInput({
  label,
  value,
  onChange,
  known,
  error,
  placeholder = "env=prod,site in (berlin,oslo)",
}: {
  label: string;
  value: string;
  onChange: (value: string) => void;
  known: KnownLabels;
  error?: string | undefined;
  placeholder?: string;
}) {
  const id = useId();
  const input = useRef<HTMLInputElement>(null);
  const [caret, setCaret] = useState(value.length);
  const [open, setOpen] = useState(false);
  const [at, setAt] = useState(-1);
  const completion = complete(value, Math.min(caret, value.length), known);
  const options = open ? completion.options : [];

  const take = (option: string) => {
    const next = chosen(value, completion, option);
    onChange(next.text);
    setCaret(next.caret);
    setAt(-1);
    requestAnimationFrame(() => input.current?.setSelectionRange(next.caret, next.caret));
  };
  const onKey = (event: KeyboardEvent) => {
    if (event.key === "Escape" && options.length > 0) {
      event.stopPropagation();
      setOpen(false);
      return;
    }
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      setOpen(true);
      const step = event.key === "ArrowDown" ? 1 : -1;
      setAt((now) => (options.length === 0 ? -1 : (now + step + options.length) % options.length));
    }
    const option = options[at];
    if (option !== undefined && (event.key === "Enter" || event.key === "Tab")) {
      event.preventDefault();
      take(option.text);
    }
  };

  return (
    <div className="relative min-w-0 flex-1">
      <div
        className={`bg-surface focus-within:border-accent flex items-center gap-2 rounded-lg border px-3 ${error === undefined ? "" : "border-bad"}`}
      >
        <Tag className="text-muted size-4 shrink-0" aria-hidden="true" />
        <input
          ref={input}
          role="combobox"
          aria-label={label}
          aria-expanded={options.length > 0}
          aria-controls={`${id}-list`}
          aria-autocomplete="list"
          aria-activedescendant={at >= 0 && at < options.length ? `${id}-${at}` : undefined}
          aria-invalid={error !== undefined}
          aria-describedby={error === undefined ? undefined : `${id}-error`}
          placeholder={placeholder}
          autoComplete="off"
          autoCapitalize="off"
          spellCheck={false}
          value={value}
          onChange={(event) => {
            onChange(event.target.value);
            setCaret(event.target.selectionStart ?? event.target.value.length);
            setOpen(true);
            setAt(-1);
          }}
          onSelect={(event) => setCaret(event.currentTarget.selectionStart ?? value.length)}
          onFocus={() => setOpen(true)}
          onBlur={() => setOpen(false)}
          onKeyDown={onKey}
          className="placeholder:text-muted h-9 w-full min-w-0 bg-transparent font-mono text-sm outline-none"
        />
      </div>
      <ul
        id={`${id}-list`}
        role="listbox"
        aria-label="Completions"
        hidden={options.length === 0}
        className="bg-surface absolute inset-x-0 top-full z-10 mt-1 max-h-72 overflow-y-auto rounded-xl border p-1 shadow-xl"
      >
        {options.map((option, index) => (
          <li
            key={option.text}
            id={`${id}-${index}`}
            role="option"
            aria-selected={index === at}
            className={`flex cursor-pointer items-center rounded-lg px-3 py-1.5 font-mono text-sm ${index === at ? "bg-raised" : ""}`}
            onPointerMove={() => setAt(index)}
            // Before the input loses the focus, which would take the list away.
            onPointerDown={(event) => {
              event.preventDefault();
              take(option.text);
            }}
          >
            {option.text}
            <span className="text-muted ml-auto font-sans text-xs">{option.hint}</span>
          </li>
        ))}
      </ul>
      {error !== undefined && (
        <p id={`${id}-error`} className="text-bad mt-1 text-xs" role="alert">
          {error}
        </p>
      )}
    </div>
  );
}
