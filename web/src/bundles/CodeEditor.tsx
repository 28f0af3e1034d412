import { defaultKeymap, history, historyKeymap } from "@codemirror/commands";
import { json } from "@codemirror/lang-json";
import { yaml } from "@codemirror/lang-yaml";
import { HighlightStyle, syntaxHighlighting } from "@codemirror/language";
import { lintGutter, setDiagnostics } from "@codemirror/lint";
import { EditorState } from "@codemirror/state";
import { drawSelection, EditorView, keymap, lineNumbers } from "@codemirror/view";
import { tags } from "@lezer/highlight";
import { useEffect, useRef } from "react";
import type { Complaint } from "./draft";

export interface CodeEditorProps {
  label: string;
  language: "json" | "yaml";
  text: string;
  onText: (text: string) => void;
  complaints: Complaint[];
  /** Where the caret shall go; a new object each time. */
  goTo: { at: number } | undefined;
}

/**
 * A text editor with the complaints drawn where they belong. It lives in a shadow root, because there its styles are
 * constructed style sheets, which the content security policy lets pass; a `<style>` element it would not.
 */
export default function CodeEditor({ label, language, text, onText, complaints, goTo }: CodeEditorProps) {
  const host = useRef<HTMLDivElement>(null);
  const view = useRef<EditorView | null>(null);
  const told = useRef(onText);
  const first = useRef(text);

  useEffect(() => {
    told.current = onText;
    first.current = text;
  }, [onText, text]);

  useEffect(() => {
    if (host.current === null) return;
    const root = host.current.shadowRoot ?? host.current.attachShadow({ mode: "open" });
    const made = new EditorView({
      root,
      parent: root,
      state: EditorState.create({
        doc: first.current,
        extensions: [
          lineNumbers(),
          history(),
          drawSelection(),
          lintGutter(),
          keymap.of([...defaultKeymap, ...historyKeymap]),
          language === "json" ? json() : yaml(),
          syntaxHighlighting(colours),
          look,
          EditorView.lineWrapping,
          EditorView.contentAttributes.of({ "aria-label": label }),
          EditorView.updateListener.of((update) => {
            if (update.docChanged) told.current(update.state.doc.toString());
          }),
        ],
      }),
    });
    view.current = made;
    return () => {
      view.current = null;
      made.destroy();
    };
  }, [label, language]);

  useEffect(() => {
    const shown = view.current;
    if (shown !== null && shown.state.doc.toString() !== text)
      shown.dispatch({ changes: { from: 0, to: shown.state.doc.length, insert: text } });
  }, [text]);

  useEffect(() => {
    const shown = view.current;
    if (shown === null) return;
    const end = shown.state.doc.length;
    shown.dispatch(
      setDiagnostics(
        shown.state,
        complaints.map(({ from, to, field, message }) => ({
          from: Math.min(from, end),
          to: Math.min(Math.max(to, from), end),
          severity: "error",
          message: field === "" ? message : `${field}: ${message}`,
        })),
      ),
    );
  }, [complaints]);

  useEffect(() => {
    const shown = view.current;
    if (shown === null || goTo === undefined) return;
    const at = Math.min(goTo.at, shown.state.doc.length);
    shown.dispatch({ selection: { anchor: at }, effects: EditorView.scrollIntoView(at, { y: "center" }) });
    shown.focus();
  }, [goTo]);

  return <div ref={host} className="overflow-hidden rounded-lg border" />;
}

const colours = HighlightStyle.define([
  { tag: [tags.propertyName, tags.definition(tags.propertyName)], color: "var(--accent)" },
  { tag: [tags.string, tags.content], color: "var(--good)" },
  { tag: [tags.number, tags.bool, tags.null, tags.keyword], color: "var(--warn)" },
  { tag: tags.comment, color: "var(--muted)" },
]);

const look = EditorView.theme({
  "&": { backgroundColor: "var(--surface)", color: "var(--ink)", fontSize: "13px" },
  "&.cm-focused": { outline: "2px solid var(--accent)", outlineOffset: "-2px" },
  ".cm-scroller": {
    fontFamily: "ui-monospace, monospace",
    lineHeight: "1.6",
    minHeight: "20rem",
    maxHeight: "65dvh",
  },
  ".cm-content": { caretColor: "var(--ink)" },
  ".cm-cursor": { borderLeftColor: "var(--ink)" },
  ".cm-gutters": {
    backgroundColor: "var(--surface)",
    color: "var(--muted)",
    borderRight: "1px solid var(--line)",
  },
  "&.cm-focused > .cm-scroller > .cm-selectionLayer .cm-selectionBackground, .cm-selectionBackground": {
    backgroundColor: "var(--busy-soft)",
  },
  ".cm-tooltip": { backgroundColor: "var(--surface)", color: "var(--ink)", border: "1px solid var(--line)" },
});
