package dev.armature.engine.transfer;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.Charset;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;

/**
 * A text of some encoding, as UTF-8. Bytes that are nothing in that encoding become a byte that is
 * nothing in UTF-8, so that whoever reads sees which line is broken. Not thread-safe.
 */
final class TranscodedInput extends InputStream {

    private static final byte BROKEN = (byte) 0xFF;
    private static final int BYTES = 16 * 1024;

    private final InputStream in;
    private final CharsetDecoder decoder;
    private final ByteBuffer source = ByteBuffer.allocate(BYTES).limit(0);
    private final CharBuffer text = CharBuffer.allocate(BYTES);
    private byte[] ready = {};
    private int position;
    private boolean ended;
    private char half;

    TranscodedInput(InputStream in, Charset encoding) {
        this.in = in;
        this.decoder =
                encoding.newDecoder()
                        .onMalformedInput(CodingErrorAction.REPORT)
                        .onUnmappableCharacter(CodingErrorAction.REPORT);
    }

    @Override
    public int read() throws IOException {
        return fill() ? ready[position++] & 0xFF : -1;
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
        if (!fill()) {
            return -1;
        }
        int count = Math.min(length, ready.length - position);
        System.arraycopy(ready, position, target, offset, count);
        position += count;
        return count;
    }

    private boolean fill() throws IOException {
        while (position == ready.length) {
            if (ended) {
                return false;
            }
            step();
        }
        return true;
    }

    private void step() throws IOException {
        text.clear();
        if (half != 0) {
            text.put(half);
            half = 0;
        }
        CoderResult result = decoder.decode(source, text, false);
        boolean broken = result.isError();
        if (broken) {
            source.position(source.position() + result.length());
        } else if (result.isUnderflow()) {
            broken = more();
        }
        text.flip();
        keepHalf();
        ByteBuffer encoded = StandardCharsets.UTF_8.encode(text);
        int length = encoded.remaining();
        ready = new byte[broken ? length + 1 : length];
        encoded.get(ready, 0, length);
        if (broken) {
            ready[length] = BROKEN;
        }
        position = 0;
    }

    /** Reads on; true when the file ends within a letter. */
    private boolean more() throws IOException {
        source.compact();
        int read = in.read(source.array(), source.position(), source.remaining());
        ended = read < 0;
        source.position(source.position() + Math.max(0, read)).flip();
        return ended && source.hasRemaining();
    }

    /** A letter of two halves is encoded whole. */
    private void keepHalf() {
        if (text.hasRemaining() && Character.isHighSurrogate(text.get(text.limit() - 1))) {
            half = text.get(text.limit() - 1);
            text.limit(text.limit() - 1);
        }
    }

    @Override
    public void close() throws IOException {
        in.close();
    }
}
