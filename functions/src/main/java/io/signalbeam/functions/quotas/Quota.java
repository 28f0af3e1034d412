package io.signalbeam.functions.quotas;

/** What is counted. */
public enum Quota {
    /** All but those that were decommissioned. */
    DEVICES("devices"),
    BUNDLES("bundles"),
    /** Manifests of all versions, as they are stored. */
    BUNDLE_BYTES("bundleBytes"),
    /** Of files that bundles need, those that are being brought as large as they were said to be. */
    ARTIFACT_BYTES("artifactBytes"),
    /** Names, of those that were sent while samples are kept. */
    CUSTOM_METRICS("customMetrics");

    private final String word;

    Quota(String word) {
        this.word = word;
    }

    /** As the API says it. */
    public String word() {
        return word;
    }
}
