/** What Azure Static Web Apps does for the web app: files, fallback, headers, and the way to the API. */
@NullMarked
package io.signalbeam.local.web;

import org.jspecify.annotations.NullMarked;
