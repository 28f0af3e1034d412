package io.signalbeam.functions.audit;

/**
 * A row's place in its tenant's chain.
 *
 * @param position from 1, without a gap
 * @param previous hash of the row before; {@link ChainHash#START} for the first
 * @param hash over {@code previous}, the place and the row: {@link ChainHash}
 */
record Link(long position, String previous, String hash) {}
