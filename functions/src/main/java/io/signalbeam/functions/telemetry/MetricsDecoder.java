package io.signalbeam.functions.telemetry;

import io.signalbeam.functions.intake.Screening;
import io.signalbeam.shared.telemetry.MetricsSample;

/** Reads events of the telemetry hub. */
@FunctionalInterface
public interface MetricsDecoder extends Screening.Decoder<MetricsSample> {}
