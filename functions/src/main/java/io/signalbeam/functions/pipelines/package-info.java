/**
 * Pipelines that deploy: which repositories a tenant trusts to touch which bundles and groups, and how a pipeline's own token
 * becomes a short-lived one of ours. What that one is allowed is decided in {@code access}.
 */
@NullMarked
package io.signalbeam.functions.pipelines;

import org.jspecify.annotations.NullMarked;
