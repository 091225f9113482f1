package dev.armature.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Links between the pages of the repository, and their pictures, lead somewhere. */
class LinksTest {

    private static final Path ROOT = Path.of("").toAbsolutePath().getParent();
    private static final Set<String> NOT_OURS =
            Set.of("node_modules", "target", "dist", "test-results", "playwright-report");
    private static final Pattern LINK = Pattern.compile("\\[[^\\]]*\\]\\(([^)\\s]+)\\)");
    private static final Pattern CODE = Pattern.compile("(?s)```.*?```|`[^`\n]*`");

    @TestFactory
    Stream<DynamicTest> everyRelativeLinkOfAPageLeadsToAFileAndItsHeading() throws IOException {
        return pages().stream()
                .map(page ->
                        DynamicTest.dynamicTest(
                                ROOT.relativize(page).toString(),
                                () -> assertThat(deadLinks(page)).isEmpty()));
    }

    private static List<Path> pages() throws IOException {
        List<Path> pages = new ArrayList<>();
        Files.walkFileTree(
                ROOT,
                new SimpleFileVisitor<>() {
                    @Override
                    public FileVisitResult preVisitDirectory(
                            Path folder, BasicFileAttributes attributes) {
                        String name = folder.getFileName().toString();
                        boolean hidden = name.startsWith(".") && !folder.equals(ROOT);
                        return hidden || NOT_OURS.contains(name)
                                ? FileVisitResult.SKIP_SUBTREE
                                : FileVisitResult.CONTINUE;
                    }

                    @Override
                    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                        if (file.toString().endsWith(".md")) {
                            pages.add(file);
                        }
                        return FileVisitResult.CONTINUE;
                    }

                    @Override
                    public FileVisitResult visitFileFailed(Path file, IOException failure) {
                        // A file of a build or a test that is running beside this one.
                        return FileVisitResult.CONTINUE;
                    }
                });
        return pages;
    }

    private static List<String> deadLinks(Path page) throws IOException {
        String text = CODE.matcher(Files.readString(page)).replaceAll("");
        List<String> dead = new ArrayList<>();
        Matcher link = LINK.matcher(text);
        while (link.find()) {
            String target = link.group(1);
            if (!target.contains("://") && !target.startsWith("mailto:") && !leads(page, target)) {
                dead.add(target);
            }
        }
        return dead;
    }

    private static boolean leads(Path page, String target) throws IOException {
        int hash = target.indexOf('#');
        String path = hash < 0 ? target : target.substring(0, hash);
        Path file = path.isEmpty() ? page : page.resolveSibling(path).normalize();
        return Files.exists(file)
                && file.startsWith(ROOT)
                && (hash < 0 || anchors(file).contains(target.substring(hash + 1)));
    }

    /** The anchors of a page's headings: small letters, hyphens for spaces, nothing else kept. */
    private static List<String> anchors(Path page) throws IOException {
        String text = Files.readString(page).replaceAll("(?s)```.*?```", "");
        return text.lines()
                .filter(line -> line.matches("#{1,6} .*"))
                .map(line -> line.replaceFirst("^#+ ", "").strip().toLowerCase(Locale.ROOT))
                .map(heading -> heading.replaceAll("[^\\p{L}\\p{N} _-]", "").replace(' ', '-'))
                .toList();
    }
}
