/** Tests of the webhook sender. */
package io.signalbeam.functions.adapter.webhook;
