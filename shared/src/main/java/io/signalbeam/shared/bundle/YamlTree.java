package io.signalbeam.shared.bundle;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.signalbeam.shared.validation.Validated;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.DumperOptions;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.nodes.Tag;
import org.yaml.snakeyaml.representer.Representer;
import org.yaml.snakeyaml.resolver.Resolver;

/**
 * Reads untrusted YAML into the tree that JSON gives, by the core schema of YAML 1.2 as Compose does: {@code yes} and
 * {@code 22:22} are texts. Anchors and merge keys work; what grows too much by them is refused. SnakeYAML is used
 * itself, because Jackson's reader takes an alias for a text.
 */
final class YamlTree {
    private static final int MAX_NODES = 20_000;
    private static final int MAX_DEPTH = 32;
    private static final int MAX_ALIASES = 100;

    private int nodes;

    private YamlTree() {}

    /** @param maxLength in characters */
    static Validated<JsonNode> parse(String yaml, int maxLength) {
        if (yaml.length() > maxLength) {
            return Validated.invalid("", "range", "at most " + maxLength + " characters, not " + yaml.length());
        }
        try {
            @Nullable Object loaded = new Yaml(
                            new SafeConstructor(limits(maxLength)),
                            new Representer(new DumperOptions()),
                            new DumperOptions(),
                            limits(maxLength),
                            new CoreSchema())
                    .load(yaml);
            return Validated.valid(new YamlTree().tree(loaded, 0));
        } catch (MarkedYAMLException e) {
            var mark = e.getProblemMark();
            return Validated.invalid(
                    "",
                    "format",
                    "not YAML: " + e.getProblem()
                            + (mark == null
                                    ? ""
                                    : " (line " + (mark.getLine() + 1) + ", column " + (mark.getColumn() + 1) + ")"));
        } catch (YAMLException | TooMuch e) {
            return Validated.invalid("", "format", "not YAML that is read here: " + e.getMessage());
        } catch (RuntimeException e) {
            // What SnakeYAML throws on a tag that its value does not fit (!!int x) depends on the tag.
            return Validated.invalid("", "format", "not YAML that is read here: a value does not fit its tag");
        }
    }

    private JsonNode tree(@Nullable Object value, int depth) throws TooMuch {
        if (++nodes > MAX_NODES) {
            throw new TooMuch("more than " + MAX_NODES + " values once its anchors are put in");
        }
        if (depth > MAX_DEPTH) {
            throw new TooMuch("nested deeper than " + MAX_DEPTH);
        }
        return switch (value) {
            case null -> JsonNodeFactory.instance.nullNode();
            case Boolean truth -> JsonNodeFactory.instance.booleanNode(truth);
            case Integer number -> JsonNodeFactory.instance.numberNode(number);
            case Long number -> JsonNodeFactory.instance.numberNode(number);
            case java.math.BigInteger number -> JsonNodeFactory.instance.numberNode(number);
            case Double number -> JsonNodeFactory.instance.numberNode(number);
            case Map<?, ?> map -> {
                var object = JsonNodeFactory.instance.objectNode();
                for (var entry : map.entrySet()) {
                    if (entry.getKey() instanceof Map || entry.getKey() instanceof List) {
                        throw new TooMuch("a key that is a list or a mapping");
                    }
                    object.set(String.valueOf(entry.getKey()), tree(entry.getValue(), depth + 1));
                }
                yield object;
            }
            case List<?> list -> {
                var array = JsonNodeFactory.instance.arrayNode();
                for (var item : list) {
                    array.add(tree(item, depth + 1));
                }
                yield array;
            }
            case String text -> JsonNodeFactory.instance.textNode(text);
            default -> throw new TooMuch("a value with a tag of its own");
        };
    }

    private static LoaderOptions limits(int maxLength) {
        var options = new LoaderOptions();
        options.setCodePointLimit(maxLength);
        options.setMaxAliasesForCollections(MAX_ALIASES);
        options.setNestingDepthLimit(MAX_DEPTH);
        options.setAllowDuplicateKeys(false);
        options.setAllowRecursiveKeys(false);
        return options;
    }

    /** YAML 1.2 §10.3.2, and the merge key. */
    private static final class CoreSchema extends Resolver {
        @Override
        protected void addImplicitResolvers() {
            addImplicitResolver(Tag.BOOL, Pattern.compile("true|True|TRUE|false|False|FALSE"), "tTfF");
            addImplicitResolver(Tag.INT, Pattern.compile("[-+]?(?:0|[1-9][0-9]{0,18})"), "-+0123456789");
            addImplicitResolver(
                    Tag.FLOAT, Pattern.compile("[-+]?(?:[0-9]{1,30}\\.[0-9]{0,30}|\\.[0-9]{1,30})"), "-+.0123456789");
            addImplicitResolver(Tag.MERGE, Pattern.compile("<<"), "<");
            addImplicitResolver(Tag.NULL, Pattern.compile("~|null|Null|NULL| "), "~nN\0");
            addImplicitResolver(Tag.NULL, Pattern.compile(""), null);
        }
    }

    /** Valid YAML that is refused all the same; never leaves this class. */
    private static final class TooMuch extends Exception {
        TooMuch(String message) {
            super(message, null, false, false);
        }
    }
}
