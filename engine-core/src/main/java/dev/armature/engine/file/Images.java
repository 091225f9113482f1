package dev.armature.engine.file;

import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.geom.AffineTransform;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Iterator;
import java.util.concurrent.Semaphore;
import javax.imageio.ImageIO;
import javax.imageio.ImageReadParam;
import javax.imageio.ImageReader;
import javax.imageio.stream.FileCacheImageInputStream;
import javax.imageio.stream.ImageInputStream;
import org.jspecify.annotations.Nullable;

/**
 * Measures images and makes thumbnails of them. An image is a stranger's: its head says how large
 * it is before a pixel is decoded, what is too large is left alone, and of a large one some pixels
 * are skipped, so that neither memory nor time follow what it claims. Thread-safe.
 */
final class Images {

    /** How many pixels an image may have. */
    static final int MAX_PIXELS = 40_000_000;

    /** How long a side of an image may be. */
    static final int MAX_SIDE = 20_000;

    /** How many are decoded at the same time: decoders of some formats hold the whole image. */
    private static final int AT_ONCE = 2;

    /** Pixels that are decoded for one of a thumbnail, along each side. */
    private static final int OVERSAMPLING = 2;

    private final Semaphore decoding = new Semaphore(AT_ONCE);

    /** The size of an image, as it is shown. */
    record Size(int width, int height) {}

    /** Opens a body from its beginning. */
    @FunctionalInterface
    interface Source {
        InputStream open() throws IOException;
    }

    /** A thumbnail, with the size of the image that it is of. */
    record Thumbnail(byte[] bytes, Size of) {}

    /**
     * A thumbnail of an image.
     *
     * @param format the image's own: {@code png}, {@code jpeg}, {@code gif} or {@code webp}
     * @return null when it is no image, damaged, or too large
     */
    @Nullable Thumbnail thumbnail(Source source, String format, ThumbnailSize size)
            throws IOException {
        decoding.acquireUninterruptibly();
        try {
            int orientation = format.equals("jpeg") ? orientation(source) : 1;
            return decode(source, format, size, orientation);
        } finally {
            decoding.release();
        }
    }

    private static int orientation(Source source) throws IOException {
        try (InputStream in = source.open()) {
            return Orientation.of(in);
        }
    }

    private static @Nullable Thumbnail decode(
            Source source, String format, ThumbnailSize size, int orientation) throws IOException {
        Iterator<ImageReader> readers = ImageIO.getImageReadersByFormatName(format);
        ImageReader reader = readers.next();
        try (InputStream in = source.open();
                ImageInputStream image = new FileCacheImageInputStream(in, null)) {
            reader.setInput(image, true, true);
            int width = reader.getWidth(0);
            int height = reader.getHeight(0);
            if (!isBounded(width, height)) {
                return null;
            }
            int skip = Math.max(1, Math.max(width, height) / (size.pixels() * OVERSAMPLING));
            ImageReadParam param = reader.getDefaultReadParam();
            param.setSourceSubsampling(skip, skip, 0, 0);
            BufferedImage decoded = reader.read(0, param);
            boolean turned = orientation > 4;
            return new Thumbnail(
                    encode(
                            scaled(decoded, size.pixels(), orientation),
                            format.equals("jpeg") ? "jpeg" : "png"),
                    turned ? new Size(height, width) : new Size(width, height));
        } catch (IOException | RuntimeException e) {
            // Decoders meet damage in many ways, and none of them is the platform's.
            return null;
        } finally {
            reader.dispose();
        }
    }

    private static boolean isBounded(int width, int height) {
        return width > 0
                && height > 0
                && width <= MAX_SIDE
                && height <= MAX_SIDE
                && (long) width * height <= MAX_PIXELS;
    }

    private static BufferedImage scaled(BufferedImage image, int box, int orientation) {
        double scale = Math.min(1.0, (double) box / Math.max(image.getWidth(), image.getHeight()));
        int width = Math.max(1, (int) Math.round(image.getWidth() * scale));
        int height = Math.max(1, (int) Math.round(image.getHeight() * scale));
        boolean turned = orientation > 4;
        boolean opaque = !image.getColorModel().hasAlpha();
        BufferedImage target =
                new BufferedImage(
                        turned ? height : width,
                        turned ? width : height,
                        opaque ? BufferedImage.TYPE_INT_RGB : BufferedImage.TYPE_INT_ARGB);
        Graphics2D graphics = target.createGraphics();
        graphics.setRenderingHint(
                RenderingHints.KEY_INTERPOLATION, RenderingHints.VALUE_INTERPOLATION_BILINEAR);
        graphics.setRenderingHint(
                RenderingHints.KEY_RENDERING, RenderingHints.VALUE_RENDER_QUALITY);
        AffineTransform upright = Orientation.upright(orientation, width, height);
        upright.scale((double) width / image.getWidth(), (double) height / image.getHeight());
        graphics.drawImage(image, upright, null);
        graphics.dispose();
        return target;
    }

    private static byte[] encode(BufferedImage image, String format) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        if (!ImageIO.write(image, format, out)) {
            throw new IOException("no way to write " + format);
        }
        return out.toByteArray();
    }
}
