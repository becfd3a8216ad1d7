package dev.cordage.internal.pipe;

import dev.cordage.internal.launch.PrivateFolder;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The ends of pairs made by this JVM that were handed over and are not yet in use elsewhere. While there are some, it
 * listens on a socket in a folder of its own.
 */
final class Home implements Doorkeeper {
    /*
     * An offer:
     *
     *   OFFERED --claimed by another process--> CLAIMED --activated--> gone: the wire has the lanes ##
     *      ^  |                                  |   |
     *      |  |                                  |   '--the process dies or closes--> gone: lanes ended ##
     *      '--|-----------released---------------'
     *         '--claimed in this process, or withdrawn--> gone ##
     */

    private record Offer(Address address, Lane in, Lane out) {}

    private static final String WITHDRAWN = "the other end of the pipe was closed before it was claimed";

    private static final Object GUARD = new Object();

    /** Null while there are no offers. */
    // @GuardedBy("GUARD")
    private static @Nullable Home current;

    private final PrivateFolder folder;
    private @Nullable Door door;

    // @GuardedBy("GUARD")
    private final Map<Long, Offer> offers = new HashMap<>();

    /** Those of the offers that are claimed. */
    // @GuardedBy("GUARD")
    private final Map<Long, Wire> claims = new HashMap<>();

    private Home(PrivateFolder folder) {
        this.folder = folder;
    }

    /** Offers an end, by its lanes. */
    static Address offer(Lane in, Lane out, String name) throws IOException {
        synchronized (GUARD) {
            Home home = current;
            if (home == null) {
                home = open();
                current = home;
            }
            Path path = home.folder.path().resolve("pipes");
            Address address;
            do {
                address = new Address(path.toString(), Proof.randomId(), Proof.random(Proof.SIZE), name);
            } while (address.id() == 0 || home.offers.containsKey(address.id()));
            home.offers.put(address.id(), new Offer(address, in, out));
            return address;
        }
    }

    // @GuardedBy("GUARD")
    private static Home open() throws IOException {
        PrivateFolder folder = PrivateFolder.create();
        try {
            Home home = new Home(folder);
            home.door = Door.open(folder.path().resolve("pipes"), home);
            return home;
        } catch (IOException | RuntimeException e) {
            folder.close();
            throw e;
        }
    }

    // @GuardedBy("GUARD")
    private void removeOffer(long id) {
        offers.remove(id);
        claims.remove(id);
        if (offers.isEmpty()) {
            if (door != null) {
                door.close();
            }
            folder.close();
            if (current == this) {
                current = null;
            }
        }
    }

    // @GuardedBy("GUARD")
    private static @Nullable Offer unclaimed(Address address) {
        Home home = current;
        Offer offer = home == null ? null : home.offers.get(address.id());
        return home != null
                        && offer != null
                        && Proof.same(offer.address.secret(), address.secret())
                        && !home.claims.containsKey(address.id())
                ? offer
                : null;
    }

    /** Whether nobody has claimed it. */
    static boolean isOffered(Address address) {
        synchronized (GUARD) {
            return unclaimed(address) != null;
        }
    }

    /** Takes it back in this process; null if it isn't from here, or somebody was quicker. */
    static @Nullable End takeBack(Address address) {
        synchronized (GUARD) {
            Offer offer = unclaimed(address);
            if (offer == null) {
                return null;
            }
            Home home = current;
            if (home != null) {
                home.removeOffer(address.id());
            }
            return End.ofPair(address.name(), offer.in, offer.out);
        }
    }

    /** Closes the end, unless it is claimed. */
    static void withdraw(Address address) {
        Offer offer;
        synchronized (GUARD) {
            offer = unclaimed(address);
            Home home = current;
            if (offer == null || home == null) {
                return;
            }
            home.removeOffer(address.id());
        }
        offer.in.abandon(WITHDRAWN);
        offer.out.end(WITHDRAWN);
    }

    @Override
    public byte @Nullable [] key(long purpose) {
        synchronized (GUARD) {
            Offer offer = offers.get(purpose);
            return offer == null || claims.containsKey(purpose) ? null : offer.address.secret();
        }
    }

    @Override
    public @Nullable String admit(Wire wire, long purpose) {
        synchronized (GUARD) {
            if (!offers.containsKey(purpose) || claims.putIfAbsent(purpose, wire) != null) {
                return "the end was claimed by another process already, or closed";
            }
            return null;
        }
    }

    @Override
    public void admitted(Wire wire, long purpose) {
        // It says when it begins.
    }

    @Override
    public void refused(KeyRefusedException why) {
        // Whoever it was has been told; nobody here waits for it.
    }

    private @Nullable Offer removeClaimed(long purpose, Wire wire) {
        synchronized (GUARD) {
            Offer offer = offers.get(purpose);
            if (offer == null || claims.get(purpose) != wire) {
                return null;
            }
            removeOffer(purpose);
            return offer;
        }
    }

    @Override
    public void lost(long purpose, Wire wire, String why) {
        Offer offer = removeClaimed(purpose, wire);
        if (offer != null) {
            offer.in.abandon(why);
            offer.out.end(why);
        }
    }

    @Override
    public void activated(long purpose, Wire wire) throws IOException {
        Offer offer = removeClaimed(purpose, wire);
        if (offer == null) {
            throw new IOException("an end is activated that was not claimed");
        }
        wire.attach(offer.out, offer.in);
    }

    @Override
    public void released(long purpose, Wire wire) {
        synchronized (GUARD) {
            claims.remove(purpose, wire);
        }
    }
}
