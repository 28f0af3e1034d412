package io.signalbeam.local.openid;

import com.fasterxml.jackson.core.type.TypeReference;
import io.signalbeam.shared.json.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;

/**
 * Somebody who can sign in.
 *
 * @param tenant the value of the tenant claim in the person's tokens
 * @param roles the values of the roles claim
 * @param password in clear: these people exist on this machine only
 */
public record Person(String sub, String email, String name, String tenant, List<String> roles, String password) {
    public Person {
        roles = List.copyOf(roles);
    }

    /** Reads a JSON array of people. */
    public static List<Person> readAll(Path file) {
        try {
            return Json.strict().readValue(file.toFile(), new TypeReference<>() {});
        } catch (IOException e) {
            throw new UncheckedIOException("The people in " + file + " cannot be read: " + e.getMessage(), e);
        }
    }
}
