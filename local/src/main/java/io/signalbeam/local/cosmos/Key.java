package io.signalbeam.local.cosmos;

/**
 * Where a resource is. A database has only {@code database}; a container also {@code container}; an item all four.
 *
 * @param partition the partition key's values as a JSON array, empty where there is none
 */
record Key(String database, String container, String partition, String item) {

    static Key database(String id) {
        return new Key(id, "", "", "");
    }

    Key container(String id) {
        return new Key(database, id, "", "");
    }

    Key item(String partition, String id) {
        return new Key(database, container, partition, id);
    }

    boolean isItem() {
        return !item.isEmpty();
    }

    boolean isContainer() {
        return item.isEmpty() && !container.isEmpty();
    }

    /** Whether this goes when the other one is deleted. */
    boolean isUnder(Key other) {
        return database.equals(other.database)
                && (other.container.isEmpty() || (container.equals(other.container) && !other.isItem()))
                && !equals(other);
    }
}
