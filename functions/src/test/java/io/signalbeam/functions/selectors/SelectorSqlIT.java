package io.signalbeam.functions.selectors;

import static org.assertj.core.api.Assertions.assertThat;

import io.signalbeam.functions.testing.TestDatabase;
import io.signalbeam.shared.json.Json;
import io.signalbeam.shared.label.Requirement;
import io.signalbeam.shared.label.Selector;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SelectorSqlIT {
    private static final List<String> KEYS = List.of("env", "site", "canary", "os.arch", "example.com/tier");
    private static final List<String> VALUES = List.of("", "prod", "test", "arm-v7", "it.s");

    @ParameterizedTest
    @ValueSource(longs = {11, 12, 13})
    void selects_what_the_selector_matches(long seed) {
        var random = new Random(seed);
        try (var database = TestDatabase.create()) {
            database.owner().useHandle(tx -> {
                for (int n = 0; n < 300; n++) {
                    var labels = labels(random);
                    var selector = selector(random);
                    var sql = SelectorSql.of(selector, "d.attributes");
                    boolean selected = sql.bind(tx.createQuery(
                                    "SELECT " + sql.condition() + " FROM (SELECT :labels::jsonb) d(attributes)"))
                            .bind("labels", Json.write(labels))
                            .mapTo(Boolean.class)
                            .one();
                    assertThat(selected)
                            .as("seed %s: %s of %s", seed, selector, labels)
                            .isEqualTo(selector.matches(labels));
                }
            });
        }
    }

    private static Map<String, String> labels(Random random) {
        var labels = new TreeMap<String, String>();
        for (int n = random.nextInt(4); n > 0; n--) {
            labels.put(one(random, KEYS), one(random, VALUES));
        }
        return labels;
    }

    private static Selector selector(Random random) {
        var requirements = new ArrayList<Requirement>();
        for (int n = random.nextInt(4); n > 0; n--) {
            var key = one(random, KEYS);
            var value = one(random, VALUES);
            var values = new TreeSet<>(Arrays.asList(value, one(random, VALUES)));
            requirements.add(
                    switch (random.nextInt(6)) {
                        case 0 -> new Requirement.Equals(key, value);
                        case 1 -> new Requirement.NotEquals(key, value);
                        case 2 -> new Requirement.In(key, values);
                        case 3 -> new Requirement.NotIn(key, values);
                        case 4 -> new Requirement.Exists(key);
                        default -> new Requirement.NotExists(key);
                    });
        }
        return new Selector(requirements);
    }

    private static String one(Random random, List<String> list) {
        return list.get(random.nextInt(list.size()));
    }
}
