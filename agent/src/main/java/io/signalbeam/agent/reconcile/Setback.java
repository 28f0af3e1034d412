package io.signalbeam.agent.reconcile;

import io.signalbeam.shared.report.DeviceReport.ReportedError;
import java.time.Instant;

/**
 * A version's last step failed in a way that may pass.
 *
 * @param attempts that failed in a row
 * @param retryAt on the planner's clock
 */
public record Setback(int attempts, Instant retryAt, ReportedError error) {}
