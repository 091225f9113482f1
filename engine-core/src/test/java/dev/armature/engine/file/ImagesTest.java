package dev.armature.engine.file;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.Color;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Random;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Thumbnails of images from strangers. */
class ImagesTest {

    private final Images images = new Images();

    /** Red on the left, blue on the right. */
    private static byte[] image(String format, int width, int height) throws IOException {
        BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
        for (int x = 0; x < width; x++) {
            for (int y = 0; y < height; y++) {
                image.setRGB(x, y, (x < width / 2 ? Color.RED : Color.BLUE).getRGB());
            }
        }
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ImageIO.write(image, format, out);
        return out.toByteArray();
    }

    /** One of the images beside this test: WebP cannot be written here. */
    private static byte[] webp(String name) throws IOException {
        try (InputStream in = ImagesTest.class.getResourceAsStream(name + ".webp")) {
            return in.readAllBytes();
        }
    }

    private Images.Thumbnail thumbnail(byte[] image, String format, ThumbnailSize size)
            throws IOException {
        return images.thumbnail(() -> new ByteArrayInputStream(image), format, size);
    }

    private static BufferedImage decoded(Images.Thumbnail thumbnail) throws IOException {
        return ImageIO.read(new ByteArrayInputStream(thumbnail.bytes()));
    }

    @ParameterizedTest
    @CsvSource({
        "png, 4000, 1000, 256, 64",
        "jpeg, 1000, 4000, 64, 256",
        "gif, 512, 512, 256, 256",
        "png, 10, 20, 10, 20",
        "png, 5000, 1, 256, 1"
    })
    void theyFitIntoTheirSquareAndAreNeverLargerThanTheImage(
            String format, int width, int height, int shownWidth, int shownHeight)
            throws IOException {
        Images.Thumbnail made =
                thumbnail(image(format, width, height), format, ThumbnailSize.MEDIUM);

        assertThat(made.of()).isEqualTo(new Images.Size(width, height));
        assertThat(decoded(made).getWidth()).isEqualTo(shownWidth);
        assertThat(decoded(made).getHeight()).isEqualTo(shownHeight);
    }

    @ParameterizedTest
    @CsvSource({
        "lossy, 400, 200, 256, 128",
        "lossless, 40, 20, 40, 20",
        "alpha, 400, 200, 256, 128"
    })
    void ofWebpToo(String name, int width, int height, int shownWidth, int shownHeight)
            throws IOException {
        Images.Thumbnail made = thumbnail(webp(name), "webp", ThumbnailSize.MEDIUM);

        assertThat(made.of()).isEqualTo(new Images.Size(width, height));
        BufferedImage shown = decoded(made);
        assertThat(shown.getWidth()).isEqualTo(shownWidth);
        assertThat(shown.getHeight()).isEqualTo(shownHeight);
        assertThat(new Color(shown.getRGB(5, 10)).getRed()).isGreaterThan(200);
        int right = shown.getRGB(shownWidth - 5, 10);
        if (name.equals("alpha")) {
            assertThat(right >>> 24).as("what can be seen through stays so").isZero();
        } else {
            assertThat(new Color(right).getBlue()).isGreaterThan(200);
        }
    }

    /** A photograph with a note in Exif of how it lies. */
    private static byte[] turned(byte[] jpeg, int orientation) {
        ByteBuffer exif = ByteBuffer.allocate(36);
        exif.putShort((short) 0xFFE1).putShort((short) 34);
        exif.put(new byte[] {'E', 'x', 'i', 'f', 0, 0});
        exif.put(new byte[] {'M', 'M', 0, 42}).putInt(8);
        exif.putShort((short) 1);
        exif.putShort((short) 0x0112).putShort((short) 3).putInt(1);
        exif.putShort((short) orientation).putShort((short) 0);
        byte[] whole = new byte[jpeg.length + 36];
        System.arraycopy(jpeg, 0, whole, 0, 2);
        System.arraycopy(exif.array(), 0, whole, 2, 36);
        System.arraycopy(jpeg, 2, whole, 38, jpeg.length - 2);
        return whole;
    }

    @ParameterizedTest
    @CsvSource({
        "1, 400, 200, left", "2, 400, 200, right", "3, 400, 200, right", "4, 400, 200, left",
        "5, 200, 400, top", "6, 200, 400, top", "7, 200, 400, bottom", "8, 200, 400, bottom",
        "9, 400, 200, left", "0, 400, 200, left"
    })
    void aPhotographStandsUpright(int orientation, int width, int height, String red)
            throws IOException {
        byte[] photograph = turned(image("jpeg", 400, 200), orientation);

        Images.Thumbnail made = thumbnail(photograph, "jpeg", ThumbnailSize.SMALL);

        assertThat(made.of()).isEqualTo(new Images.Size(width, height));
        BufferedImage shown = decoded(made);
        int x =
                switch (red) {
                    case "left" -> 4;
                    case "right" -> shown.getWidth() - 5;
                    default -> shown.getWidth() / 2;
                };
        int y =
                switch (red) {
                    case "top" -> 4;
                    case "bottom" -> shown.getHeight() - 5;
                    default -> shown.getHeight() / 2;
                };
        Color color = new Color(shown.getRGB(x, y));
        assertThat(color.getRed()).isGreaterThan(color.getBlue() + 100);
    }

    @Test
    void whatClaimsTooManyPixelsIsNotDecoded() throws IOException {
        byte[] png = image("png", 8, 8);
        for (int[] claim :
                new int[][] {
                    {60_000, 60_000}, {20_001, 1}, {1, 20_001}, {8_000, 5_001}, {-1, 1}, {0, 5}
                }) {
            byte[] huge = png.clone();
            ByteBuffer.wrap(huge).putInt(16, claim[0]).putInt(20, claim[1]);
            assertThat(thumbnail(huge, "png", ThumbnailSize.SMALL))
                    .as(Arrays.toString(claim))
                    .isNull();
        }
    }

    @Test
    void damageIsNoFaultOfOurs() throws IOException {
        Random random = new Random(11);
        for (String format : new String[] {"png", "jpeg", "gif", "webp"}) {
            byte[] plain = format.equals("webp") ? webp("lossy") : image(format, 60, 40);
            byte[] whole = format.equals("jpeg") ? turned(plain, 6) : plain;
            for (int i = 0; i < 200; i++) {
                byte[] damaged =
                        Arrays.copyOf(
                                whole,
                                random.nextInt(3) == 0
                                        ? random.nextInt(whole.length)
                                        : whole.length);
                for (int j = 0; j < 5 && damaged.length > 0; j++) {
                    damaged[random.nextInt(damaged.length)] = (byte) random.nextInt();
                }
                Images.Thumbnail made = thumbnail(damaged, format, ThumbnailSize.SMALL);
                if (made != null) {
                    assertThat(decoded(made).getWidth()).isLessThanOrEqualTo(64);
                }
            }
        }
    }
}
