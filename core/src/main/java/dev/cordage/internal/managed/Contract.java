package dev.cordage.internal.managed;

import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The methods of an interface, in an order that is the same in each process: so a number is all that is said about a
 * method, and no other can be called. Immutable.
 */
final class Contract {
    /**
     * One method.
     *
     * @param index its number
     * @param method itself
     * @param name such as {@code Greeter.greet}
     * @param interruptible whether it may throw an InterruptedException
     */
    record Operation(int index, Method method, String name, boolean interruptible) {
        /** A parameter in words, by its name where the class file has that. */
        String parameter(int index) {
            var parameter = method.getParameters()[index];
            return parameter.isNamePresent() ? parameter.getName() : "argument " + (index + 1);
        }
    }

    private static final ClassValue<Contract> ALL = new ClassValue<>() {
        @Override
        protected Contract computeValue(Class<?> type) {
            return new Contract(type);
        }
    };

    private final List<Operation> operations;
    private final Map<Method, Operation> byMethod;
    private final int fingerprint;

    private Contract(Class<?> type) {
        List<Method> methods = new ArrayList<>();
        for (Method method : type.getMethods()) {
            if (!Modifier.isStatic(method.getModifiers())) {
                methods.add(method);
            }
        }
        methods.sort(Comparator.comparing(Contract::signature));
        List<Operation> numbered = new ArrayList<>();
        Map<Method, Operation> known = new HashMap<>();
        int hash = 0;
        for (Method method : methods) {
            String name = type.getSimpleName() + '.' + method.getName();
            Operation operation = new Operation(numbered.size(), method, name, isInterruptible(method));
            numbered.add(operation);
            known.put(method, operation);
            hash = 31 * hash + signature(method).hashCode();
        }
        operations = List.copyOf(numbered);
        byMethod = Map.copyOf(known);
        fingerprint = hash;
    }

    /** That of an interface. */
    static Contract of(Class<?> type) {
        return ALL.get(type);
    }

    private static String signature(Method method) {
        StringBuilder text = new StringBuilder(method.getName()).append('(');
        for (Class<?> parameter : method.getParameterTypes()) {
            text.append(parameter.descriptorString());
        }
        return text.append(')')
                .append(method.getReturnType().descriptorString())
                .append(method.getDeclaringClass().getName())
                .toString();
    }

    private static boolean isInterruptible(Method method) {
        for (Class<?> type : method.getExceptionTypes()) {
            if (type.isAssignableFrom(InterruptedException.class)) {
                return true;
            }
        }
        return false;
    }

    /** Differs between two versions of an interface whose methods have not the same numbers. */
    int fingerprint() {
        return fingerprint;
    }

    List<Operation> operations() {
        return operations;
    }

    /** The operation with that number; null if there is none. */
    @Nullable Operation operation(int index) {
        return index < 0 || index >= operations.size() ? null : operations.get(index);
    }

    /** The operation of a method; null if it isn't one of the interface. */
    @Nullable Operation operation(Method method) {
        return byMethod.get(method);
    }
}
