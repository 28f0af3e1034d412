package io.signalbeam.local.eventhubs.access;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class EntityPathTest {
    @ParameterizedTest
    @CsvSource({
        "sb://localhost, hub, true",
        "sb://localhost:5671/, hub/publishers/d1, true",
        "amqp://localhost/hub, hub, true",
        "hub, HUB/Partitions/1, true",
        "hub/publishers/d1, hub/publishers/d1, true",
        "hub/publishers/d1, hub/Publishers/d1, true",
        "hub/publishers/d1, hub/publishers/D1, false",
        "hub/publishers/d1, hub/publishers/d10, false",
        "hub/publishers/d1, hub, false",
        "hub, hub2, false",
        "hub/partitions, hub/publishers, false",
    })
    void covers_itself_and_what_lies_under_it(String path, String other, boolean covered) {
        assertThat(EntityPath.of(path).covers(EntityPath.of(other))).isEqualTo(covered);
    }
}
