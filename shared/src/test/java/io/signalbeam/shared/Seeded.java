package io.signalbeam.shared;

import java.util.List;
import java.util.Random;
import java.util.function.Consumer;

/** Runs a property on many random cases and names the seed of the one that fails. */
public final class Seeded {
    private Seeded() {}

    /** The first seed comes from {@code -Dsignalbeam.seed=N}, or from the clock. */
    public static void cases(int count, Consumer<Random> property) {
        long first = Long.getLong("signalbeam.seed", System.nanoTime());
        for (long seed = first; seed < first + count; seed++) {
            try {
                property.accept(new Random(seed));
            } catch (AssertionError | RuntimeException e) {
                throw new AssertionError("fails with -Dsignalbeam.seed=" + seed, e);
            }
        }
    }

    public static <T> T pick(Random random, List<T> from) {
        return from.get(random.nextInt(from.size()));
    }

    /** A text with a few characters removed, doubled, swapped or replaced. */
    public static String mutate(Random random, String text, String alphabet) {
        var mutated = new StringBuilder(text);
        for (int n = 1 + random.nextInt(4); n > 0 && mutated.length() > 0; n--) {
            int at = random.nextInt(mutated.length());
            switch (random.nextInt(4)) {
                case 0 -> mutated.deleteCharAt(at);
                case 1 -> mutated.insert(at, alphabet.charAt(random.nextInt(alphabet.length())));
                case 2 -> mutated.setCharAt(at, alphabet.charAt(random.nextInt(alphabet.length())));
                default -> mutated.delete(at, Math.min(mutated.length(), at + random.nextInt(20)));
            }
        }
        return mutated.toString();
    }
}
