/** The OpenID provider in which the demo people sign in. */
@NullMarked
package io.signalbeam.local.openid;

import org.jspecify.annotations.NullMarked;
