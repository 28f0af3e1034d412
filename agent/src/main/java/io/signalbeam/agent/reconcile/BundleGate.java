package io.signalbeam.agent.reconcile;

import io.signalbeam.shared.desired.DesiredBundle;
import io.signalbeam.shared.report.DeviceReport.ReportedError;
import java.util.Optional;

/**
 * Says whether a bundle is what its publisher published. Asked for what the cloud desires alone: what this device has
 * accepted once has been through it.
 */
@FunctionalInterface
public interface BundleGate {
    BundleGate OPEN = bundle -> Optional.empty();

    /** Why the bundle is not let in; empty when it is. The same question gets the same answer until trust changes. */
    Optional<ReportedError> refuses(DesiredBundle bundle);
}
