package dev.armature.plugin.archive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.armature.metadata.json.Json;
import dev.armature.metadata.problem.EngineException;
import dev.armature.metadata.problem.ErrorCode;
import dev.armature.metadata.problem.Problem;
import dev.armature.plugin.archive.PluginArchive.Seed;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is taken from an archive, and what no archive may do. */
class PluginArchiveTest {

    private static final String DEAL =
            """
            {'name': 'deal', 'label': 'Deal',
             'fields': [{'name': 'name', 'type': 'text'},
                        {'name': 'stage', 'type': 'select', 'options': ['new', {'value': 'won', 'label': 'Won'}]}],
             'views': [{'name': 'all', 'columns': ['name']}],
             'layouts': [{'name': 'form', 'sections': [{'fields': ['name']}]}],
             'validations': [{'name': 'named', 'expression': 'has(name)', 'message': 'A name is needed'}]}
            """;

    private static List<Problem> problems(byte[] zip) {
        EngineException refused =
                catchThrowableOfType(EngineException.class, () -> PluginArchive.read(zip));
        assertThat(refused).as("the archive is refused").isNotNull();
        assertThat(refused.code()).isEqualTo(ErrorCode.INVALID_PLUGIN);
        assertThat(refused.problems()).isNotEmpty();
        return refused.problems();
    }

    private static void assertProblem(byte[] zip, String pointer, String code) {
        assertThat(problems(zip))
                .anySatisfy(problem -> {
                    assertThat(problem.pointer()).isEqualTo(pointer);
                    assertThat(problem.code()).isEqualTo(code);
                });
    }

    @Test
    void everythingInAnArchiveIsRead() throws Exception {
        byte[] zip =
                Zips.empty()
                        .with(
                                "plugin.json",
                                "{'id': 'crm', 'version': '1.0.0', 'name': 'CRM', 'engine': '*', 'ui': [{'slot': 'record.panel', 'entry': 'ui/panel.html'}], 'jobs': [{'name': 'nightly', 'handler': 'nightly'}]}")
                        .with("metadata/objects/deal.json", DEAL)
                        .with(
                                "metadata/seed/02-deal.json",
                                "{'object': 'deal', 'key': 'name', 'records': []}")
                        .with(
                                "metadata/seed/01-deal.json",
                                "{'object': 'deal', 'key': 'name', 'records': [{'name': 'A', 'pipeline': {'name': 'Sales'}}]}")
                        .with("server/index.js", "export const nightly = () => 'é';")
                        .with("i18n/en.json", "{'plugin.name': 'CRM'}")
                        .with("migrations/1.0.0.json", "{'steps': []}")
                        .with("ui/panel.html", "<p>")
                        .with("README.md", "# CRM")
                        .bytes();

        PluginArchive archive = PluginArchive.read(zip);

        assertThat(archive.manifest().id()).isEqualTo("crm");
        assertThat(archive.manifestJson().path("name").asText()).isEqualTo("CRM");
        assertThat(archive.objects()).hasSize(1);
        assertThat(archive.seeds())
                .extracting(Seed::file)
                .containsExactly("metadata/seed/01-deal.json", "metadata/seed/02-deal.json");
        assertThat(
                        archive.seeds()
                                .getFirst()
                                .records()
                                .getFirst()
                                .path("pipeline")
                                .path("name")
                                .asText())
                .isEqualTo("Sales");
        assertThat(archive.serverModule()).isEqualTo("export const nightly = () => \"é\";");
        assertThat(archive.migrations()).containsOnlyKeys("1.0.0");
        assertThat(archive.pages()).containsOnlyKeys("ui/panel.html");
        assertThat(archive.checksum())
                .isEqualTo(
                        HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(zip)));
    }

    @Test
    void textsArePutIntoTheObjects() {
        PluginArchive archive =
                PluginArchive.read(
                        Zips.plugin()
                                .with("metadata/objects/deal.json", DEAL)
                                .with(
                                        "i18n/en.json",
                                        """
                                        {'object.deal.pluralLabel': 'Deals', 'field.deal.name.label': 'Title', 'option.deal.stage.new': 'New',
                                         'view.deal.all.label': 'All deals', 'section.deal.form.0': 'Main'}
                                        """)
                                .with(
                                        "i18n/ru.json",
                                        """
                                        {'object.deal.label': 'Сделка', 'object.deal.pluralLabel': 'Сделки', 'field.deal.stage.label': 'Этап',
                                         'option.deal.stage.new': 'Новая', 'option.deal.stage.won': 'Выиграна', 'view.deal.all.label': 'Все',
                                         'section.deal.form.0': 'Главное', 'validation.deal.named.message': 'Нужно название', 'plugin.name': 'Продажи'}
                                        """)
                                .bytes());

        ObjectNode deal = archive.localizedObjects().getFirst();

        assertThat(deal)
                .isEqualTo(
                        Json.read(
                                """
                                {'name': 'deal', 'label': 'Deal',
                                 'fields': [{'name': 'name', 'type': 'text', 'label': 'Title'},
                                            {'name': 'stage', 'type': 'select',
                                             'options': [{'value': 'new', 'label': 'New'}, {'value': 'won', 'label': 'Won'}],
                                             'translations': {'ru': {'label': 'Этап', 'options.new': 'Новая', 'options.won': 'Выиграна'}}}],
                                 'views': [{'name': 'all', 'columns': ['name'], 'label': 'All deals', 'translations': {'ru': {'label': 'Все'}}}],
                                 'layouts': [{'name': 'form', 'sections': [{'fields': ['name'], 'label': 'Main'}], 'translations': {'ru': {'sections.0': 'Главное'}}}],
                                 'validations': [{'name': 'named', 'expression': 'has(name)', 'message': 'A name is needed', 'translations': {'ru': {'message': 'Нужно название'}}}],
                                 'pluralLabel': 'Deals',
                                 'translations': {'ru': {'label': 'Сделка', 'pluralLabel': 'Сделки'}}}
                                """
                                        .replace('\'', '"')));
        assertThat(archive.objects().getFirst().has("translations")).isFalse();
    }

    @Test
    void aTextOfNothingIsRefused() {
        Zips zips = Zips.plugin().with("metadata/objects/deal.json", DEAL);
        for (String key :
                List.of(
                        "object.account.label",
                        "object.deal.name",
                        "field.deal.amount.label",
                        "field.deal.name",
                        "option.deal.stage.lost",
                        "option.deal.name.a",
                        "view.deal.some.label",
                        "view.deal.all.columns",
                        "section.deal.form.1",
                        "section.deal.form.x",
                        "plugin.id",
                        "",
                        "...",
                        "deal")) {
            assertProblem(
                    zips.with("i18n/ru.json", "{'" + key + "': 'x'}").bytes(),
                    "i18n/ru.json#/" + key,
                    "unknown_key");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "../plugin.json",
                "metadata/../../etc/passwd",
                "/etc/passwd",
                "C:/windows/a.json",
                "ui/..",
                "ui/./a.html",
                "ui//a.html",
                "ui/.hidden",
                "ui/a b.html",
                "ui/a\u0000b.html",
                "ui/\u202egnp.html",
                "ui/a:b.html",
                "ui/a/b/c/d/e/f/g/h/i.html",
                "~/a.json",
                "ui/é.html"
            })
    void aNameThatLeadsElsewhereIsRefused(String name) {
        assertThat(problems(Zips.plugin().with(name, "{}").bytes()))
                .extracting(Problem::code)
                .containsExactly("invalid_name");
    }

    @ParameterizedTest
    @ValueSource(ints = {0120777, 0020666, 0060666, 0010644, 0140777})
    void linksAndDevicesAreRefused(int mode) {
        assertProblem(
                Zips.plugin().withMode("ui/link.html", mode).bytes(),
                "ui/link.html",
                "not_allowed");
    }

    @Test
    void aFileThatIsThereTwiceIsRefused() {
        byte[] zip = Zips.plugin().with("ui/a.html", "1").with("ui/b.html", "2").bytes();
        byte[] doubled = replaceAll(zip, "ui/b.html", "ui/a.html");

        assertProblem(doubled, "ui/a.html", "not_unique");
        assertProblem(
                Zips.plugin().with("ui/a.html", "1").with("ui/A.html", "2").bytes(),
                "ui/A.html",
                "not_unique");
    }

    @Test
    void aNameWithBackslashesIsRefused() {
        byte[] zip = Zips.plugin().with("metadata/objects/deal.json", DEAL).bytes();

        assertThat(problems(replaceAll(zip, "metadata/objects/", "metadata\\objects\\")))
                .extracting(Problem::code)
                .containsExactly("invalid_name");
    }

    private static byte[] replaceAll(byte[] bytes, String from, String to) {
        String text = new String(bytes, StandardCharsets.ISO_8859_1);
        return text.replace(from, to).getBytes(StandardCharsets.ISO_8859_1);
    }

    @Test
    void whatGrowsBeyondMeasureIsRefused() {
        assertProblem(
                Zips.plugin().with("ui/zeros.html", new byte[4 << 20]).bytes(),
                "ui/zeros.html",
                "too_large");
        assertProblem(
                Zips.plugin().with("ui/big.html", noise(9 << 20)).bytes(),
                "ui/big.html",
                "too_large");
        assertProblem(Zips.plugin().with("ui/a.html", noise(17 << 20)).bytes(), "", "too_large");
    }

    @Test
    void whatGrowsBeyondMeasureTogetherIsRefused() {
        Zips zips = Zips.plugin();
        byte[] half = new byte[8 << 20];
        System.arraycopy(noise(1 << 19), 0, half, 0, 1 << 19);
        for (int i = 0; i < 9; i++) {
            zips.with("ui/" + i + ".html", half);
        }

        assertThat(problems(zips.bytes())).extracting(Problem::code).contains("too_large");
    }

    private static byte[] noise(int length) {
        byte[] bytes = new byte[length];
        new Random(1).nextBytes(bytes);
        return bytes;
    }

    @Test
    void tooManyFilesAreRefused() {
        Zips zips = Zips.plugin();
        for (int i = 0; i < 2_000; i++) {
            zips.with("ui/" + i + ".html", "x");
        }

        assertProblem(zips.bytes(), "", "too_many_files");
    }

    @Test
    void aSizeThatIsALieIsFoundOut() {
        byte[] zip = Zips.plugin().with("ui/a.html", noise(5_000)).bytes();
        byte[] lying = zip.clone();
        int directory = new String(zip, StandardCharsets.ISO_8859_1).lastIndexOf("ui/a.html") - 46;
        lying[directory + 24] = 1;
        lying[directory + 25] = 0;

        assertThat(problems(lying)).extracting(Problem::code).contains("invalid_archive");
    }

    @Test
    void whatIsNoZipFileIsRefused() {
        assertProblem(new byte[0], "", "invalid_archive");
        assertProblem("PK".getBytes(StandardCharsets.UTF_8), "", "invalid_archive");
        assertProblem(noise(10_000), "", "invalid_archive");
        byte[] zip = Zips.plugin().bytes();
        assertThat(problems(Arrays.copyOf(zip, zip.length - 30))).isNotEmpty();
    }

    @Test
    void damageIsAnAnswerAndNoFault() {
        byte[] zip =
                Zips.plugin()
                        .with("metadata/objects/deal.json", DEAL)
                        .with("ui/a.html", noise(500))
                        .bytes();
        Random random = new Random(7);
        for (int i = 0; i < 3_000; i++) {
            byte[] damaged = zip.clone();
            for (int j = 0; j < 3; j++) {
                damaged[random.nextInt(damaged.length)] = (byte) random.nextInt();
            }
            try {
                PluginArchive.read(damaged);
            } catch (EngineException e) {
                assertThat(e.code()).isEqualTo(ErrorCode.INVALID_PLUGIN);
            }
        }
    }

    @Test
    void filesThatNobodyKnowsAreRefused() {
        for (String name :
                List.of(
                        "index.js",
                        "server/other.js",
                        "metadata/deal.json",
                        "metadata/objects/a/b.json",
                        "metadata/objects/a.yaml",
                        "i18n/english.json",
                        "i18n/en.txt",
                        "package.json",
                        "node_modules/a.js")) {
            assertProblem(Zips.plugin().with(name, "{}").bytes(), name, "unknown_file");
        }
    }

    @Test
    void whatIsMissingIsNamed() {
        assertProblem(Zips.empty().with("README.md", "x").bytes(), "plugin.json", "missing_file");
        assertProblem(
                Zips.empty()
                        .with(
                                "plugin.json",
                                "{'id': 'crm', 'version': '1.0.0', 'name': 'CRM', 'engine': '*', 'jobs': [{'name': 'a', 'handler': 'jobs.a'}]}")
                        .bytes(),
                "server/index.js",
                "missing_file");
        assertProblem(
                Zips.empty()
                        .with(
                                "plugin.json",
                                "{'id': 'crm', 'version': '1.0.0', 'name': 'CRM', 'engine': '*', 'ui': [{'slot': 'a', 'entry': 'ui/a.html'}]}")
                        .bytes(),
                "plugin.json#/ui/0/entry",
                "missing_file");
    }

    @Test
    void problemsPointIntoTheirFile() {
        assertProblem(
                Zips.empty().with("plugin.json", "{'id': 'C'}").bytes(),
                "plugin.json#/id",
                "invalid_name");
        assertProblem(
                Zips.empty().with("plugin.json", "{").bytes(), "plugin.json", "malformed_json");
        assertProblem(
                Zips.plugin().with("metadata/objects/a.json", "{'name': 'Deal'}").bytes(),
                "metadata/objects/a.json#/name",
                "invalid_name");
        assertProblem(
                Zips.plugin().with("metadata/objects/a.json", "[]").bytes(),
                "metadata/objects/a.json",
                "malformed_json");
        assertProblem(
                Zips.plugin()
                        .with("metadata/objects/a.json", DEAL)
                        .with("metadata/objects/b.json", DEAL)
                        .bytes(),
                "metadata/objects/b.json#/name",
                "not_unique");
        assertProblem(
                Zips.plugin()
                        .with(
                                "metadata/seed/a.json",
                                "{'object': 'deal', 'key': 'name', 'records': [{'x': 1}]}")
                        .bytes(),
                "metadata/seed/a.json#/records/0",
                "required");
        assertProblem(
                Zips.plugin()
                        .with(
                                "metadata/seed/a.json",
                                "{'object': 'deal', 'key': 'name', 'records': []}")
                        .bytes(),
                "metadata/seed/a.json#/object",
                "unknown_object");
        assertProblem(
                Zips.plugin().with("i18n/ru.json", "{'plugin.name': 1}").bytes(),
                "i18n/ru.json#/plugin.name",
                "wrong_type");
        assertProblem(
                Zips.plugin().with("server/index.js", new byte[] {(byte) 0xc3, 0x28}).bytes(),
                "server/index.js",
                "invalid_text");
    }

    @Test
    void checksumsHaveToBeThoseOfTheFiles() throws Exception {
        String sum =
                HexFormat.of()
                        .formatHex(
                                MessageDigest.getInstance("SHA-256")
                                        .digest(Zips.MANIFEST.getBytes(StandardCharsets.UTF_8)));

        Zips right =
                Zips.plugin().with("checksums.json", "{'sha256': {'plugin.json': '" + sum + "'}}");
        assertThat(PluginArchive.read(right.bytes()).manifest().id()).isEqualTo("crm");
        assertProblem(right.with("README.md", "new").bytes(), "README.md", "wrong_checksum");
        assertProblem(
                Zips.plugin().with("checksums.json", "{'sha256': {'plugin.json': '00'}}").bytes(),
                "plugin.json",
                "wrong_checksum");
        assertProblem(
                Zips.plugin()
                        .with(
                                "checksums.json",
                                "{'sha256': {'plugin.json': '" + sum + "', 'ui/a.html': '00'}}")
                        .bytes(),
                "ui/a.html",
                "missing_file");
    }
}
