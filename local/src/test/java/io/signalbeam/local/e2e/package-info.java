/** The whole system, nothing faked: local cloud, packaged functions, packaged agent, a real engine and registry. */
@NullMarked
package io.signalbeam.local.e2e;

import org.jspecify.annotations.NullMarked;
