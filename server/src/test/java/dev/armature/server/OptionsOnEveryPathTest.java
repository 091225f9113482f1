package dev.armature.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.tngtech.archunit.core.domain.JavaCodeUnitAccess;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import dev.armature.engine.archive.TenantExports;
import dev.armature.engine.file.UploadedFiles;
import dev.armature.engine.file.Uploads;
import dev.armature.engine.housekeeping.Housekeeper;
import dev.armature.engine.identity.TenantDirectory;
import dev.armature.engine.record.Command;
import dev.armature.engine.record.RecordWriter;
import dev.armature.engine.sql.TenantDatabase;
import dev.armature.engine.usage.Stock;
import dev.armature.metadata.change.MetadataStore;
import dev.armature.metadata.change.TenantModels;
import dev.armature.metadata.database.TenantTransactions;
import io.micronaut.context.ApplicationContext;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiFunction;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicContainer;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.TestInstance;

/**
 * Every option that an object has, tried on every path that writes records. Both are lists; where
 * an option demands nothing of a path, it says why.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class OptionsOnEveryPathTest {

    private static final String OBJECT = "/api/v1/metadata/objects/entry";

    private final AtomicInteger keys = new AtomicInteger();
    private TestPlatform platform;

    @BeforeAll
    void open() {
        platform = TestPlatform.shared();
    }

    @AfterAll
    void close() {
        platform.close();
    }

    /** What a path does to records. */
    private enum Deed {
        CREATE,
        CHANGE,
        RULE,
        UNDO_CHANGE,
        EMPTY_REFERENCE,
        CONVERT,
        DELETE,
        UNDO_IMPORT,
        RESTORE,
        UNDO_DELETION
    }

    /**
     * A path of some deed: does to the option what it forbids, and gives the code of the refusal.
     */
    private record Path(String name, Deed deed, BiFunction<WritePaths, Trial, String> offend) {}

    /** All paths. */
    private List<Path> paths(WritePaths ways) {
        List<Path> paths = new ArrayList<>();
        ways.creates()
                .forEach((name, way) ->
                        paths.add(
                                new Path(
                                        name,
                                        Deed.CREATE,
                                        (w, trial) -> way.with(trial.creates(w, key())))));
        paths.add(new Path("a rule after commit creates", Deed.CREATE, this::wished));
        ways.changes()
                .forEach((name, way) ->
                        paths.add(
                                new Path(
                                        name,
                                        Deed.CHANGE,
                                        (w, trial) -> {
                                            JsonNode entry = trial.changed(w, key());
                                            return way.of(entry, trial.changes(w, entry));
                                        })));
        paths.add(
                new Path(
                        "a rule before save",
                        Deed.RULE,
                        (w, trial) -> {
                            JsonNode entry = trial.changed(w, key());
                            return w.ruled(entry, trial.changes(w, entry));
                        }));
        paths.add(
                new Path(
                        "undo of a change",
                        Deed.UNDO_CHANGE,
                        (w, trial) -> trial.undoesAChange(w, key())));
        paths.add(
                new Path(
                        "a deletion empties a reference",
                        Deed.EMPTY_REFERENCE,
                        (w, trial) -> w.emptied(trial.changed(w, key()), "shelf")));
        paths.add(new Path("conversion of a field", Deed.CONVERT, (w, trial) -> trial.converts(w)));
        ways.deletes()
                .forEach((name, way) ->
                        paths.add(
                                new Path(
                                        name,
                                        Deed.DELETE,
                                        (w, trial) -> way.of(trial.changed(w, key())))));
        paths.add(
                new Path(
                        "retention",
                        Deed.DELETE,
                        (w, trial) -> w.expired(() -> trial.changed(w, key()), this::sweep)));
        paths.add(
                new Path(
                        "undo of an import",
                        Deed.UNDO_IMPORT,
                        (w, trial) -> trial.undoesAnImport(w, key())));
        paths.add(
                new Path(
                        "restore",
                        Deed.RESTORE,
                        (w, trial) -> {
                            JsonNode entry = trial.changed(w, key());
                            w.deletes().get("DELETE").of(entry);
                            trial.takesItsPlace(w, entry);
                            return w.restore(entry);
                        }));
        paths.add(
                new Path(
                        "GraphQL restore",
                        Deed.RESTORE,
                        (w, trial) -> {
                            JsonNode entry = trial.changed(w, key());
                            w.deletes().get("DELETE").of(entry);
                            trial.takesItsPlace(w, entry);
                            return w.restoreByGraph(entry);
                        }));
        paths.add(
                new Path(
                        "undo of a deletion",
                        Deed.UNDO_DELETION,
                        (w, trial) -> {
                            JsonNode entry = trial.changed(w, key());
                            return w.undeleted(entry, () -> trial.takesItsPlace(w, entry));
                        }));
        return paths;
    }

    private String wished(WritePaths ways, Trial trial) {
        String key = key();
        ways.wish(trial.creates(ways, key));
        return ways.count("key == '" + key + "'") == 0 ? "not there" : WritePaths.WRITTEN;
    }

    /** The platform looks for records whose time is over, as it does every hour. */
    private void sweep() {
        ApplicationContext context = platform.context;
        try (Housekeeper housekeeper =
                new Housekeeper(
                        context.getBean(TenantDatabase.class),
                        context.getBean(TenantTransactions.class),
                        context.getBean(TenantModels.class),
                        context.getBean(MetadataStore.class),
                        context.getBean(TenantDirectory.class),
                        context.getBean(RecordWriter.class),
                        context.getBean(UploadedFiles.class),
                        context.getBean(Uploads.class),
                        context.getBean(TenantExports.class),
                        context.getBean(Stock.class),
                        Clock.systemUTC())) {
            housekeeper.sweep();
        }
    }

    private String key() {
        return "k" + keys.incrementAndGet();
    }

    /** An option, and how its demands are offended by each kind of deed. */
    @SuppressWarnings("UnusedVariable") // What is not offended has no use for what others need.
    private abstract static class Trial {
        final String option;
        final List<String> codes;
        final Map<Deed, String> freeOf = new LinkedHashMap<>();

        Trial(String option, String... codes) {
            this.option = option;
            this.codes = List.of(codes);
        }

        /** The option demands nothing of a deed. */
        void asksNothingOf(String why, Deed... deeds) {
            Arrays.stream(deeds).forEach(deed -> freeOf.put(deed, why));
        }

        abstract void switchOn(ApiClient api);

        String creates(WritePaths ways, String key) {
            throw new AssertionError(option + " has no offence of a creation");
        }

        /** An entry that may not be changed, or not in that way, or not deleted. */
        JsonNode changed(WritePaths ways, String key) {
            throw new AssertionError(option + " has no offence of a change");
        }

        String changes(WritePaths ways, JsonNode entry) {
            throw new AssertionError(option + " has no offence of a change");
        }

        String undoesAChange(WritePaths ways, String key) {
            throw new AssertionError(option + " has no offence of an undo");
        }

        String undoesAnImport(WritePaths ways, String key) {
            throw new AssertionError(option + " has no offence of an undo");
        }

        String converts(WritePaths ways) {
            throw new AssertionError(option + " has no offence of a conversion");
        }

        void takesItsPlace(WritePaths ways, JsonNode entry) {
            throw new AssertionError(option + " has no offence of a restoring");
        }
    }

    private static void patch(ApiClient api, String options) {
        ApiClient.Answer set = api.patch(OBJECT, options);
        assertThat(set.status()).as(set.body()).isEqualTo(200);
    }

    private static final String METADATA =
            "a conversion is a change of metadata, which its administrator answers for; no record becomes a new version";

    private static List<Trial> trials() {
        return List.of(
                uniqueTogether(),
                appendOnly(),
                immutableWhen(),
                transitions(),
                acyclic(),
                invariants(),
                counters(),
                retention());
    }

    private static Trial uniqueTogether() {
        Trial trial =
                new Trial("uniqueTogether", "not_unique", "not there") {
                    @Override
                    void switchOn(ApiClient api) {
                        patch(api, "{'uniqueTogether': [['kind', 'number']]}");
                    }

                    @Override
                    String creates(WritePaths ways, String key) {
                        ways.entry(
                                "{'key': 'first-%s', 'kind': '%s', 'number': 1}"
                                        .formatted(key, key));
                        return "{'key': '%s', 'kind': '%s', 'number': 1}".formatted(key, key);
                    }

                    @Override
                    JsonNode changed(WritePaths ways, String key) {
                        ways.entry(
                                "{'key': 'first-%s', 'kind': '%s', 'number': 1}"
                                        .formatted(key, key));
                        return ways.entry(
                                "{'key': '%s', 'kind': '%s', 'number': 2}".formatted(key, key));
                    }

                    @Override
                    String changes(WritePaths ways, JsonNode entry) {
                        return "{'number': 1}";
                    }

                    @Override
                    String undoesAChange(WritePaths ways, String key) {
                        JsonNode entry = changed(ways, key);
                        return ways.undone(
                                entry, "{'number': 3}", () -> takesItsPlace(ways, entry));
                    }

                    @Override
                    String converts(WritePaths ways) {
                        ways.entry("{'key': 'one', 'kind': 'one', 'number': 7}");
                        ways.entry("{'key': 'other', 'kind': 'other', 'number': 7}");
                        String error = ways.converted("kind", "other", "one");
                        return error.contains("another record has too") ? "not_unique" : error;
                    }

                    @Override
                    void takesItsPlace(WritePaths ways, JsonNode entry) {
                        ways.entry(
                                "{'key': 'second-%s', 'kind': '%s', 'number': 2}"
                                        .formatted(
                                                entry.get("key").textValue(),
                                                entry.get("kind").textValue()));
                    }
                };
        trial.asksNothingOf(
                "who takes a value away, or the record, is like nobody",
                Deed.EMPTY_REFERENCE,
                Deed.DELETE,
                Deed.UNDO_IMPORT);
        return trial;
    }

    private static Trial appendOnly() {
        Trial trial =
                new Trial("appendOnly", "append_only", "referenced", "kept") {
                    @Override
                    void switchOn(ApiClient api) {
                        patch(api, "{'appendOnly': true}");
                    }

                    @Override
                    JsonNode changed(WritePaths ways, String key) {
                        return ways.entry("{'key': '%s', 'number': 1}".formatted(key));
                    }

                    @Override
                    String changes(WritePaths ways, JsonNode entry) {
                        return "{'number': 2}";
                    }

                    @Override
                    String undoesAnImport(WritePaths ways, String key) {
                        return ways.unimported("{'key': '%s'}".formatted(key), () -> {});
                    }
                };
        trial.asksNothingOf("records are made as ever", Deed.CREATE);
        trial.asksNothingOf("there is no change that could be undone", Deed.UNDO_CHANGE);
        trial.asksNothingOf(
                "there is no deletion that could be taken back; FrozenRecordsApiTest has one from before",
                Deed.RESTORE,
                Deed.UNDO_DELETION);
        trial.asksNothingOf(METADATA, Deed.CONVERT);
        return trial;
    }

    private static Trial immutableWhen() {
        Trial trial =
                new Trial("immutableWhen", "immutable", "referenced", "kept") {
                    @Override
                    void switchOn(ApiClient api) {
                        patch(
                                api,
                                "{'immutableWhen': {'when': 'state == \\\"posted\\\"', 'free': ['note']}}");
                    }

                    @Override
                    JsonNode changed(WritePaths ways, String key) {
                        return ways.entry(
                                "{'key': '%s', 'number': 1, 'state': 'posted'}".formatted(key));
                    }

                    @Override
                    String changes(WritePaths ways, JsonNode entry) {
                        return "{'number': 2}";
                    }

                    @Override
                    String undoesAChange(WritePaths ways, String key) {
                        JsonNode draft =
                                ways.entry(
                                        "{'key': '%s', 'number': 1, 'state': 'draft'}"
                                                .formatted(key));
                        return ways.undone(draft, "{'state': 'posted'}", () -> {});
                    }

                    @Override
                    String undoesAnImport(WritePaths ways, String key) {
                        return ways.unimported(
                                "{'key': '%s', 'state': 'posted'}".formatted(key), () -> {});
                    }
                };
        trial.asksNothingOf("records are made as ever", Deed.CREATE);
        trial.asksNothingOf(
                "such a record is not deleted, so none is taken back",
                Deed.RESTORE,
                Deed.UNDO_DELETION);
        trial.asksNothingOf(METADATA, Deed.CONVERT);
        return trial;
    }

    private static Trial transitions() {
        Trial trial =
                new Trial("transitions", "transition_not_allowed", "not there") {
                    @Override
                    void switchOn(ApiClient api) {
                        patch(
                                api,
                                "{'transitions': {'field': 'state', 'allow': [{'to': 'draft'}, {'from': 'draft', 'to': 'posted'}]}}");
                    }

                    @Override
                    String creates(WritePaths ways, String key) {
                        return "{'key': '%s', 'state': 'posted'}".formatted(key);
                    }

                    @Override
                    JsonNode changed(WritePaths ways, String key) {
                        return ways.entry("{'key': '%s', 'state': 'draft'}".formatted(key));
                    }

                    @Override
                    String changes(WritePaths ways, JsonNode entry) {
                        return "{'state': 'void'}";
                    }

                    @Override
                    String undoesAChange(WritePaths ways, String key) {
                        return ways.undone(changed(ways, key), "{'state': 'posted'}", () -> {});
                    }
                };
        trial.asksNothingOf(
                "the value stays as it is",
                Deed.EMPTY_REFERENCE,
                Deed.DELETE,
                Deed.UNDO_IMPORT,
                Deed.RESTORE,
                Deed.UNDO_DELETION);
        trial.asksNothingOf(METADATA, Deed.CONVERT);
        return trial;
    }

    private static Trial acyclic() {
        Trial trial =
                new Trial("acyclic", "reference_cycle") {
                    @Override
                    void switchOn(ApiClient api) {
                        api.create(
                                OBJECT + "/fields",
                                "{'name': 'parent', 'type': 'reference', 'target': 'entry', 'onDelete': 'setNull'}");
                        patch(api, "{'acyclic': 'parent'}");
                    }

                    @Override
                    JsonNode changed(WritePaths ways, String key) {
                        return ways.entry("{'key': '%s'}".formatted(key));
                    }

                    private JsonNode below(WritePaths ways, JsonNode entry) {
                        return ways.entry(
                                "{'key': 'low-%s', 'parent': '%s'}"
                                        .formatted(
                                                entry.get("key").textValue(),
                                                entry.get("id").textValue()));
                    }

                    @Override
                    String changes(WritePaths ways, JsonNode entry) {
                        return "{'parent': '%s'}"
                                .formatted(below(ways, entry).get("id").textValue());
                    }

                    @Override
                    String undoesAChange(WritePaths ways, String key) {
                        JsonNode top = changed(ways, key);
                        JsonNode low = below(ways, top);
                        return ways.undone(
                                low,
                                "{'parent': null}",
                                () ->
                                        assertThat(
                                                        ways.patch(
                                                                top,
                                                                "{'parent': '%s'}"
                                                                        .formatted(
                                                                                low.get("id")
                                                                                        .textValue())))
                                                .isEqualTo(WritePaths.WRITTEN));
                    }
                };
        trial.asksNothingOf("nothing leads to a record that is not there yet", Deed.CREATE);
        trial.asksNothingOf(
                "nothing leads to a deleted record, so none closes a circle when it comes back",
                Deed.RESTORE,
                Deed.UNDO_DELETION);
        trial.asksNothingOf(
                "who takes away a record, or a reference, closes no circle",
                Deed.EMPTY_REFERENCE,
                Deed.DELETE,
                Deed.UNDO_IMPORT);
        trial.asksNothingOf("no field becomes a reference", Deed.CONVERT);
        return trial;
    }

    private static Trial invariants() {
        Trial trial =
                new Trial("invariants", "invariant_broken", "not there") {
                    @Override
                    void switchOn(ApiClient api) {
                        patch(
                                api,
                                "{'invariants': [{'name': 'few', 'expression': 'number == null || number <= 10', 'message': 'Too many'}, {'name': 'shelved', 'expression': 'kind != \\\"kept\\\" || shelf != null', 'message': 'It has a shelf'}, {'name': 'ones', 'expression': 'kind != \\\"one\\\" || number == 1', 'message': 'One is one'}]}");
                    }

                    @Override
                    String creates(WritePaths ways, String key) {
                        return "{'key': '%s', 'number': 11}".formatted(key);
                    }

                    @Override
                    JsonNode changed(WritePaths ways, String key) {
                        return ways.entry(
                                "{'key': '%s', 'number': 10, 'kind': 'kept'}".formatted(key));
                    }

                    @Override
                    String changes(WritePaths ways, JsonNode entry) {
                        return "{'number': 11}";
                    }

                    @Override
                    String converts(WritePaths ways) {
                        ways.entry("{'key': 'other', 'kind': 'other', 'number': 7}");
                        String error = ways.converted("kind", "other", "one");
                        return error.contains("does not hold of 1 records")
                                ? "invariant_broken"
                                : error;
                    }
                };
        trial.asksNothingOf(
                "what holds of a record's own values holds when they are put back",
                Deed.UNDO_CHANGE,
                Deed.RESTORE,
                Deed.UNDO_DELETION);
        trial.asksNothingOf(
                "nothing holds of a record that is gone", Deed.DELETE, Deed.UNDO_IMPORT);
        return trial;
    }

    private static Trial counters() {
        Trial trial =
                new Trial("counters") {
                    @Override
                    void switchOn(ApiClient api) {
                        api.create(
                                OBJECT + "/fields",
                                "{'name': 'serial', 'type': 'autoNumber', 'format': '{0}'}");
                        patch(
                                api,
                                "{'counters': [{'field': 'serial', 'when': 'state == \\\"posted\\\"'}]}");
                    }
                };
        trial.asksNothingOf(
                "it refuses nothing; that every path gives the next number is tried by itself",
                Deed.CREATE,
                Deed.CHANGE,
                Deed.RULE,
                Deed.UNDO_CHANGE);
        trial.asksNothingOf(
                "the number that a record was given stays",
                Deed.EMPTY_REFERENCE,
                Deed.CONVERT,
                Deed.DELETE,
                Deed.UNDO_IMPORT,
                Deed.RESTORE,
                Deed.UNDO_DELETION);
        return trial;
    }

    private static Trial retention() {
        Trial trial =
                new Trial("retention") {
                    @Override
                    void switchOn(ApiClient api) {
                        patch(api, "{'retention': {'deleted': 'P90D'}}");
                    }
                };
        trial.asksNothingOf(
                "it demands nothing of writers; HousekeepingTest has it held, and that what the other options keep stays is tried with them",
                Deed.values());
        return trial;
    }

    /**
     * Who wants what of the pipeline, and the paths above on which that is tried: whoever adds a
     * place adds a path.
     */
    private static final Map<String, List<String>> WRITERS =
            Map.ofEntries(
                    Map.entry("RecordWriteController Create", List.of("POST")),
                    Map.entry("NestedRecords Create", List.of("nested create")),
                    Map.entry("RecordWriteController Update", List.of("PATCH")),
                    Map.entry("RecordWriteController Patch", List.of("JSON Patch")),
                    Map.entry("RecordWriteController Replace", List.of("PUT")),
                    Map.entry("RecordWriteController Upsert", List.of("PUT by key")),
                    Map.entry("RecordWriteController Delete", List.of("DELETE")),
                    Map.entry("RecordWriteController Restore", List.of("restore")),
                    Map.entry(
                            "BulkRequest Create",
                            List.of("bulk create", "bulk create, each for itself")),
                    Map.entry(
                            "BulkRequest Update",
                            List.of("bulk update", "bulk update, each for itself")),
                    Map.entry("BulkRequest Upsert", List.of("bulk upsert")),
                    Map.entry(
                            "BulkRequest Delete",
                            List.of("bulk delete", "bulk delete, each for itself")),
                    Map.entry("GraphMutations Create", List.of("GraphQL create")),
                    Map.entry("GraphMutations Update", List.of("GraphQL update")),
                    Map.entry("GraphMutations Upsert", List.of("GraphQL upsert")),
                    Map.entry("GraphMutations Delete", List.of("GraphQL delete")),
                    Map.entry("GraphMutations Restore", List.of("GraphQL restore")),
                    // What is handed over is owners and users, by the same steps as a mass change.
                    Map.entry("MassWork HandOver", List.of("mass change")),
                    Map.entry("Reversals HandOver", List.of("undo of a change")),
                    Map.entry("MassWork Compute", List.of("mass change", "mass change, computed")),
                    Map.entry("MassWork Delete", List.of("mass deletion")),
                    Map.entry("Reversals Update", List.of("undo of a change")),
                    Map.entry("Reversals Delete", List.of("undo of an import")),
                    Map.entry("Reversals Restore", List.of("undo of a deletion")),
                    Map.entry("ImportWork Create", List.of("import")),
                    Map.entry("ImportWork Upsert", List.of("import, upsert")),
                    Map.entry("AfterCommitRules Create", List.of("a rule after commit creates")),
                    Map.entry("RecordExpiry Delete", List.of("retention")),
                    Map.entry("PluginInstaller Upsert", List.of("a plugin's seed")),
                    Map.entry("HookHost Create", List.of("a hook creates")),
                    Map.entry("HookHost Update", List.of("a hook updates")),
                    Map.entry("HookHost Upsert", List.of("a hook upserts")),
                    Map.entry("HookHost Delete", List.of("a hook deletes")),
                    // The demonstration writes as a bulk request does.
                    Map.entry("DemoRecords Create", List.of("bulk create")),
                    // A stranger's answer is one create by the same steps; what strangers are told
                    // of a refusal is less, and held by PublicFormsTest.
                    Map.entry("FormPages Create", List.of("POST")));

    @Test
    void whoeverWritesRecordsIsAmongThePaths() {
        Set<String> writers = new TreeSet<>();
        new ClassFileImporter()
                .withImportOption(new ImportOption.DoNotIncludeTests())
                .importPackages("dev.armature.engine", "dev.armature.server")
                .forEach(type ->
                        type.getCodeUnitAccessesFromSelf().stream()
                                .filter(OptionsOnEveryPathTest::makesACommand)
                                .forEach(call -> writers.add(writer(call))));

        assertThat(writers).containsExactlyInAnyOrderElementsOf(WRITERS.keySet());
        ApiClient api = platform.newTenant();
        List<String> paths =
                paths(new WritePaths(api, "'appendOnly': false")).stream().map(Path::name).toList();
        WRITERS.values().forEach(names -> assertThat(paths).containsAll(names));
    }

    private static boolean makesACommand(JavaCodeUnitAccess<?> call) {
        boolean makes =
                call.getTarget().getName().equals("<init>")
                        || call.getTarget().getName().equals("nested");
        return makes
                && call.getTargetOwner().isAssignableTo(Command.class)
                && !call.getOriginOwner().getName().startsWith(Command.class.getName());
    }

    private static String writer(JavaCodeUnitAccess<?> call) {
        String name = call.getOriginOwner().getName();
        String simple = name.substring(name.lastIndexOf('.') + 1);
        int inner = simple.indexOf('$');
        return (inner < 0 ? simple : simple.substring(0, inner))
                + " "
                + call.getTargetOwner().getSimpleName();
    }

    @TestFactory
    Stream<DynamicContainer> everyOptionIsHeldOnEveryPath() {
        return trials().stream()
                .map(trial -> {
                    ApiClient api = platform.newTenant();
                    WritePaths ways = new WritePaths(api, "'appendOnly': false");
                    trial.switchOn(api);
                    return DynamicContainer.dynamicContainer(
                            trial.option,
                            paths(ways).stream().map(path -> test(ways, trial, path)));
                });
    }

    private static DynamicTest test(WritePaths ways, Trial trial, Path path) {
        String why = trial.freeOf.get(path.deed);
        if (why != null) {
            return DynamicTest.dynamicTest(
                    path.name + ": not asked, " + why, () -> assertThat(why).isNotBlank());
        }
        return DynamicTest.dynamicTest(
                path.name, () -> assertThat(path.offend.apply(ways, trial)).isIn(trial.codes));
    }

    @TestFactory
    Stream<DynamicTest> everyPathGivesTheNextNumber() {
        ApiClient api = platform.newTenant();
        WritePaths ways = new WritePaths(api, "'appendOnly': false");
        counters().switchOn(api);
        AtomicInteger last = new AtomicInteger();
        List<DynamicTest> tests = new ArrayList<>();
        ways.creates()
                .forEach((name, way) ->
                        tests.add(
                                DynamicTest.dynamicTest(
                                        name,
                                        () -> {
                                            String key = key();
                                            String values = "{'key': '%s', 'state': '%s'}";
                                            assertThat(way.with(values.formatted(key(), "nope")))
                                                    .isNotEqualTo(WritePaths.WRITTEN);
                                            assertThat(way.with(values.formatted(key, "posted")))
                                                    .isEqualTo(WritePaths.WRITTEN);
                                            assertNext(ways, key, last);
                                        })));
        ways.changes()
                .forEach((name, way) ->
                        tests.add(
                                numbered(
                                        ways,
                                        name,
                                        last,
                                        entry -> way.of(entry, "{'state': 'posted'}"))));
        tests.add(
                numbered(
                        ways,
                        "a rule before save",
                        last,
                        entry -> ways.ruled(entry, "{'state': 'posted'}")));
        return tests.stream();
    }

    private DynamicTest numbered(
            WritePaths ways, String name, AtomicInteger last, WritePaths.Delete change) {
        return DynamicTest.dynamicTest(
                name,
                () -> {
                    JsonNode entry = ways.entry("{'key': '%s', 'state': 'draft'}".formatted(key()));
                    assertThat(entry.get("serial").isNull()).isTrue();
                    assertThat(change.of(entry)).isEqualTo(WritePaths.WRITTEN);
                    assertNext(ways, entry.get("key").textValue(), last);
                });
    }

    private static void assertNext(WritePaths ways, String key, AtomicInteger last) {
        String next = Integer.toString(last.incrementAndGet());
        assertThat(ways.count("key == '" + key + "' && serial == '" + next + "'")).isEqualTo(1);
    }
}
