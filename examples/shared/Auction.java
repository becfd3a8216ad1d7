// An auction in this process, bidders in others. They share an object, a map, and nothing else; one bidder is killed.
// ./cordage run examples/shared/Auction.java

import module dev.cordage;

interface Auction {
    /** Offers more than anybody did; otherwise tells what to beat. */
    int bid(String item, String bidder, int amount) throws TooLittleException;

    /** Waits for the end. */
    String awaitWinner(String item) throws InterruptedException;
}

static class TooLittleException extends Exception {
    TooLittleException(String message) {
        super(message);
    }
}

record Bid(String bidder, int amount, Caller caller) {}

/** Is called by many threads at a time, one for each call. Withdraws the bids of processes that are gone. */
static class Auctioneer implements Auction, Caller.Listener {
    private final Map<String, List<Bid>> bids = new HashMap<>();
    private final CountDownLatch end = new CountDownLatch(1);
    private final CountDownLatch somebodyWaits = new CountDownLatch(1);
    private final CountDownLatch withdrawn = new CountDownLatch(1);

    public synchronized int bid(String item, String bidder, int amount) throws TooLittleException {
        List<Bid> all = bids.computeIfAbsent(item, _ -> new ArrayList<>());
        if (!all.isEmpty() && all.getLast().amount() >= amount) {
            throw new TooLittleException(amount + " for the " + item + " is too little: "
                    + all.getLast().bidder() + " offers " + all.getLast().amount());
        }
        all.add(new Bid(bidder, amount, Caller.current()));
        return all.size();
    }

    public String awaitWinner(String item) throws InterruptedException {
        somebodyWaits.countDown();
        end.await();
        synchronized (this) {
            return bids.get(item).getLast().bidder();
        }
    }

    public synchronized void callerGone(Caller caller) {
        bids.values().forEach(all -> all.removeIf(bid -> bid.caller().equals(caller)));
        withdrawn.countDown();
    }
}

void main() throws Exception {
    try (HostFabric fabric = HostFabric.open()) {
        var auctioneer = new Auctioneer();
        Auction auction = fabric.share(Auction.class, auctioneer);
        ConcurrentMap<String, Integer> purses = fabric.dict("purses");
        purses.putAll(Map.of("Ann", 100, "Bob", 80));

        Pool hall = fabric.pool(2);
        IO.println("bid number " + hall.submit(() -> auction.bid("lamp", "Ann", 30)).result());
        try {
            hall.submit(() -> auction.bid("lamp", "Bob", 20)).result();
        } catch (TooLittleException e) {
            IO.println(e.getMessage());
        }

        // A bidder who is killed while it waits: its call ends, and its bid is withdrawn.
        var zed = fabric.start(() -> {
            auction.bid("lamp", "Zed", 1000);
            return auction.awaitWinner("lamp");
        });
        auctioneer.somebodyWaits.await();
        zed.kill();
        auctioneer.withdrawn.await();

        auctioneer.end.countDown();
        String winner = hall.submit(() -> auction.awaitWinner("lamp")).result();
        hall.submit(() -> purses.computeIfPresent(winner, (_, purse) -> purse - 30)).result();
        IO.println("the winner is " + winner + ", and the purses are " + new TreeMap<>(purses));
    }
}
