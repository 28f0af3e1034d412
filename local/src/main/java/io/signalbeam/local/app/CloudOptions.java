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
 * @param insights whether the Application Insights agent runs beside the functions, and a collector takes what it sends
 */
public record CloudOptions(Path root, Path state, int portBase, boolean devTokens, boolean insights) {

    public CloudOptions(Path root, Path state, int portBase, boolean devTokens) {
        this(root, state, portBase, devTokens, false);
    }

    Path data(String part) {
        return state.resolve("data").resolve(part);
    }

    Path secrets() {
        return state.resolve("secrets");
    }

    Path logs() {
        return state.resolve("logs");
    }

    /** The Java agent of Application Insights, as the build has put it there. */
    Path insightsAgent() {
        return root.resolve("local/target/agents/applicationinsights-agent.jar");
    }

    Path stagedApp() {
        return root.resolve("functions/target/azure-functions/signalbeam-functions");
    }
}
