/**
 * Requests and responses between agent and cloud over HTTPS.
 */
@NullMarked
package io.signalbeam.shared.api;

import org.jspecify.annotations.NullMarked;
