package io.signalbeam.local.insights;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.signalbeam.local.insights.Item.Kind;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ItemTest {

    @Test
    void a_request_has_its_trace_its_time_and_whether_it_failed() throws JsonProcessingException {
        var item = read("""
                {"time": "2026-11-21T11:13:13.241Z",
                 "tags": {"ai.operation.id": "0af7651916cd43dd8448eb211c80319c", "ai.operation.parentId": "b7ad6b7169203331",
                          "ai.cloud.role": "functions"},
                 "data": {"baseType": "RequestData", "baseData": {"id": "00f067aa0ba902b7", "name": "GET /api/devices",
                          "duration": "00:00:00.123400", "success": false, "url": "http://localhost/api/devices"}}}""");

        assertThat(item).hasValueSatisfying(request -> {
            assertThat(request.kind()).isEqualTo(Kind.REQUEST);
            assertThat(request.at()).isEqualTo(Instant.parse("2026-11-21T11:13:13.241Z"));
            assertThat(request.trace()).isEqualTo("0af7651916cd43dd8448eb211c80319c");
            assertThat(request.parent()).isEqualTo("b7ad6b7169203331");
            assertThat(request.role()).isEqualTo("functions");
            assertThat(request.millis()).isEqualTo(123.4);
            assertThat(request.failed()).isTrue();
        });
    }

    @Test
    void a_metric_has_its_value_and_its_dimensions() throws JsonProcessingException {
        var item = read("""
                {"time": "2026-11-21T11:13:13Z", "tags": {},
                 "data": {"baseType": "MetricData", "baseData": {"metrics": [{"name": "signalbeam.ingest.lag", "value": 7}],
                          "properties": {"partition": "3"}}}}""");

        assertThat(item).hasValueSatisfying(metric -> {
            assertThat(metric.kind()).isEqualTo(Kind.METRIC);
            assertThat(metric.name()).isEqualTo("signalbeam.ingest.lag");
            assertThat(metric.millis()).isEqualTo(7);
            assertThat(metric.properties()).containsEntry("partition", "3");
        });
    }

    @Test
    void what_is_not_shown_is_left_out() throws JsonProcessingException {
        assertThat(read("""
                {"time": "2026-11-21T11:13:13Z", "data": {"baseType": "AvailabilityData", "baseData": {}}}""")).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"00:00:00.0015,1.5", "00:01:02,62000", "01:00:00,3600000", "1.00:00:00.5,86400500", "0.00:00:01,1000"})
    void durations_are_read_as_dotnet_writes_them(String text, double millis) {
        assertThat(Item.millis(text)).isEqualTo(millis);
    }

    @Test
    void what_is_no_duration_is_refused() {
        assertThatIllegalArgumentException().isThrownBy(() -> Item.millis("soon"));
    }

    private static Optional<Item> read(String envelope) throws JsonProcessingException {
        return Item.read(new ObjectMapper().readTree(envelope));
    }
}
