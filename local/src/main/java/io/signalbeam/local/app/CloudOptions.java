package io.signalbeam.local.app;

import java.nio.file.Path;

/**
 * How one local cloud runs.
 *
 * @param root of the project, where the packaged parts lie
 * @param state folder for all that is kept between runs
 * @param portBase 0 for the usual ports; else the first of a block
 * @param devTokens whether the OpenID provider hands out tokens without a sign-in, for tests and seeding; on loopback
 *     only, like everything here
 */
public record CloudOptions(Path root, Path state, int portBase, boolean devTokens) {

    Path data(String part) {
        return state.resolve("data").resolve(part);
    }

    Path secrets() {
        return state.resolve("secrets");
    }

    Path logs() {
        return state.resolve("logs");
    }

    Path stagedApp() {
        return root.resolve("functions/target/azure-functions/signalbeam-functions");
    }
}
