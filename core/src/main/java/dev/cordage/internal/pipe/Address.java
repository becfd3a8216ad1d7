package dev.cordage.internal.pipe;

/** Where an end that was handed over can be claimed. */
public final class Address {
    private final String path;
    private final long id;
    private final byte[] secret;
    private final String name;

    /**
     * Makes one.
     *
     * @param path the socket of its home
     * @param id its number there
     * @param secret what proves that one may; not copied
     * @param name the name of the end
     */
    public Address(String path, long id, byte[] secret, String name) {
        this.path = path;
        this.id = id;
        this.secret = secret;
        this.name = name;
    }

    /** The socket of its home. */
    public String path() {
        return path;
    }

    /** Its number there. */
    public long id() {
        return id;
    }

    /** What proves that one may have it. Must not be changed. */
    public byte[] secret() {
        return secret;
    }

    /** The name of the end. */
    public String name() {
        return name;
    }
}
