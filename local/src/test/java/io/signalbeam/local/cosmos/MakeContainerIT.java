package io.signalbeam.local.cosmos;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MakeContainerIT {
    private static final String KEY = "c2lnbmFsYmVhbQ==";

    @TempDir
    Path folder;

    private CosmosStandIn cosmos;

    @BeforeEach
    void start() {
        cosmos = CosmosStandIn.start(
                new CosmosStandIn.Settings(folder.resolve("cosmos"), 0, null, KEY, (token, resource) -> false));
    }

    @AfterEach
    void stop() {
        cosmos.close();
    }

    @Test
    void makes_the_database_and_the_container_and_leaves_alone_what_is_there() throws Exception {
        var make = new MakeContainer(cosmos.endpoint(), KEY);

        make.make("signalbeam", "twins");
        make.make("signalbeam", "twins");

        cosmos.close();
        var key = Key.database("signalbeam").container("twins");
        var store = new Store(folder.resolve("cosmos"), java.time.Clock.systemUTC());
        try {
            var made = store.find(key);
            assertThat(made).isNotNull();
            assertThat(made.body().at("/partitionKey/paths/0").asText()).isEqualTo("/id");
            assertThat(made.body().path("defaultTtl").asInt()).isEqualTo(-1);
        } finally {
            store.close();
        }
    }

    @Test
    void says_what_the_account_refused() {
        assertThatThrownBy(() -> new MakeContainer(cosmos.endpoint(), "YW5vdGhlcg==").make("signalbeam", "twins"))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("dbs: 401");
    }
}
