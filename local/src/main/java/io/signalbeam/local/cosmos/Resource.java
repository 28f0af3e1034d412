package io.signalbeam.local.cosmos;

import com.fasterxml.jackson.databind.node.ObjectNode;

/** A stored resource; its body holds the system properties ({@code _rid}, {@code _etag}, {@code _ts}) too. */
record Resource(Key key, ObjectNode body) {

    String etag() {
        return body.path("_etag").asText();
    }

    /** The number of the write that made it what it is; the first part of its entity tag. */
    long written() {
        return Long.parseUnsignedLong(etag(), 1, 17, 16);
    }

    String rid() {
        return body.path("_rid").asText();
    }

    /** When it was last written, in epoch seconds. */
    long timestamp() {
        return body.path("_ts").asLong();
    }

    /**
     * Whether its time to live is over. {@code defaultTtl} on the container switches the feature on; an item's own
     * {@code ttl} goes before it, and −1 is for ever.
     */
    boolean expired(ObjectNode container, long nowSeconds) {
        if (!container.path("defaultTtl").isInt()) {
            return false;
        }
        var ttl = body.path("ttl").isInt()
                ? body.path("ttl").intValue()
                : container.path("defaultTtl").intValue();
        return ttl >= 0 && timestamp() + ttl <= nowSeconds;
    }
}
