/**
 * Blob Storage, through Azure's SDK.
 */
@NullMarked
package io.signalbeam.functions.adapter.blob;

import org.jspecify.annotations.NullMarked;
