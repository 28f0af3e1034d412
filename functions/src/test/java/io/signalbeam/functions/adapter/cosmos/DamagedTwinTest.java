package io.signalbeam.functions.adapter.cosmos;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.signalbeam.functions.twin.Twin;
import io.signalbeam.shared.desired.AgentSettings;
import io.signalbeam.shared.desired.DesiredState;
import io.signalbeam.shared.id.DeviceId;
import io.signalbeam.shared.id.TenantId;
import io.signalbeam.shared.json.Json;
import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DamagedTwinTest {
    private static final DeviceId DEVICE = DeviceId.random();
    private static final TenantId TENANT = TenantId.random();

    private static Twin twin() {
        return new Twin(
                Twin.SCHEMA,
                DEVICE,
                TENANT,
                Twin.Lifecycle.Active,
                3,
                List.of(),
                "\"t\"",
                new DesiredState(1, DEVICE, TENANT, 7, "till", Map.of(), List.of(), AgentSettings.DEFAULTS));
    }

    private static ObjectNode document() {
        return Json.lenient().valueToTree(twin());
    }

    @Test
    void a_whole_document_is_read_whatever_the_store_adds_to_it() {
        assertThat(CosmosTwinStore.readable(document().put("_etag", "x"))).isEqualTo(twin());
    }

    @ParameterizedTest
    @ValueSource(strings = {"id", "tenantId", "lifecycle", "revision", "keys", "tag", "desired"})
    void a_document_without_what_readers_rely_on_is_none(String field) {
        var without = document();
        without.remove(field);
        assertThat(CosmosTwinStore.readable(without)).isNull();
        assertThat(CosmosTwinStore.readable(document().set(field, JsonNodeFactory.instance.nullNode())))
                .isNull();
    }

    @Test
    void a_document_whose_values_make_no_sense_is_none() {
        assertThat(CosmosTwinStore.readable(document().put("lifecycle", "Lost")))
                .isNull();
        assertThat(CosmosTwinStore.readable(document().put("desired", "gone"))).isNull();
        assertThat(CosmosTwinStore.readable(document().put("id", "nobody"))).isNull();
    }

    @Test
    void a_patch_writes_every_field_of_a_twin_but_the_id_that_it_goes_by() {
        assertThat(Stream.concat(Stream.of("id"), CosmosTwinStore.FIELDS.stream()))
                .containsExactlyInAnyOrderElementsOf(Arrays.stream(Twin.class.getRecordComponents())
                        .map(RecordComponent::getName)
                        .toList());
        assertThat(CosmosTwinStore.FIELDS).as("what a patch may change at once").hasSizeLessThanOrEqualTo(10);
    }
}
