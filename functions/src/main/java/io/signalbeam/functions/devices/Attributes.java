package io.signalbeam.functions.devices;

import io.signalbeam.shared.label.Fact;
import io.signalbeam.shared.report.AgentFacts;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** What selectors look at: a device's labels and the facts that it reports, in one map. */
public final class Attributes {

    private Attributes() {}

    public static SortedMap<String, String> of(Map<String, String> labels, AgentFacts facts) {
        var attributes = new TreeMap<>(labels);
        attributes.put(Fact.OS_NAME.key(), facts.os());
        attributes.put(Fact.OS_ARCH.key(), facts.arch());
        attributes.put(Fact.AGENT_VERSION.key(), facts.version());
        attributes.put(Fact.HOST_NAME.key(), facts.hostname());
        return attributes;
    }
}
