package io.signalbeam.functions.quotas;

/** A tenant's quotas and what it has. */
public record QuotaView(Use devices, Use bundles, Use bundleBytes) {

    /** @param used may be above a limit that was lowered since; then nothing new is made, and nothing is taken away */
    public record Use(long limit, long used) {
        boolean exceeded() {
            return used > limit;
        }
    }

    Use of(Quota quota) {
        return switch (quota) {
            case DEVICES -> devices;
            case BUNDLES -> bundles;
            case BUNDLE_BYTES -> bundleBytes;
        };
    }
}
