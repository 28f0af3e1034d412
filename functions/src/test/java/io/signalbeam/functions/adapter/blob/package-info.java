/**
 * Tests of where things lie in Blob Storage.
 */
@NullMarked
package io.signalbeam.functions.adapter.blob;

import org.jspecify.annotations.NullMarked;
