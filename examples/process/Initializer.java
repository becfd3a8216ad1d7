// An initializer runs once in each worker, before its first task. What it puts into static fields stays there.
// ./cordage run examples/process/Initializer.java

import module dev.cordage;

static Map<String, Integer> dictionary; // each JVM has its own; in this one it stays null

void main() throws Exception {
    try (ProcessPool pool = ProcessPool.builder().workers(2).initializer(() -> load()).build()) {
        List<String> words = List.of("one", "two", "three", "four", "five", "six");
        IO.println(pool.map(word -> dictionary.get(word), words).toList());
        IO.println("in this JVM: " + dictionary);
    }
}

/** Takes long, is wanted by every task, and cannot be sent: what initializers are for. */
void load() {
    dictionary = new HashMap<>();
    String[] words = "one two three four five six".split(" ");
    for (int i = 0; i < words.length; i++) {
        dictionary.put(words[i], i + 1);
    }
}
