package dev.cordage.cli.demo;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MethodNameTest {
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        java/lang/String.length()I                          | 60 | java.lang.String.length()
        java/util/Map$Entry.f([ILjava/util/Map$Entry;J)V    | 60 | java.util.Map$Entry.f(int[], Map$Entry, long)
        [Ljava/lang/String;.clone()Ljava/lang/Object;       | 60 | String[].clone()
        java/lang/Object.<init>()V                          | 60 | java.lang.Object.<init>()
        java/lang/String.indexOf(IILjava/lang/String;)V     | 30 | java.lang.String.indexOf(..)
        java/lang/String.indexOf(IILjava/lang/String;)V     | 26 | j.lang.String.indexOf(..)
        java/lang/String.indexOf(IILjava/lang/String;)V     | 23 | j.l.String.indexOf(..)
        java/lang/String.indexOf(IILjava/lang/String;)V     | 18 | ..ring.indexOf(..)
        Top.main()V                                         | 60 | Top.main()
        """)
    void writesMethods(String name, int width, String expected) {
        assertEquals(expected, MethodName.ofMethod(name, width));
    }

    @Test
    void writesClasses() {
        assertEquals("java.util.Map$Entry", MethodName.ofClass("java/util/Map$Entry", 40));
        assertEquals("j.util.Map$Entry", MethodName.ofClass("java/util/Map$Entry", 16));
        assertEquals("j.u.Map$Entry", MethodName.ofClass("java/util/Map$Entry", 13));
        assertEquals("..p$Entry", MethodName.ofClass("java/util/Map$Entry", 9));
    }
}
