package dev.cordage.internal.codec;

import java.io.IOException;
import java.io.Serializable;
import java.lang.invoke.MethodHandleInfo;
import java.lang.invoke.SerializedLambda;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Finds the shortest way from a value to an object in it, and puts it into words.
 *
 * <p>It looks where Java serialisation does, as far as that can be known from outside: into captured arguments, the
 * elements of arrays and of the JDK's collections, and fields that are neither static nor transient. A class with a
 * {@code writeObject} of its own may write something else; then the object may not be found.
 */
final class GraphPath {
    private static final int MOST = 500_000;
    private static final int LONGEST_KEY = 40;

    private final @Nullable Object target;
    private final String className;
    private final IdentityHashMap<Object, Boolean> seen = new IdentityHashMap<>();
    private final Deque<Place> open = new ArrayDeque<>();
    private @Nullable Place ofSameClass;
    private @Nullable Place opaque;
    private int opaqueCount;

    /** Looks for that object, or, if there is none or it can't be found, for the first one of that class. */
    GraphPath(@Nullable Object target, String className) {
        this.target = target;
        this.className = className;
    }

    /** How an object is reached from the one before: a step in words is made only for those that are shown. */
    private record Place(Object object, @Nullable Place before, Step step) {}

    private sealed interface Step {
        record Root() implements Step {}

        record Captured(int index, SerializedLambda form) implements Step {}

        record Element(int index) implements Step {}

        record Key() implements Step {}

        record Value(@Nullable Object key) implements Step {}

        record Member(Field field) implements Step {}
    }

    String from(Object root) {
        add(root, null, new Step.Root());
        while (!open.isEmpty()) {
            Place place = open.remove();
            Object object = place.object();
            if (object == target) {
                return words(place);
            }
            if (ofSameClass == null && object.getClass().getName().equals(className)) {
                ofSameClass = place;
                if (target == null) {
                    return words(place);
                }
            }
            if (seen.size() < MOST) {
                lookInto(place);
            }
        }
        if (ofSameClass != null) {
            return words(ofSameClass);
        }
        if (opaque != null && opaqueCount == 1) {
            String known = words(opaque);
            return (known.isEmpty() ? "" : known + " -> ") + "a part of "
                    + opaque.object().getClass().getTypeName() + " that can't be looked into";
        }
        return "a part of the value that can't be looked into";
    }

    private void add(@Nullable Object object, @Nullable Place before, Step step) {
        if (object != null && !isLeaf(object) && seen.put(object, Boolean.TRUE) == null) {
            open.add(new Place(object, before, step));
        }
    }

    private static boolean isLeaf(Object object) {
        return object instanceof String
                || (object instanceof Number && object.getClass().getName().startsWith("java.lang."))
                || object instanceof Boolean
                || object instanceof Character
                || object instanceof Enum<?>
                || object instanceof Class<?>
                || PrimitiveArrays.typeOf(object) != 0;
    }

    private void lookInto(Place place) {
        Object object = place.object();
        try {
            if (object instanceof Object[] array) {
                for (int i = 0; i < array.length; i++) {
                    add(array[i], place, new Step.Element(i));
                }
            } else if (Lambdas.isLambda(object.getClass())) {
                lookIntoLambda(place, object);
            } else if (object instanceof Collection<?> collection && isJdks(object)) {
                int i = 0;
                for (Object element : collection) {
                    add(element, place, new Step.Element(i++));
                }
            } else if (object instanceof Map<?, ?> map && isJdks(object)) {
                for (Map.Entry<?, ?> entry : map.entrySet()) {
                    add(entry.getKey(), place, new Step.Key());
                    add(entry.getValue(), place, new Step.Value(entry.getKey()));
                }
            } else {
                lookIntoFields(place, object);
            }
        } catch (IOException | RuntimeException _) {
            noteOpaque(place); // changed meanwhile, or its own code failed: the path goes elsewhere or ends here
        }
    }

    private static boolean isJdks(Object object) {
        return object.getClass().getName().startsWith("java.util.");
    }

    private void noteOpaque(Place place) {
        if (opaque != place) {
            opaque = place;
            opaqueCount++;
        }
    }

    private void lookIntoLambda(Place place, Object lambda) throws IOException {
        SerializedLambda form = Lambdas.formOf(lambda, Lambdas.ownMethod(lambda.getClass(), "writeReplace"));
        for (int i = 0; form != null && i < form.getCapturedArgCount(); i++) {
            add(form.getCapturedArg(i), place, new Step.Captured(i, form));
        }
    }

    private void lookIntoFields(Place place, Object object) {
        for (Class<?> type = object.getClass();
                type != null && Serializable.class.isAssignableFrom(type);
                type = type.getSuperclass()) {
            for (Field field : type.getDeclaredFields()) {
                if ((field.getModifiers() & (Modifier.STATIC | Modifier.TRANSIENT)) != 0
                        || field.getType().isPrimitive()
                        || field.getType() == String.class) {
                    continue;
                }
                if (!field.trySetAccessible()) {
                    noteOpaque(place);
                    continue;
                }
                try {
                    add(field.get(object), place, new Step.Member(field));
                } catch (IllegalAccessException _) {
                    noteOpaque(place);
                }
            }
        }
    }

    // --- words

    private static String words(Place end) {
        List<String> steps = new ArrayList<>();
        for (Place place = end; place != null; place = place.before()) {
            String step = words(place, place.before());
            if (!step.isEmpty()) {
                steps.addFirst(step);
            }
        }
        return String.join(" -> ", steps);
    }

    private static String words(Place place, @Nullable Place before) {
        return switch (place.step()) {
            case Step.Root() -> "";
            case Step.Captured(int index, SerializedLambda form) -> captured(index, form);
            case Step.Element(int index) -> (before != null && isItems(before) ? "input [" : "element [") + index + "]";
            case Step.Key() -> "a key";
            case Step.Value(Object key) -> "the value of " + keyInWords(key);
            case Step.Member(Field field) -> isOwnPart(field) ? "" : member(field) + typeInWords(place.object());
        };
    }

    /** What Cordage wraps around the user's task says nothing to the user. */
    private static boolean isOwnPart(Field field) {
        Class<?> owner = field.getDeclaringClass();
        return owner.getPackageName().equals("dev.cordage.task") && Shape.isOurs(owner);
    }

    private static boolean isItems(Place place) {
        return place.step() instanceof Step.Member(Field field)
                && isOwnPart(field)
                && field.getName().equals("items");
    }

    private static String typeInWords(Object object) {
        return object instanceof Object[] || object instanceof Collection<?> || object instanceof Map<?, ?>
                ? " (" + object.getClass().getTypeName() + ")"
                : "";
    }

    private static String member(Field field) {
        String owner = shortName(field.getDeclaringClass().getName());
        String name = field.getName();
        if (name.startsWith("this$")) {
            return "field " + owner + "." + name + " (the enclosing object, which a static class would not have)";
        }
        if (name.startsWith("val$")) {
            return "the variable " + name.substring(4) + " used by the inner class " + owner;
        }
        return "field " + owner + "." + name;
    }

    private static String keyInWords(@Nullable Object key) {
        if (key == null) {
            return "the key null";
        }
        if (!isLeaf(key)) {
            return "a key of " + key.getClass().getTypeName();
        }
        String text = String.valueOf(key);
        String shown = text.length() <= LONGEST_KEY ? text : text.substring(0, LONGEST_KEY) + "...";
        return "the key " + (key instanceof String ? '"' + shown + '"' : shown);
    }

    private static String captured(int index, SerializedLambda form) {
        String method = form.getImplMethodName();
        boolean reference = !method.startsWith("lambda$");
        boolean receiver = index == 0
                && form.getImplMethodKind() != MethodHandleInfo.REF_invokeStatic
                && form.getImplMethodKind() != MethodHandleInfo.REF_newInvokeSpecial;
        String which = "captured argument " + (index + 1);
        if (reference) {
            return which + (receiver ? " (the receiver)" : "") + " of the method reference "
                    + shortName(form.getImplClass()) + "::" + method;
        }
        return which + (receiver ? " ('this')" : "") + " of the lambda in "
                + where(shortName(form.getCapturingClass()), method);
    }

    /** The compiler calls the method of a lambda {@code lambda$METHOD$NUMBERS}. */
    private static String where(String owner, String method) {
        int from = "lambda$".length();
        int to = method.indexOf('$', from);
        String name = to < 0 ? method.substring(from) : method.substring(from, to);
        return switch (name) {
            case "new" -> "a constructor or a field of " + owner;
            case "static" -> "a static field of " + owner;
            default -> owner + "." + name;
        };
    }

    private static String shortName(String name) {
        String plain = name.substring(Math.max(name.lastIndexOf('.'), name.lastIndexOf('/')) + 1);
        return plain.replace('$', '.');
    }
}
