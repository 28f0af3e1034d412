import { describe, expect, it } from "vitest";
import { mapLines, portLines, readMap, readPorts, readVolumes, volumeLines } from "./lines";

describe("lists of a manifest as lines", () => {
  it.each([
    ["80", [{ container: 80 }]],
    ["8080:80", [{ container: 80, host: 8080 }]],
    [
      "53:53/udp\n127.0.0.1:80:80",
      [
        { container: 53, host: 53, protocol: "udp" },
        { container: 80, host: 80, hostIp: "127.0.0.1" },
      ],
    ],
    ["::1:80:80", [{ container: 80, host: 80, hostIp: "::1" }]],
  ])("reads the ports %j and writes them again", (text, ports) => {
    expect(readPorts(text)).toEqual(ports);
    expect(portLines(ports)).toBe(text);
  });

  it("leaves what is no number for the rules to name", () => {
    expect(readPorts("http")).toEqual([{ container: "http" }]);
  });

  it("tells a volume's name from a folder of the device", () => {
    const text = "state:/var/lib/app\n/srv/in:/data:ro";
    const volumes = [
      { name: "state", path: "/var/lib/app" },
      { hostPath: "/srv/in", path: "/data", readOnly: true },
    ];
    expect(readVolumes(text)).toEqual(volumes);
    expect(volumeLines(volumes)).toBe(text);
  });

  it("keeps what follows the first equals sign of a variable", () => {
    expect(readMap("A=b=c\n\n B = d ")).toEqual({ A: "b=c", B: " d" });
    expect(mapLines({ A: "b=c", E: "" })).toBe("A=b=c\nE=");
  });
});
