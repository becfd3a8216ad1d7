package dev.cordage.cli.demo;

import java.lang.constant.ClassDesc;
import java.lang.constant.MethodTypeDesc;
import java.util.stream.Collectors;

/** Writes names from class files the way programmers do. */
final class MethodName {
    private MethodName() {}

    /** {@code java/lang/String.indexOf(II)I} as {@code java.lang.String.indexOf(int, int)}, shortened to fit. */
    static String ofMethod(String name, int width) {
        int descriptor = name.indexOf('(');
        int dot = name.lastIndexOf('.', descriptor);
        String method = ofClass(name.substring(0, dot)) + name.substring(dot, descriptor);
        String parameters = MethodTypeDesc.ofDescriptor(name.substring(descriptor)).parameterList().stream()
                .map(ClassDesc::displayName)
                .collect(Collectors.joining(", ", "(", ")"));
        if (method.length() + parameters.length() > width) {
            parameters = parameters.equals("()") ? "()" : "(..)";
        }
        return abbreviate(method, width - parameters.length()) + parameters;
    }

    /** {@code java/util/Map$Entry} as {@code java.util.Map$Entry}, {@code [I} as {@code int[]}, shortened to fit. */
    static String ofClass(String internalName, int width) {
        return abbreviate(ofClass(internalName), width);
    }

    private static String ofClass(String internalName) {
        return internalName.startsWith("[")
                ? ClassDesc.ofDescriptor(internalName).displayName()
                : internalName.replace('/', '.');
    }

    /** Cuts packages to their initials, from the left, until the name fits; what is too long even so loses its head. */
    private static String abbreviate(String name, int width) {
        StringBuilder shorter = new StringBuilder(name);
        int from = 0;
        for (int dot = shorter.indexOf(".");
                shorter.length() > width && dot > 0 && isPackage(shorter, from);
                dot = shorter.indexOf(".", from)) {
            shorter.delete(from + 1, dot);
            from += 2;
        }
        return shorter.length() <= width ? shorter.toString() : ".." + shorter.substring(shorter.length() - width + 2);
    }

    private static boolean isPackage(StringBuilder name, int at) {
        return Character.isLowerCase(name.charAt(at)) && name.indexOf(".", at) > 0;
    }
}
