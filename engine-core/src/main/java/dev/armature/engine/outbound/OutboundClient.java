package dev.armature.engine.outbound;

import dev.armature.engine.outbound.OutboundException.Reason;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.Socket;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.FutureTask;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;

/**
 * The one way in which the platform calls addresses that somebody else names. It connects to the
 * address that was checked and to no other, follows nothing, keeps nothing open, and ends whatever
 * takes too long or says too much. Thread-safe.
 */
public final class OutboundClient implements AutoCloseable {

    /** How many calls may be under way on a node; who comes then is told to come again. */
    static final int MOST_AT_ONCE = 200;

    private static final String[] PROTOCOLS = {"TLSv1.3", "TLSv1.2"};

    private final Destinations destinations;
    private final SSLSocketFactory secure;
    private final Semaphore free;
    private final ScheduledExecutorService watch =
            Executors.newSingleThreadScheduledExecutor(
                    task -> Thread.ofPlatform().daemon().name("outbound-watch").unstarted(task));

    public OutboundClient(Destinations destinations, SSLSocketFactory secure) {
        this(destinations, secure, MOST_AT_ONCE);
    }

    OutboundClient(Destinations destinations, SSLSocketFactory secure, int mostAtOnce) {
        this.destinations = destinations;
        this.secure = secure;
        this.free = new Semaphore(mostAtOnce);
    }

    /** The same with room of its own, for calls that must not take it from others. */
    public OutboundClient withRoomFor(int calls) {
        return new OutboundClient(destinations, secure, calls);
    }

    /** Where calls may go. */
    public Destinations destinations() {
        return destinations;
    }

    /**
     * Makes a call.
     *
     * @throws OutboundException when it was not allowed, or not answered as it should be
     */
    public OutboundAnswer send(OutboundRequest request) throws OutboundException {
        if (!free.tryAcquire()) {
            throw new OutboundException(Reason.BUSY, "Too many calls are under way");
        }
        try {
            long deadline = System.nanoTime() + request.within().toNanos();
            return exchange(request, destination(request, deadline), deadline);
        } finally {
            free.release();
        }
    }

    // Looking a name up cannot be ended, so it is waited for no longer than for the rest.
    private Destination destination(OutboundRequest request, long deadline)
            throws OutboundException {
        destinations.checkForm(request.uri());
        FutureTask<Destination> looked = new FutureTask<>(() -> destinations.check(request.uri()));
        Thread.ofVirtual().name("outbound-lookup").start(looked);
        try {
            return looked.get(Math.max(1, left(deadline)), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            throw tooSlow(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw tooSlow(e);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof OutboundException refused) {
                throw refused;
            }
            throw new IllegalStateException(e.getCause());
        }
    }

    private static long left(long deadline) {
        return Duration.ofNanos(deadline - System.nanoTime()).toMillis();
    }

    private OutboundAnswer exchange(OutboundRequest request, Destination to, long deadline)
            throws OutboundException {
        try (Socket plain = connect(to, deadline)) {
            // Reads have limits of their own, which one who sends a byte now and then never meets.
            ScheduledFuture<?> end =
                    watch.schedule(
                            () -> closed(plain),
                            Math.max(1, left(deadline)),
                            TimeUnit.MILLISECONDS);
            try {
                Socket socket = to.secure() ? secured(plain, to) : plain;
                socket.getOutputStream().write(request.written(to));
                socket.getOutputStream().flush();
                return new AnswerReader(
                                new BufferedInputStream(socket.getInputStream()), request.largest())
                        .read(request.method());
            } catch (IOException | OutboundException e) {
                if (end.isDone() || left(deadline) <= 0) {
                    throw tooSlow(e);
                }
                throw e;
            } finally {
                end.cancel(false);
            }
        } catch (IOException e) {
            throw new OutboundException(
                    Reason.UNREACHABLE, "The host " + to.host() + " cannot be reached", e);
        }
    }

    private static void closed(Socket socket) {
        try {
            socket.close();
        } catch (IOException e) {
            // It is closed all the same.
        }
    }

    private static Socket connect(Destination to, long deadline) throws IOException {
        IOException last = new IOException("no address");
        for (InetAddress address : to.addresses()) {
            Socket socket = new Socket(Proxy.NO_PROXY);
            try {
                socket.connect(
                        new InetSocketAddress(address, to.port()),
                        (int) Math.max(1, left(deadline)));
                return socket;
            } catch (IOException e) {
                socket.close();
                last = e;
            }
        }
        throw last;
    }

    private Socket secured(Socket plain, Destination to) throws IOException {
        SSLSocket socket = (SSLSocket) secure.createSocket(plain, to.host(), to.port(), true);
        SSLParameters parameters = socket.getSSLParameters();
        parameters.setEndpointIdentificationAlgorithm("HTTPS");
        parameters.setProtocols(PROTOCOLS);
        socket.setSSLParameters(parameters);
        socket.startHandshake();
        return socket;
    }

    private static OutboundException tooSlow(Exception cause) {
        return new OutboundException(Reason.TOO_SLOW, "The answer did not come in time", cause);
    }

    @Override
    public void close() {
        watch.shutdownNow();
    }
}
