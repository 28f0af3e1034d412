package io.signalbeam.functions.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import io.signalbeam.shared.json.Json;
import io.signalbeam.shared.telemetry.MetricsSample;
import io.signalbeam.shared.telemetry.MetricsSample.ContainerSample;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class SampleJsonTest {
    private final Random random = new Random(5);

    @Test
    void writes_each_part_of_any_sample_as_the_products_json_does() {
        var json = new SampleJson();
        for (int i = 0; i < 1_000; i++) {
            var sample = sample();
            assertThat(json.custom(sample))
                    .isEqualTo(sample.custom().isEmpty() ? null : Json.writeBytes(sample.custom()));
            assertThat(json.containers(sample))
                    .isEqualTo(sample.containers().isEmpty() ? null : Json.writeBytes(sample.containers()));
        }
    }

    @Test
    void reads_the_latest_sample_as_it_was_written() {
        var json = new SampleJson();
        for (int i = 0; i < 1_000; i++) {
            var sample = sample();
            assertThat(LatestSample.read(latest(json, sample))).isEqualTo(sample);
        }
    }

    /** It is stored: a change here is one that cannot read what is there. */
    @Test
    void the_places_of_the_latest_sample_stay_as_they_are() {
        var all = new MetricsSample(
                1L,
                2.5,
                3L,
                4L,
                5L,
                6L,
                7.5,
                8.5,
                9L,
                10L,
                -11L,
                Map.of("b", 0.5, "a", 1.0),
                List.of(new ContainerSample("shop", "till", 12.5, 13L, 14)));

        assertThat(latest(new SampleJson(), all))
                .isEqualTo("[{\"a\":1.0,\"b\":0.5},[[\"shop\",\"till\",12.5,13,14]],1,2.5,3,4,5,6,7.5,8.5,9,10,-11]");
    }

    @Test
    void reads_what_was_written_with_names_and_what_a_later_version_has_added_to() {
        var named = "{\"cpuPercent\":2.5,\"custom\":{\"a\":1.0}}";
        var sample = LatestSample.read(named);

        assertThat(sample.cpuPercent()).isEqualTo(2.5);
        assertThat(sample.custom()).containsExactly(Map.entry("a", 1.0));
        assertThat(LatestSample.read("[{\"a\":1.0},[],null,2.5,null,null,null,null,null,null,null,null,null,99]"))
                .isEqualTo(sample);
        assertThat(LatestSample.read("[{\"a\":1.0},[],null,2.5]")).isEqualTo(sample);
    }

    private static String latest(SampleJson json, MetricsSample sample) {
        return new String(json.latest(sample), StandardCharsets.UTF_8);
    }

    private MetricsSample sample() {
        var custom = new HashMap<String, Double>();
        for (int i = random.nextInt(4); i > 0; i--) {
            custom.put("m." + random.nextInt(100), random.nextGaussian() * Math.pow(10, random.nextInt(600) - 300));
        }
        return new MetricsSample(
                whole(),
                number(),
                whole(),
                whole(),
                whole(),
                whole(),
                number(),
                number(),
                whole(),
                whole(),
                whole(),
                Map.copyOf(custom),
                random.nextBoolean()
                        ? List.of()
                        : List.of(
                                new ContainerSample("shop", "till", number(), whole(), random.nextInt(9)),
                                new ContainerSample("shop", "db", number(), whole(), null)));
    }

    private @Nullable Long whole() {
        return random.nextInt(3) == 0 ? null : Long.valueOf(random.nextLong());
    }

    private @Nullable Double number() {
        return random.nextInt(3) == 0 ? null : Double.valueOf(random.nextDouble() * 100);
    }
}
