package io.signalbeam.agent.commands;

import io.signalbeam.agent.journal.Stored;
import io.signalbeam.shared.command.CommandStatus;
import io.signalbeam.shared.desired.DesiredCommand;
import io.signalbeam.shared.report.CommandAnswer;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** How far each command is, on disk, so that a restart neither forgets one nor begins one again. */
public final class CommandJournal {
    private static final Logger LOG = LoggerFactory.getLogger(CommandJournal.class);
    /** The cloud names a command for days at the most, and no longer than until its answer. */
    private static final Duration KEPT = Duration.ofDays(8);
    /** The answer to one that the cloud names no more, because it gave it up while it ran. */
    private static final Duration ANSWERED_FOR = Duration.ofHours(1);

    private static final int MOST = 64;

    /**
     * @param at when it came so far, by the corrected clock
     */
    public record Entry(
            DesiredCommand command,
            CommandStatus status,
            @Nullable Integer progress,
            @Nullable String message,
            Instant at) {

        CommandAnswer answer() {
            return new CommandAnswer(command.id(), status, progress, message);
        }
    }

    /** All that is known, the oldest first. */
    public record Entries(List<Entry> entries) {
        public Entries {
            entries = List.copyOf(entries == null ? List.of() : entries);
        }
    }

    private final Stored<Entries> stored;
    private final Map<String, Entry> entries = new LinkedHashMap<>();

    public CommandJournal(Stored<Entries> stored) {
        this.stored = stored;
        stored.load()
                .ifPresent(known -> known.entries()
                        .forEach(entry -> entries.put(entry.command().id(), entry)));
    }

    synchronized Optional<Entry> of(String id) {
        return Optional.ofNullable(entries.get(id));
    }

    synchronized List<Entry> running() {
        return entries.values().stream()
                .filter(entry -> entry.status() == CommandStatus.Running)
                .toList();
    }

    /** @return whether it is on disk */
    synchronized boolean put(Entry entry) {
        entries.put(entry.command().id(), entry);
        return save();
    }

    /** What is long over goes; never what is named. */
    synchronized void keep(Set<String> named, Instant now) {
        var bound = now.minus(KEPT);
        int tooMany = entries.size() - MOST;
        var over = entries.values().stream()
                .filter(entry ->
                        !named.contains(entry.command().id()) && entry.status().isOver())
                .toList();
        var gone = over.stream()
                .limit(Math.max(0, tooMany))
                .map(entry -> entry.command().id())
                .toList();
        boolean changed = entries.keySet().removeAll(gone);
        changed |= entries.values()
                .removeIf(entry -> over.contains(entry) && entry.at().isBefore(bound));
        if (changed) {
            save();
        }
    }

    /** What a report says: of all that are named, and of those that were answered a moment ago. */
    public synchronized List<CommandAnswer> answers(Collection<String> named, Instant now) {
        return entries.values().stream()
                .filter(entry -> named.contains(entry.command().id())
                        || (entry.status().isAnswer()
                                && entry.at().plus(ANSWERED_FOR).isAfter(now)))
                .map(Entry::answer)
                .toList();
    }

    private boolean save() {
        try {
            stored.save(new Entries(List.copyOf(entries.values())));
            return true;
        } catch (UncheckedIOException e) {
            LOG.warn("{}; commands are kept in memory only", e.getMessage());
            return false;
        }
    }
}
