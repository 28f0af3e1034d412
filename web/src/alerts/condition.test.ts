import { describe, expect, it } from "vitest";
import { conditionText, valueText } from "./condition";

const condition = {
  type: "Threshold",
  metric: "cpuPercent",
  aggregation: "Avg",
  windowSeconds: 300,
  operator: "Above",
  threshold: 90,
  historyHours: 24,
} as const;

describe("a condition in words", () => {
  it("says what is measured and which bound it has", () => {
    expect(conditionText(condition)).toBe("cpuPercent, on average over 5 min, is above 90 %");
    expect(
      conditionText({ ...condition, metric: "offlineSeconds", aggregation: "Last", threshold: 600 }),
    ).toBe("offlineSeconds, at last over 5 min, is above 10 min");
  });

  it("says what an anomaly is compared with", () => {
    expect(conditionText({ ...condition, type: "Anomaly", operator: "Outside", threshold: 3 })).toContain(
      "more than 3 deviations away from what is usual in 24 h",
    );
  });

  it("gives each value its unit", () => {
    expect(valueText("container.shop/web.memoryBytes", 1024)).toBe("1.00 KiB");
    expect(valueText("custom.queue", 1.23456)).toBe("1.23");
    expect(valueText("temperatureCelsius", 71)).toBe("71 °C");
  });
});
