// @vitest-environment jsdom
import { cleanup, render, screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { afterEach, describe, expect, it, vi } from "vitest";
import { Menu } from "./menu";

afterEach(cleanup);

describe("a menu", () => {
  it("opens at the first click, though its code comes only then, and does what is chosen", async () => {
    const onSelect = vi.fn();
    render(<Menu trigger={<button type="button">More</button>} entries={[{ label: "Delete", onSelect }]} />);
    const button = screen.getByRole("button", { name: "More" });
    expect(button.getAttribute("aria-haspopup")).toBe("menu");
    await userEvent.click(button);
    await userEvent.click(await screen.findByRole("menuitem", { name: "Delete" }));
    expect(onSelect).toHaveBeenCalledOnce();
    expect(screen.queryByRole("menuitem")).toBeNull();
  });
});
