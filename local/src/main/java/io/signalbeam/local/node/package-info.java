/** Child processes on Node that live no longer than this JVM. */
@NullMarked
package io.signalbeam.local.node;

import org.jspecify.annotations.NullMarked;
