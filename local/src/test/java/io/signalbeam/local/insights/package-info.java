@NullMarked
package io.signalbeam.local.insights;

import org.jspecify.annotations.NullMarked;
