/**
 * The people of a tenant who have their role by name, beside the roles that tokens bring along: invited, changed and
 * removed by the tenant's admins.
 */
@NullMarked
package io.signalbeam.functions.people;

import org.jspecify.annotations.NullMarked;
