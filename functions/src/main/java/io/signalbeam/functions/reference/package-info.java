/**
 * What the API says of itself: its OpenAPI document, and a page to read it and try it.
 */
@NullMarked
package io.signalbeam.functions.reference;

import org.jspecify.annotations.NullMarked;
