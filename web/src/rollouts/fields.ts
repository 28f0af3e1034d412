import type { RolloutForm } from "./form";

/** What each part of the form gets: what was typed, what the API refused by its field, and how to change it. */
export interface Part {
  form: RolloutForm;
  refused: Record<string, string>;
  onChange: (change: Partial<RolloutForm>) => void;
}
