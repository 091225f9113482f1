package dev.armature.engine;

import dev.armature.engine.access.AccessPolicy;
import dev.armature.engine.event.EventLoop;
import dev.armature.engine.explain.AccessExplainer;
import dev.armature.engine.graphql.GraphService;
import dev.armature.engine.idempotency.IdempotencyKeys;
import dev.armature.engine.idempotency.OnceStarter;
import dev.armature.engine.idempotency.OnceWriter;
import dev.armature.engine.live.LiveChanges;
import dev.armature.engine.plugin.PluginHooks;
import dev.armature.engine.query.Aggregator;
import dev.armature.engine.query.Cursors;
import dev.armature.engine.query.PostgresSearch;
import dev.armature.engine.query.RecordReader;
import dev.armature.engine.query.RecordStreams;
import dev.armature.engine.query.Search;
import dev.armature.engine.record.Ids;
import dev.armature.engine.record.RecordHistory;
import dev.armature.engine.record.RecordWriter;
import dev.armature.engine.record.WritePipeline;
import dev.armature.engine.rule.BeforeSaveRules;
import dev.armature.engine.rule.RuleSets;
import dev.armature.engine.secret.SecretBox;
import dev.armature.engine.secret.Secrets;
import dev.armature.engine.share.People;
import dev.armature.engine.share.Shares;
import dev.armature.engine.sql.TenantDatabase;
import dev.armature.engine.storage.Growth;
import dev.armature.engine.storage.IndexAdviser;
import dev.armature.engine.storage.UsedFormulas;
import dev.armature.engine.transfer.Exports;
import dev.armature.engine.usage.Stock;
import dev.armature.metadata.change.MetadataPublisher;
import dev.armature.metadata.change.TenantModels;
import dev.armature.metadata.database.TenantTransactions;
import io.micronaut.context.BeanProvider;
import io.micronaut.context.annotation.Factory;
import io.micronaut.context.annotation.Requires;
import jakarta.inject.Singleton;
import java.time.Clock;

/** Wires what records are written, read and shown by. */
@Factory
@Requires(beans = Installation.class)
final class RecordFactory {

    private static final String JOB_ADDRESSES = "/api/v1/jobs/";

    @Singleton
    AccessPolicy accessPolicy() {
        return new AccessPolicy();
    }

    @Singleton
    RuleSets ruleSets() {
        return new RuleSets();
    }

    @Singleton
    RecordWriter recordWriter(
            TenantDatabase database,
            TenantModels models,
            AccessPolicy access,
            Ids ids,
            SecretBox secrets,
            RuleSets ruleSets,
            PluginHooks hooks,
            BeanProvider<EventLoop> events,
            BeanProvider<LiveChanges> live,
            Growth growth,
            TenantTransactions transactions,
            MetadataPublisher publisher,
            Stock stock,
            Clock clock) {
        WritePipeline pipeline =
                new WritePipeline(access, ids, secrets, new BeforeSaveRules(ruleSets), hooks);
        Later<EventLoop> loop = new Later<>(events);
        Later<LiveChanges> changes = new Later<>(live);
        return new RecordWriter(
                database,
                models,
                pipeline,
                (tenant, outcomes) -> {
                    loop.get().wake();
                    changes.get().wake();
                    growth.written(tenant, outcomes);
                },
                new UsedFormulas(transactions, publisher),
                stock,
                clock);
    }

    @Singleton
    Secrets secrets(TenantDatabase database, AccessPolicy access, SecretBox box) {
        return new Secrets(database, access, box);
    }

    @Singleton
    RecordReader recordReader(
            TenantDatabase database,
            AccessPolicy access,
            Installation installation,
            IndexAdviser adviser,
            Clock clock) {
        return new RecordReader(
                database,
                access,
                new Cursors(installation.masterKey().derive("cursor")),
                adviser,
                clock);
    }

    @Singleton
    Search search(TenantDatabase database, AccessPolicy access, Clock clock) {
        return new PostgresSearch(database, access, clock);
    }

    @Singleton
    Exports exports(TenantDatabase database, AccessPolicy access, Clock clock) {
        return new Exports(new RecordStreams(database, access, clock), database);
    }

    @Singleton
    OnceWriter onceWriter(RecordWriter writer) {
        return new OnceWriter(writer, new IdempotencyKeys());
    }

    @Singleton
    OnceStarter onceStarter(TenantDatabase database) {
        return new OnceStarter(database, new IdempotencyKeys(), JOB_ADDRESSES);
    }

    @Singleton
    RecordHistory recordHistory(TenantDatabase database, AccessPolicy access, Clock clock) {
        return new RecordHistory(database, access, clock);
    }

    @Singleton
    Shares shares(TenantDatabase database, AccessPolicy access, Ids ids, Clock clock) {
        return new Shares(database, access, ids, clock);
    }

    @Singleton
    People people(TenantDatabase database, AccessPolicy access) {
        return new People(database, access);
    }

    @Singleton
    AccessExplainer accessExplainer(TenantDatabase database, Clock clock) {
        return new AccessExplainer(database, clock);
    }

    @Singleton
    Aggregator aggregator(
            TenantDatabase database, AccessPolicy access, IndexAdviser adviser, Clock clock) {
        return new Aggregator(database, access, adviser, clock);
    }

    @Singleton
    GraphService graphService(
            TenantModels models,
            AccessPolicy access,
            RecordReader reader,
            Aggregator aggregator,
            RecordWriter writer,
            OnceWriter onceWriter) {
        return new GraphService(models, access, reader, aggregator, writer, onceWriter);
    }
}
