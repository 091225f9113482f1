package dev.armature.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What the server can be told, people can tell it by the script they start it with. */
class CommandsTest {

    private static final Path SCRIPT = Path.of("../armature").toAbsolutePath().normalize();

    static List<String> commands() {
        return Stream.concat(
                        Maintenance.COMMANDS.stream(),
                        Stream.of(
                                MetadataCommand.COMMAND,
                                RotateKey.COMMAND,
                                SigningKeysCommand.COMMAND))
                .toList();
    }

    @ParameterizedTest
    @MethodSource("commands")
    void everyCommandIsPassedOnAndToldInTheHelp(String command) throws Exception {
        assertThat(Files.readString(SCRIPT).lines())
                .filteredOn(line -> line.endsWith(") command_run \"$@\" ;;"))
                .singleElement()
                .asString()
                .containsPattern("(^|[| ])" + command + "( \\||\\))");
        assertThat(help().lines()).anyMatch(line -> line.startsWith("  " + command + " "));
    }

    private static String help() throws IOException, InterruptedException {
        Process process = new ProcessBuilder("bash", SCRIPT.toString(), "help").start();
        String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).isZero();
        return text;
    }
}
