package dev.armature.engine.file;

import java.awt.geom.AffineTransform;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * How a photograph has to be turned to stand upright: cameras store it as the chip lay, and note in
 * Exif (tag 0x0112) which of eight ways is up.
 */
final class Orientation {

    private static final int UPRIGHT = 1;
    private static final int MARKER = 0xFF;
    private static final int START_OF_IMAGE = 0xFFD8;
    private static final int START_OF_SCAN = 0xDA;
    private static final int APP1 = 0xE1;
    private static final byte[] EXIF = {'E', 'x', 'i', 'f', 0, 0};
    private static final int TAG = 0x0112;
    private static final int ENTRY_BYTES = 12;
    private static final int MAX_SEGMENTS = 64;

    private Orientation() {}

    /** From 1, which is upright, to 8; 1 where nothing is noted. */
    static int of(InputStream jpeg) throws IOException {
        DataInputStream in = new DataInputStream(jpeg);
        try {
            if (in.readUnsignedShort() != START_OF_IMAGE) {
                return UPRIGHT;
            }
            for (int i = 0; i < MAX_SEGMENTS && in.readUnsignedByte() == MARKER; i++) {
                int kind = in.readUnsignedByte();
                int length = in.readUnsignedShort() - Short.BYTES;
                if (kind == START_OF_SCAN || length < 0) {
                    return UPRIGHT;
                }
                byte[] segment = in.readNBytes(length);
                if (kind == APP1 && startsWithExif(segment)) {
                    return ofTiff(ByteBuffer.wrap(segment).position(EXIF.length).slice());
                }
            }
        } catch (java.io.EOFException | BufferUnderflowException | IllegalArgumentException e) {
            return UPRIGHT;
        }
        return UPRIGHT;
    }

    private static boolean startsWithExif(byte[] segment) {
        for (int i = 0; i < EXIF.length; i++) {
            if (segment.length <= i || segment[i] != EXIF[i]) {
                return false;
            }
        }
        return true;
    }

    private static int ofTiff(ByteBuffer tiff) {
        tiff.order(tiff.get(0) == 'I' ? ByteOrder.LITTLE_ENDIAN : ByteOrder.BIG_ENDIAN);
        tiff.position(tiff.getInt(Integer.BYTES));
        int entries = tiff.getShort() & 0xFFFF;
        for (int i = 0; i < entries; i++) {
            int at = tiff.position();
            if ((tiff.getShort() & 0xFFFF) == TAG) {
                int value = tiff.getShort(at + 8);
                return value >= UPRIGHT && value <= 8 ? value : UPRIGHT;
            }
            tiff.position(at + ENTRY_BYTES);
        }
        return UPRIGHT;
    }

    /**
     * What turns an image of that size, as it is stored, upright; the upper left corner stays at
     * the origin.
     */
    static AffineTransform upright(int orientation, int width, int height) {
        return switch (orientation) {
            case 2 -> new AffineTransform(-1, 0, 0, 1, width, 0);
            case 3 -> new AffineTransform(-1, 0, 0, -1, width, height);
            case 4 -> new AffineTransform(1, 0, 0, -1, 0, height);
            case 5 -> new AffineTransform(0, 1, 1, 0, 0, 0);
            case 6 -> new AffineTransform(0, 1, -1, 0, height, 0);
            case 7 -> new AffineTransform(0, -1, -1, 0, height, width);
            case 8 -> new AffineTransform(0, -1, 1, 0, 0, width);
            default -> new AffineTransform();
        };
    }
}
