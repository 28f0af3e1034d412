package io.signalbeam.functions.people;

import io.signalbeam.functions.access.Role;

/** What an admin changes of somebody. */
record MemberChange(Role role) {}
