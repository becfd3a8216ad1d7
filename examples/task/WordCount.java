// Counts the words of all text files in a folder on a thread pool, with a progress bar.
// ./cordage run examples/task/WordCount.java [folder]

import module dev.cordage;

void main(String[] args) throws Exception {
    Path folder = args.length > 0 ? Path.of(args[0]) : someText();
    try (Pool pool = ThreadPool.of(Runtime.getRuntime().availableProcessors())) {
        var total = new TreeMap<String, Integer>();
        // The files are read and counted in the pool, the counts are added up here, so nothing needs a lock.
        pool.map(this::countWords, textFiles(folder))
                .unordered()
                .withProgress("files")
                .forEach(words -> words.forEach((word, count) -> total.merge(word, count, Integer::sum)));

        IO.println("The ten most frequent words in " + folder + ":");
        total.entrySet().stream()
                .sorted(Map.Entry.<String, Integer>comparingByValue().reversed())
                .limit(10)
                .forEach(entry -> IO.println("  %-12s %7d".formatted(entry.getKey(), entry.getValue())));
    }
}

Map<String, Integer> countWords(Path file) throws IOException {
    var words = new HashMap<String, Integer>();
    try (var lines = Files.lines(file)) {
        lines.flatMap(Pattern.compile("[^\\p{L}]+")::splitAsStream)
                .filter(word -> !word.isEmpty())
                .forEach(word -> words.merge(word.toLowerCase(Locale.ROOT), 1, Integer::sum));
    }
    return words;
}

List<Path> textFiles(Path folder) throws IOException {
    try (var files = Files.walk(folder)) {
        return files.filter(Files::isRegularFile)
                .filter(file -> file.toString().matches(".*\\.(txt|md|java)"))
                .toList();
    }
}

/** 200 files of 2,000 words each, gone when the program ends. */
Path someText() throws IOException {
    Path folder = Files.createTempDirectory("words");
    folder.toFile().deleteOnExit();
    String[] words = "the rope holds what the knot binds and the splice joins a rope to a rope".split(" ");
    var random = new Random(42);
    for (int i = 0; i < 200; i++) {
        Path file = folder.resolve("page" + i + ".txt");
        file.toFile().deleteOnExit();
        Files.writeString(
                file,
                random.ints(2_000, 0, words.length).mapToObj(n -> words[n]).collect(Collectors.joining(" ")));
    }
    return folder;
}
