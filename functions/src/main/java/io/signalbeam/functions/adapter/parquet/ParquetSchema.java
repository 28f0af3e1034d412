package io.signalbeam.functions.adapter.parquet;

import io.signalbeam.functions.archive.Column;
import io.signalbeam.functions.outcome.PermanentFailure;
import java.util.List;
import org.apache.parquet.schema.LogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.TimeUnit;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName;
import org.apache.parquet.schema.Type;
import org.apache.parquet.schema.Types;

/** Columns as Parquet's types ("Logical Types" in the format's specification) and back. Every column may be null. */
final class ParquetSchema {
    private static final int UUID_BYTES = 16;

    private ParquetSchema() {}

    static MessageType of(List<Column> columns) {
        return new MessageType("rows", columns.stream().map(ParquetSchema::type).toList());
    }

    private static Type type(Column column) {
        var type = switch (column.kind()) {
            case UUID ->
                Types.optional(PrimitiveTypeName.FIXED_LEN_BYTE_ARRAY)
                        .length(UUID_BYTES)
                        .as(LogicalTypeAnnotation.uuidType());
            case TIME ->
                Types.optional(PrimitiveTypeName.INT64).as(LogicalTypeAnnotation.timestampType(true, TimeUnit.MICROS));
            case WHOLE -> Types.optional(PrimitiveTypeName.INT64);
            case NUMBER -> Types.optional(PrimitiveTypeName.DOUBLE);
            case TEXT -> Types.optional(PrimitiveTypeName.BINARY).as(LogicalTypeAnnotation.stringType());
            case JSON -> Types.optional(PrimitiveTypeName.BINARY).as(LogicalTypeAnnotation.jsonType());
        };
        return type.named(column.name());
    }

    static List<Column> columns(MessageType schema) {
        return schema.getFields().stream()
                .map(type -> new Column(type.getName(), kind(type)))
                .toList();
    }

    private static Column.Kind kind(Type type) {
        for (var kind : Column.Kind.values()) {
            if (type(new Column(type.getName(), kind)).equals(type)) {
                return kind;
            }
        }
        throw new PermanentFailure("no column of the archive: " + type);
    }
}
