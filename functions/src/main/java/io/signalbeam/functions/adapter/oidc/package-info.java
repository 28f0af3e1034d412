/**
 * OpenID providers: access tokens checked against the keys that their issuers publish.
 */
@NullMarked
package io.signalbeam.functions.adapter.oidc;

import org.jspecify.annotations.NullMarked;
