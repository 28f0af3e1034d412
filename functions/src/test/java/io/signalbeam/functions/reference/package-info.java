/** The OpenAPI document, and whether the app is what it says. */
@NullMarked
package io.signalbeam.functions.reference;

import org.jspecify.annotations.NullMarked;
