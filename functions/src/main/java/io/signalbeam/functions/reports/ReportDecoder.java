package io.signalbeam.functions.reports;

import io.signalbeam.functions.intake.Screening;
import io.signalbeam.shared.report.DeviceReport;

/** Reads events of the hub of reports. */
@FunctionalInterface
public interface ReportDecoder extends Screening.Decoder<DeviceReport> {}
