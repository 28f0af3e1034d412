/**
 * Parquet, through Apache Parquet's Java library on the few classes of Hadoop that parquet-floor stands in for.
 */
@NullMarked
package io.signalbeam.functions.adapter.parquet;

import org.jspecify.annotations.NullMarked;
