package dev.cordage.bench.process;

/** A JVM's shortest program: what its start costs. */
final class Hello {
    private Hello() {}

    public static void main(String[] args) {
        System.out.println("hello");
    }
}
