/**
 * The life of device keys after enrolment: a device changes its own, and an admin makes it do so. Letting devices in by
 * them belongs to {@code access}.
 */
@NullMarked
package io.signalbeam.functions.devicekeys;

import org.jspecify.annotations.NullMarked;
