package io.signalbeam.functions.archive;

import java.math.BigDecimal;

/**
 * How many rows, and the sum of their keys' hashes: equal sums are equal sets of rows, and sums of disjoint sets add up.
 *
 * @param keys a whole number, its scale 0
 */
record Sum(long rows, BigDecimal keys) {
    static final Sum NONE = new Sum(0, BigDecimal.ZERO);

    Sum {
        keys = keys.setScale(0);
    }

    Sum plus(long keyHash) {
        return new Sum(rows + 1, keys.add(BigDecimal.valueOf(keyHash)));
    }

    Sum plus(Sum other) {
        return new Sum(rows + other.rows, keys.add(other.keys));
    }
}
