import { describe, expect, it } from "vitest";
import { composeComplaints } from "./compose";

const file = "services:\n  web:\n    image: nginx:1\n    ports:\n      - 80:80\n";

describe("a Compose file while it is typed", () => {
  it("has nothing wrong with it when it is right", () => {
    expect(composeComplaints(file)).toEqual([]);
  });

  it("names a service without an image, and its line", () => {
    expect(composeComplaints("services:\n  web:\n    ports: []\n")).toMatchObject([
      { field: "services.web.image", line: 3 },
    ]);
  });

  it("says where it stops being YAML", () => {
    expect(composeComplaints("services:\n  web: [1\n")[0]).toMatchObject({ code: "format" });
  });

  it("puts what the API refused where it belongs", () => {
    const refused = [{ field: "services.web.ports[0]", code: "format", message: "no" }];
    expect(composeComplaints(file, refused)).toMatchObject([{ message: "no", line: 5, column: 9 }]);
  });
});
