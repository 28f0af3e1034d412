package io.signalbeam.functions.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import io.signalbeam.shared.json.Json;
import io.signalbeam.shared.telemetry.MetricsSample;
import io.signalbeam.shared.telemetry.MetricsSample.ContainerSample;
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
            assertThat(json.whole(sample)).isEqualTo(Json.writeBytes(sample));
            assertThat(json.custom(sample))
                    .isEqualTo(sample.custom().isEmpty() ? null : Json.writeBytes(sample.custom()));
            assertThat(json.containers(sample))
                    .isEqualTo(sample.containers().isEmpty() ? null : Json.writeBytes(sample.containers()));
        }
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
