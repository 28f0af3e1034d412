/**
 * How much may be asked of this installation in a second: by one device key, by one tenant, by all together, and by
 * addresses that fail to say who they are. Counted in memory; instances divide what is a tenant's among themselves by
 * telling each other, through the database, how much they are asked for. How much a tenant may <em>have</em> is not here.
 */
@NullMarked
package io.signalbeam.functions.limits;

import org.jspecify.annotations.NullMarked;
