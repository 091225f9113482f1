package dev.armature.engine;

import dev.armature.engine.access.AccessPolicy;
import dev.armature.engine.archive.ArchiveWork;
import dev.armature.engine.archive.TenantArchive;
import dev.armature.engine.archive.TenantExports;
import dev.armature.engine.audit.AuditLog;
import dev.armature.engine.audit.AuditSealer;
import dev.armature.engine.conversion.ConversionWork;
import dev.armature.engine.conversion.FieldConversions;
import dev.armature.engine.erasure.DueErasures;
import dev.armature.engine.erasure.Erasure;
import dev.armature.engine.erasure.ErasureLetters;
import dev.armature.engine.erasure.ErasureRequests;
import dev.armature.engine.event.Effects;
import dev.armature.engine.event.EventLoop;
import dev.armature.engine.explain.AccessExplainer;
import dev.armature.engine.federation.Federation;
import dev.armature.engine.file.ClamdScanner;
import dev.armature.engine.file.FileAccess;
import dev.armature.engine.file.FileBodies;
import dev.armature.engine.file.FileScanner;
import dev.armature.engine.file.UploadOptions;
import dev.armature.engine.file.UploadedFiles;
import dev.armature.engine.file.Uploads;
import dev.armature.engine.form.FormPages;
import dev.armature.engine.form.PublicForms;
import dev.armature.engine.graphql.GraphService;
import dev.armature.engine.home.HomeConnections;
import dev.armature.engine.home.HomeRegister;
import dev.armature.engine.home.Homes;
import dev.armature.engine.housekeeping.Housekeeper;
import dev.armature.engine.idempotency.IdempotencyKeys;
import dev.armature.engine.idempotency.OnceStarter;
import dev.armature.engine.idempotency.OnceWriter;
import dev.armature.engine.identity.AccessTokens;
import dev.armature.engine.identity.AddressLetters;
import dev.armature.engine.identity.AddressLinks;
import dev.armature.engine.identity.Admissions;
import dev.armature.engine.identity.ApiKeys;
import dev.armature.engine.identity.Aside;
import dev.armature.engine.identity.AttemptLimits;
import dev.armature.engine.identity.Callers;
import dev.armature.engine.identity.DeviceMarks;
import dev.armature.engine.identity.Entrances;
import dev.armature.engine.identity.ExternalIdentities;
import dev.armature.engine.identity.ExternalSignIn;
import dev.armature.engine.identity.FreshProof;
import dev.armature.engine.identity.Groups;
import dev.armature.engine.identity.Invitations;
import dev.armature.engine.identity.MailedLinks;
import dev.armature.engine.identity.Memberships;
import dev.armature.engine.identity.Origins;
import dev.armature.engine.identity.OwnAddress;
import dev.armature.engine.identity.OwnPassword;
import dev.armature.engine.identity.PasskeySignIn;
import dev.armature.engine.identity.PasskeyUse;
import dev.armature.engine.identity.Passkeys;
import dev.armature.engine.identity.PasswordResets;
import dev.armature.engine.identity.Passwords;
import dev.armature.engine.identity.Post;
import dev.armature.engine.identity.ProvisionedGroups;
import dev.armature.engine.identity.ProvisionedUsers;
import dev.armature.engine.identity.Reauthentication;
import dev.armature.engine.identity.SecondFactors;
import dev.armature.engine.identity.SeeAs;
import dev.armature.engine.identity.Sessions;
import dev.armature.engine.identity.SignIn;
import dev.armature.engine.identity.SignInSettings;
import dev.armature.engine.identity.SignUp;
import dev.armature.engine.identity.SigningKeyKeeper;
import dev.armature.engine.identity.SigningKeys;
import dev.armature.engine.identity.TenantDirectory;
import dev.armature.engine.identity.Users;
import dev.armature.engine.job.JobRunner;
import dev.armature.engine.job.JobWork;
import dev.armature.engine.job.Jobs;
import dev.armature.engine.limit.LocalRateLimits;
import dev.armature.engine.limit.RateLimits;
import dev.armature.engine.limit.RedisRateLimits;
import dev.armature.engine.live.ChangeTeller;
import dev.armature.engine.live.LiveChanges;
import dev.armature.engine.live.LiveLimits;
import dev.armature.engine.mail.Letters;
import dev.armature.engine.mail.MailQueue;
import dev.armature.engine.mail.MailSender;
import dev.armature.engine.mail.Mailer;
import dev.armature.engine.mass.HandOvers;
import dev.armature.engine.mass.MassChanges;
import dev.armature.engine.mass.MassWork;
import dev.armature.engine.mass.UndoWork;
import dev.armature.engine.mass.Undos;
import dev.armature.engine.oauth.Begun;
import dev.armature.engine.oauth.OAuthServer;
import dev.armature.engine.operator.OperatorDatabase;
import dev.armature.engine.operator.OperatorKeys;
import dev.armature.engine.operator.OperatorSigningKeys;
import dev.armature.engine.operator.OperatorTenants;
import dev.armature.engine.outbound.Destinations;
import dev.armature.engine.outbound.OutboundClient;
import dev.armature.engine.outbound.OutboundHosts;
import dev.armature.engine.packaging.Packages;
import dev.armature.engine.passkey.Ceremonies;
import dev.armature.engine.passkey.Challenges;
import dev.armature.engine.passkey.PasskeyOptions;
import dev.armature.engine.passkey.RelyingParty;
import dev.armature.engine.plugin.PluginHooks;
import dev.armature.engine.plugin.PluginInstaller;
import dev.armature.engine.plugin.PluginStore;
import dev.armature.engine.plugin.PluginWatch;
import dev.armature.engine.plugin.Plugins;
import dev.armature.engine.query.Aggregator;
import dev.armature.engine.query.Cursors;
import dev.armature.engine.query.PostgresSearch;
import dev.armature.engine.query.RecordReader;
import dev.armature.engine.query.RecordStreams;
import dev.armature.engine.query.Search;
import dev.armature.engine.record.Ids;
import dev.armature.engine.record.KnownRoles;
import dev.armature.engine.record.NarrowedFields;
import dev.armature.engine.record.RecordAdjuster;
import dev.armature.engine.record.RecordHistory;
import dev.armature.engine.record.RecordWriter;
import dev.armature.engine.record.WritePipeline;
import dev.armature.engine.redis.RedisLink;
import dev.armature.engine.rollup.RollupQueue;
import dev.armature.engine.rollup.RollupWork;
import dev.armature.engine.rule.AfterCommitRules;
import dev.armature.engine.rule.BeforeSaveRules;
import dev.armature.engine.rule.RuleSets;
import dev.armature.engine.scim.ScimGroups;
import dev.armature.engine.scim.ScimUsers;
import dev.armature.engine.scim.ServiceDocuments;
import dev.armature.engine.secret.SecretBox;
import dev.armature.engine.secret.Secrets;
import dev.armature.engine.share.FileLinks;
import dev.armature.engine.share.LinkedRecords;
import dev.armature.engine.share.People;
import dev.armature.engine.share.PublicLinks;
import dev.armature.engine.share.Shares;
import dev.armature.engine.signal.NodeSignals;
import dev.armature.engine.site.PublicUrl;
import dev.armature.engine.sql.KeyReaders;
import dev.armature.engine.sql.TenantDatabase;
import dev.armature.engine.storage.Growth;
import dev.armature.engine.storage.IndexAdviser;
import dev.armature.engine.storage.Storage;
import dev.armature.engine.storage.StorageKeeper;
import dev.armature.engine.storage.StorageWork;
import dev.armature.engine.storage.UsedFormulas;
import dev.armature.engine.tenant.PublicAccess;
import dev.armature.engine.tenant.TenantSettings;
import dev.armature.engine.tenant.TenantSign;
import dev.armature.engine.transfer.Exports;
import dev.armature.engine.transfer.ImportWork;
import dev.armature.engine.transfer.Imports;
import dev.armature.engine.transfer.MissingMetadata;
import dev.armature.engine.usage.PluginTime;
import dev.armature.engine.usage.QuotaOptions;
import dev.armature.engine.usage.Stock;
import dev.armature.engine.usage.TenantUsage;
import dev.armature.engine.usage.UsageMeter;
import dev.armature.engine.webhook.WebhookParts;
import dev.armature.engine.webhook.WebhookSender;
import dev.armature.metadata.change.DeletedMetadata;
import dev.armature.metadata.change.MetadataPublisher;
import dev.armature.metadata.change.MetadataService;
import dev.armature.metadata.change.MetadataStore;
import dev.armature.metadata.change.PastModels;
import dev.armature.metadata.change.RoleService;
import dev.armature.metadata.change.TenantModels;
import dev.armature.metadata.database.HomePools;
import dev.armature.metadata.database.RoutedSource;
import dev.armature.metadata.database.TenantTransactions;
import dev.armature.metadata.home.HomeAddresses;
import dev.armature.plugin.pool.SandboxOptions;
import dev.armature.plugin.pool.WorkerSandbox;
import dev.armature.plugin.sandbox.PluginSandbox;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.jvm.JvmGcMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.micronaut.context.BeanProvider;
import io.micronaut.context.annotation.Bean;
import io.micronaut.context.annotation.Context;
import io.micronaut.context.annotation.Factory;
import io.micronaut.context.annotation.Property;
import io.micronaut.context.annotation.Requires;
import io.micronaut.runtime.server.EmbeddedServer;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import javax.net.ssl.SSLSocketFactory;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/** Wires the engine, once the composition root has said what the installation is. */
@Factory
@Requires(beans = Installation.class)
final class EngineFactory {

    private static final String JOB_ADDRESSES = "/api/v1/jobs/";

    @Singleton
    HomeRegister homeRegister(Installation installation, SecretBox box) {
        return new HomeRegister(installation.home(), box);
    }

    @Context
    @Bean(preDestroy = "close")
    Homes homes(
            Installation installation,
            DataSource dataSource,
            HomeRegister register,
            HomeConnections connections) {
        return new Homes(
                installation.home(), RoutedSource.common(dataSource), register, connections);
    }

    @Singleton
    @Requires(missingBeans = HomeConnections.class)
    HomeConnections homeConnections() {
        return HomeConnections.FEW;
    }

    @Bean(preDestroy = "close")
    @Singleton
    KeyReaders keyReaders(Installation installation) {
        return new KeyReaders(installation.application());
    }

    @Singleton
    TenantDatabase tenantDatabase(HomePools homes, KeyReaders readers) {
        return new TenantDatabase(homes, readers);
    }

    @Singleton
    AccessPolicy accessPolicy() {
        return new AccessPolicy();
    }

    @Singleton
    PublicUrl publicUrl(Installation installation, BeanProvider<EmbeddedServer> server) {
        return new PublicUrl(installation.url(), () -> server.get().getPort());
    }

    @Singleton
    Ids ids(Clock clock) {
        return new Ids(clock);
    }

    // Metadata

    @Singleton
    TenantModels tenantModels(TenantTransactions transactions, MetadataStore store, Homes homes) {
        TenantModels models = new TenantModels(transactions, store);
        homes.onMoved(tenant -> models.doubt(tenant::equals));
        return models;
    }

    @Singleton
    PastModels pastModels(TenantTransactions transactions, MetadataStore store) {
        return new PastModels(transactions, store);
    }

    @Singleton
    MetadataPublisher metadataPublisher(
            TenantTransactions transactions,
            MetadataStore store,
            TenantModels models,
            RollupQueue rollups,
            Storage storage,
            NodeSignals signals,
            BeanProvider<JobRunner> runner) {
        return new MetadataPublisher(
                transactions,
                store,
                models,
                List.of(
                        new NarrowedFields(),
                        new RecordAdjuster(rollups),
                        new KnownRoles(),
                        storage),
                (tenant, version) -> {
                    signals.announce(tenant, version);
                    // A change may have left work to do, such as an index to make.
                    runner.get().wake();
                });
    }

    @Context
    @Bean(preDestroy = "close")
    RedisLink redisLink(Installation installation) {
        return new RedisLink(installation.redisUrl());
    }

    @Context
    @Bean(preDestroy = "close")
    NodeSignals nodeSignals(Homes homes, RedisLink redis, TenantModels models) {
        return new NodeSignals(homes, redis, models);
    }

    @Singleton
    MetadataService metadataService(MetadataPublisher publisher, Clock clock) {
        return new MetadataService(publisher, clock);
    }

    @Singleton
    RoleService roleService(MetadataPublisher publisher) {
        return new RoleService(publisher);
    }

    @Singleton
    DeletedMetadata deletedMetadata(
            TenantTransactions transactions, MetadataStore store, Clock clock) {
        return new DeletedMetadata(transactions, store, clock);
    }

    @Singleton
    Packages packages(
            TenantTransactions transactions,
            TenantModels models,
            MetadataPublisher publisher,
            PluginStore plugins) {
        return new Packages(transactions, models, publisher, plugins);
    }

    // Records

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
    SecretBox secretBox(Installation installation) {
        return new SecretBox(installation.masterKey()::derive);
    }

    @Singleton
    Secrets secrets(TenantDatabase database, AccessPolicy access, SecretBox box) {
        return new Secrets(database, access, box);
    }

    @Bean(preDestroy = "close")
    @Singleton
    FileBodies fileBodies(Installation installation) {
        return installation.bodies();
    }

    @Singleton
    FileScanner fileScanner(@Property(name = "armature.clamd.address") @Nullable String address) {
        return address == null ? FileScanner.NONE : ClamdScanner.at(address);
    }

    @Singleton
    UploadedFiles uploadedFiles(
            TenantDatabase database,
            TenantModels models,
            AccessPolicy access,
            FileBodies bodies,
            FileScanner scanner,
            Stock stock,
            Ids ids) {
        return new UploadedFiles(
                database, models, new FileAccess(access), bodies, scanner, stock, ids::next);
    }

    @Singleton
    Uploads uploads(
            TenantDatabase database,
            UploadedFiles files,
            FileBodies bodies,
            Stock stock,
            Ids ids,
            @Property(name = "armature.uploads.max-size") @Nullable Long maxSize,
            Clock clock) {
        return new Uploads(
                database,
                files,
                bodies,
                stock,
                ids::next,
                new UploadOptions(
                        Objects.requireNonNullElse(maxSize, UploadOptions.DEFAULT_MAX_SIZE)),
                clock);
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
    PublicAccess publicAccess(TenantDatabase database) {
        return new PublicAccess(database);
    }

    @Singleton
    TenantSign tenantSign(UploadedFiles files) {
        return new TenantSign(files);
    }

    @Singleton
    MailedLinks mailedLinks(
            TenantDatabase database, TenantDirectory tenants, AttemptLimits limits) {
        return new MailedLinks(database, tenants, limits);
    }

    @Singleton
    PublicLinks publicLinks(
            TenantDatabase database,
            Shares shares,
            Passwords passwords,
            PublicUrl url,
            Ids ids,
            Clock clock) {
        return new PublicLinks(database, shares, passwords, url, ids, clock);
    }

    @Singleton
    LinkedRecords linkedRecords(
            TenantDatabase database,
            TenantModels models,
            AccessPolicy access,
            Shares shares,
            Callers callers,
            RecordReader reader,
            UploadedFiles files,
            Passwords passwords,
            TenantSign sign,
            MailedLinks links,
            AttemptLimits limits,
            UsageMeter meter,
            Clock clock) {
        return new LinkedRecords(
                database, models, access, shares, callers, reader, files, passwords, sign, links,
                limits, meter, clock);
    }

    @Singleton
    FileLinks fileLinks(
            Installation installation,
            UploadedFiles files,
            TenantDirectory tenants,
            Callers callers,
            PublicAccess allowed,
            UsageMeter meter,
            PublicUrl url,
            Clock clock) {
        return new FileLinks(
                installation.masterKey().derive("file-link"),
                files,
                tenants,
                callers,
                allowed,
                meter,
                url,
                clock);
    }

    @Singleton
    PublicForms publicForms(
            TenantDatabase database, TenantModels models, PublicUrl url, Ids ids, Clock clock) {
        return new PublicForms(database, models, url, ids, clock);
    }

    @Singleton
    FormPages formPages(
            Installation installation,
            TenantDatabase database,
            TenantModels models,
            RecordReader reader,
            RecordWriter writer,
            UploadedFiles files,
            TenantSign sign,
            MailedLinks links,
            AttemptLimits limits,
            UsageMeter meter,
            Clock clock) {
        return new FormPages(
                database,
                models,
                reader,
                writer,
                files,
                sign,
                links,
                limits,
                meter,
                installation.masterKey().derive("public-form"),
                clock);
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

    // Plugins

    @Singleton
    PluginStore pluginStore(TenantDatabase database) {
        return new PluginStore(database);
    }

    @Singleton
    Plugins plugins(PluginStore store) {
        return new Plugins(store);
    }

    @Context
    @Bean(preDestroy = "close")
    PluginWatch pluginWatch(PluginStore store, Plugins plugins, UsageMeter meter) {
        return new PluginWatch(store, plugins, meter);
    }

    @Context
    @Bean(preDestroy = "close")
    PluginSandbox pluginSandbox(Installation installation, PluginWatch watch) {
        return WorkerSandbox.whenNeeded(
                SandboxOptions.defaults().withCacheFolder(installation.cache()), watch);
    }

    // The writer has the hooks as one of its steps, and the hooks write.
    @Singleton
    PluginHooks pluginHooks(
            Plugins plugins,
            PluginSandbox sandbox,
            PluginTime time,
            BeanProvider<RecordReader> reader,
            BeanProvider<Aggregator> aggregator,
            BeanProvider<RecordWriter> writer) {
        return new PluginHooks(plugins, sandbox, time, reader::get, aggregator::get, writer::get);
    }

    @Singleton
    PluginInstaller pluginInstaller(
            TenantTransactions transactions,
            MetadataPublisher publisher,
            PluginStore store,
            Plugins plugins,
            PluginSandbox sandbox,
            RecordWriter writer) {
        return new PluginInstaller(transactions, publisher, store, plugins, sandbox, writer);
    }

    // Events

    @Singleton
    Effects effects(TenantDatabase database) {
        return new Effects(database);
    }

    @Singleton
    AfterCommitRules afterCommitRules(
            RuleSets ruleSets,
            TenantModels models,
            TenantDatabase database,
            Effects effects,
            RecordWriter writer,
            TenantDirectory tenants,
            Callers callers) {
        return new AfterCommitRules(ruleSets, models, database, effects, writer, tenants, callers);
    }

    @Context
    @Bean(preDestroy = "close")
    EventLoop eventLoop(
            TenantDatabase database,
            TenantModels models,
            Effects effects,
            AfterCommitRules rules,
            WebhookParts webhooks) {
        return new EventLoop(
                database,
                models,
                effects,
                List.of(rules),
                List.of(webhooks.follower()),
                rules.handlers());
    }

    @Singleton
    ChangeTeller changeTeller(
            TenantDatabase database,
            TenantModels models,
            AccessPolicy access,
            Installation installation,
            Clock clock) {
        return new ChangeTeller(database, models, access, liveSecret(installation), clock);
    }

    private static byte[] liveSecret(Installation installation) {
        return installation.masterKey().derive("live");
    }

    @Singleton
    @Bean(preDestroy = "close")
    WebhookParts webhookParts(
            TenantDatabase database,
            TenantModels models,
            AccessPolicy access,
            TenantDirectory tenants,
            Callers callers,
            ChangeTeller teller,
            OutboundClient client,
            SecretBox box,
            Post post,
            Ids ids,
            Clock clock) {
        return new WebhookParts(
                new WebhookParts.Tools(
                        database, models, access, tenants, callers, teller, client, box, post, ids,
                        clock));
    }

    @Context
    @Bean(preDestroy = "close")
    WebhookSender webhookSender(WebhookParts webhooks) {
        return webhooks.sender();
    }

    @Context
    @Bean(preDestroy = "close")
    LiveChanges liveChanges(
            TenantDatabase database,
            TenantModels models,
            AccessPolicy access,
            Entrances entrances,
            Installation installation,
            Clock clock,
            MeterRegistry meters,
            @Property(name = "armature.streams.node") @Nullable Integer node,
            @Property(name = "armature.streams.tenant") @Nullable Integer tenant,
            @Property(name = "armature.streams.user") @Nullable Integer user) {
        LiveChanges live =
                new LiveChanges(
                        database,
                        models,
                        access,
                        entrances,
                        LiveLimits.of(
                                Objects.requireNonNullElse(node, LiveLimits.DEFAULT_NODE),
                                Objects.requireNonNullElse(tenant, LiveLimits.DEFAULT_TENANT),
                                Objects.requireNonNullElse(user, LiveLimits.DEFAULT_USER)),
                        liveSecret(installation),
                        clock);
        Gauge.builder("armature.live.streams", live, LiveChanges::open).register(meters);
        return live;
    }

    // Jobs

    @Singleton
    Jobs jobs(TenantDatabase database, Ids ids) {
        return new Jobs(database, ids);
    }

    @Singleton
    RollupQueue rollupQueue(Jobs jobs) {
        return new RollupQueue(jobs);
    }

    @Singleton
    RollupWork rollupWork(
            TenantDatabase database,
            TenantModels models,
            TenantTransactions transactions,
            MetadataPublisher publisher,
            Jobs jobs) {
        return new RollupWork(database, models, transactions, publisher, jobs);
    }

    @Singleton
    Imports imports(
            TenantModels models,
            AccessPolicy access,
            Jobs jobs,
            Storage storage,
            BeanProvider<JobRunner> runner) {
        return new Imports(models, access, jobs, storage, () -> runner.get().wake());
    }

    @Singleton
    MissingMetadata missingMetadata(
            TenantTransactions transactions, MetadataPublisher publisher, Jobs jobs) {
        return new MissingMetadata(transactions, publisher, jobs);
    }

    @Singleton
    MassChanges massChanges(
            TenantModels models, AccessPolicy access, Jobs jobs, BeanProvider<JobRunner> runner) {
        return new MassChanges(models, access, jobs, () -> runner.get().wake());
    }

    @Singleton
    HandOvers handOvers(
            TenantDatabase database,
            TenantModels models,
            AccessPolicy access,
            Users users,
            Jobs jobs,
            Clock clock,
            BeanProvider<JobRunner> runner) {
        return new HandOvers(
                database, models, access, users, jobs, clock, () -> runner.get().wake());
    }

    @Singleton
    FieldConversions fieldConversions(
            TenantModels models,
            MetadataPublisher publisher,
            AccessPolicy access,
            Jobs jobs,
            BeanProvider<JobRunner> runner) {
        return new FieldConversions(models, publisher, access, jobs, () -> runner.get().wake());
    }

    @Singleton
    ConversionWork conversionWork(
            TenantDatabase database,
            TenantTransactions transactions,
            TenantModels models,
            MetadataPublisher publisher,
            AccessPolicy access,
            Jobs jobs,
            Callers callers) {
        return new ConversionWork(database, transactions, models, publisher, access, jobs, callers);
    }

    @Singleton
    Undos undos(Jobs jobs, BeanProvider<JobRunner> runner) {
        return new Undos(jobs, () -> runner.get().wake());
    }

    @Context
    @Bean(preDestroy = "close")
    JobRunner jobRunner(
            TenantDatabase database,
            Jobs jobs,
            TenantModels models,
            AccessPolicy access,
            Callers callers,
            RecordWriter writer,
            RollupWork rollups,
            StorageWork storage,
            ConversionWork conversions,
            ArchiveWork archives,
            MissingMetadata missing,
            Installation installation) {
        List<JobWork> works = new ArrayList<>();
        works.add(new ImportWork(jobs, models, access, callers, writer, missing));
        works.addAll(MassWork.all(database, models, access, jobs, callers, writer));
        works.add(new UndoWork(database, jobs, callers, writer));
        works.add(rollups);
        works.add(storage);
        works.add(conversions);
        works.add(archives);
        return new JobRunner(database, jobs, works, installation.jobsAtOnce());
    }

    @Context
    @Bean(preDestroy = "close")
    Housekeeper housekeeper(
            TenantDatabase database,
            TenantTransactions transactions,
            TenantModels models,
            MetadataStore store,
            TenantDirectory tenants,
            RecordWriter writer,
            UploadedFiles files,
            Uploads uploads,
            TenantExports exports,
            Stock stock,
            Clock clock) {
        return new Housekeeper(
                database,
                transactions,
                models,
                store,
                tenants,
                writer,
                files,
                uploads,
                exports,
                stock,
                clock);
    }

    // The end of tenants

    @Singleton
    ErasureRequests erasureRequests(
            TenantDatabase database,
            Post post,
            Entrances entrances,
            @Property(name = "armature.erasure-days") @Nullable Integer days,
            Clock clock) {
        Duration grace = days == null ? ErasureRequests.GRACE : Duration.ofDays(days);
        return new ErasureRequests(database, post, entrances::forget, grace, clock);
    }

    @Context
    @Bean(preDestroy = "close")
    DueErasures dueErasures(
            HomeAddresses homes, FileBodies bodies, Letters letters, Mailer mailer, Clock clock) {
        return new DueErasures(
                new Erasure(homes, bodies, clock),
                new ErasureLetters(homes, letters, mailer, clock),
                clock);
    }

    // Archives of tenants

    @Singleton
    TenantExports tenantExports(
            TenantDatabase database, Jobs jobs, FileBodies bodies, Clock clock) {
        return new TenantExports(database, jobs, bodies, clock);
    }

    @Singleton
    ArchiveWork archiveWork(
            TenantDatabase database,
            TenantDirectory tenants,
            TenantModels models,
            PluginStore plugins,
            FileBodies bodies,
            AuditLog audit,
            Jobs jobs,
            TenantExports exports,
            Clock clock) {
        return new ArchiveWork(
                tenants,
                new TenantArchive(database, models, plugins, bodies, clock),
                bodies,
                audit,
                jobs,
                exports);
    }

    // Storage

    @Singleton
    Storage storage(
            TenantDatabase database,
            TenantModels models,
            AccessPolicy access,
            Jobs jobs,
            IndexAdviser adviser,
            Installation installation) {
        return new Storage(database, models, access, jobs, adviser, installation.storage());
    }

    @Singleton
    IndexAdviser indexAdviser(TenantDatabase database) {
        return new IndexAdviser(database);
    }

    @Singleton
    Growth growth(Storage storage, Installation installation) {
        return new Growth(storage, installation.storage());
    }

    @Singleton
    StorageWork storageWork(
            HomeAddresses homes,
            TenantModels models,
            TenantTransactions transactions,
            MetadataPublisher publisher,
            Jobs jobs) {
        return new StorageWork(homes, models, transactions, publisher, jobs);
    }

    @Context
    @Bean(preDestroy = "close")
    StorageKeeper storageKeeper(
            HomeAddresses homes,
            Installation installation,
            TenantModels models,
            TenantTransactions transactions,
            MetadataPublisher publisher,
            Storage storage) {
        return new StorageKeeper(
                homes, models, transactions, publisher, storage, installation.storage());
    }

    // Identity

    @Singleton
    TenantDirectory tenantDirectory(TenantDatabase database) {
        return new TenantDirectory(database);
    }

    @Singleton
    Passwords passwords() {
        return new Passwords();
    }

    @Singleton
    Groups groups(TenantDatabase database, Ids ids) {
        return new Groups(database, ids);
    }

    @Singleton
    ScimUsers scimUsers(TenantDatabase database, PublicUrl url, Users users, Passwords passwords) {
        return new ScimUsers(database, url, new ProvisionedUsers(users, passwords));
    }

    @Singleton
    ScimGroups scimGroups(TenantDatabase database, PublicUrl url, Ids ids) {
        return new ScimGroups(database, url, new ProvisionedGroups(ids));
    }

    @Singleton
    ServiceDocuments scimServiceDocuments(PublicUrl url) {
        return new ServiceDocuments(url);
    }

    @Singleton
    SeeAs seeAs(TenantDatabase database, Callers callers, AccessTokens tokens) {
        return new SeeAs(database, callers, tokens);
    }

    @Singleton
    Users users(TenantDatabase database, Passwords passwords, Ids ids) {
        return new Users(database, passwords, ids);
    }

    @Singleton
    SignUp signUp(
            TenantDatabase database,
            Users users,
            Passwords passwords,
            AddressLetters letters,
            Ids ids,
            Installation installation,
            @Property(name = "armature.homes.new-tenants", defaultValue = "0") int home) {
        return new SignUp(
                database, users, passwords, letters, ids, installation.signUpOpen(), home);
    }

    @Singleton
    AddressLetters addressLetters(Post post, AttemptLimits limits, Ids ids, Clock clock) {
        return new AddressLetters(post, limits, ids, clock);
    }

    @Singleton
    OwnAddress ownAddress(
            TenantDatabase database,
            Reauthentication reauthentication,
            SecondFactors secondFactors,
            AddressLetters letters,
            AttemptLimits limits) {
        return new OwnAddress(database, reauthentication, secondFactors, letters, limits);
    }

    @Singleton
    AddressLinks addressLinks(
            TenantDatabase database,
            TenantDirectory tenants,
            Passwords passwords,
            Post post,
            AddressLetters letters,
            AttemptLimits limits,
            Ids ids,
            Clock clock) {
        return new AddressLinks(database, tenants, passwords, post, letters, limits, ids, clock);
    }

    @Singleton
    SigningKeys signingKeys(
            TenantDatabase database,
            Installation installation,
            Clock clock,
            @Property(name = "armature.signing-key-days") @Nullable Integer days) {
        return new SigningKeys(
                database,
                installation.masterKey(),
                clock,
                days == null ? SigningKeys.SIGNING : Duration.ofDays(days));
    }

    @Context
    @Bean(preDestroy = "close")
    SigningKeyKeeper signingKeyKeeper(SigningKeys keys) {
        return new SigningKeyKeeper(keys);
    }

    @Singleton
    AccessTokens accessTokens(SigningKeys keys, PublicUrl url, Clock clock) {
        return new AccessTokens(keys, url, clock);
    }

    @Singleton
    Callers callers(TenantDatabase database, TenantDirectory tenants) {
        return new Callers(database, tenants);
    }

    @Singleton
    ApiKeys apiKeys(
            TenantDatabase database,
            TenantDirectory tenants,
            Callers callers,
            Ids ids,
            Clock clock) {
        return new ApiKeys(database, tenants, callers, ids::next, clock);
    }

    @Singleton
    Entrances entrances(
            TenantDatabase database,
            TenantDirectory tenants,
            AccessTokens tokens,
            ApiKeys keys,
            Callers callers) {
        return new Entrances(database, tenants, tokens, keys, callers);
    }

    @Singleton
    SecondFactors secondFactors(
            TenantDatabase database,
            SecretBox box,
            Reauthentication reauthentication,
            AttemptLimits limits,
            PasskeyUse passkeys,
            Clock clock) {
        return new SecondFactors(database, box, reauthentication, limits, passkeys, clock);
    }

    @Singleton
    Challenges challenges(Installation installation, Clock clock) {
        return new Challenges(installation.masterKey().derive("passkey"), clock);
    }

    @Singleton
    Ceremonies ceremonies(PublicUrl url, Challenges challenges) {
        return new Ceremonies(new RelyingParty(url), challenges);
    }

    @Singleton
    PasskeyOptions passkeyOptions(PublicUrl url, Challenges challenges) {
        return new PasskeyOptions(new RelyingParty(url), challenges);
    }

    @Singleton
    PasskeyUse passkeyUse(Ceremonies ceremonies, Clock clock) {
        return new PasskeyUse(ceremonies, clock);
    }

    @Singleton
    Passkeys passkeys(
            TenantDatabase database,
            Ceremonies ceremonies,
            PasskeyOptions options,
            FreshProof proof,
            Post post,
            Ids ids,
            Clock clock) {
        return new Passkeys(database, ceremonies, options, proof, post, ids, clock);
    }

    @Singleton
    PasskeySignIn passkeySignIn(
            TenantDatabase database,
            TenantDirectory tenants,
            PasskeyUse passkeys,
            PasskeyOptions options,
            AttemptLimits limits,
            SignIn signIn) {
        return new PasskeySignIn(database, tenants, passkeys, options, limits, signIn);
    }

    @Singleton
    SignInSettings signInSettings(TenantDatabase database) {
        return new SignInSettings(database);
    }

    @Singleton
    SignIn signIn(
            TenantDatabase database,
            TenantDirectory tenants,
            Passwords passwords,
            AccessTokens tokens,
            AttemptLimits limits,
            SecondFactors secondFactors,
            Post post,
            AddressLetters letters,
            Installation installation,
            Ids ids,
            Clock clock) {
        return new SignIn(
                database,
                tenants,
                passwords,
                tokens,
                limits,
                new DeviceMarks(installation.masterKey().derive("device")),
                secondFactors,
                post,
                letters,
                ids,
                clock);
    }

    @Singleton
    Origins origins(TenantDatabase database) {
        return new Origins(database);
    }

    @Singleton
    RateLimits rateLimits(RedisLink redis) {
        RateLimits local = new LocalRateLimits();
        return redis.isConfigured() ? new RedisRateLimits(redis, local) : local;
    }

    @Singleton
    OAuthServer oauthServer(
            TenantDatabase database,
            TenantDirectory tenants,
            Callers callers,
            Sessions sessions,
            Entrances entrances,
            AttemptLimits limits,
            AccessTokens tokens,
            SigningKeys keys,
            PublicUrl url,
            Installation installation,
            Ids ids,
            Clock clock) {
        return OAuthServer.of(
                new OAuthServer.Foundation(
                        database, tenants, callers, sessions, entrances, limits, tokens, keys, url),
                new Begun(installation.masterKey().derive("oauth-request"), clock),
                ids::next,
                clock);
    }

    @Singleton
    Invitations invitations(
            TenantDatabase database, Post post, AttemptLimits limits, Ids ids, Clock clock) {
        return new Invitations(database, post, limits, ids, clock);
    }

    @Singleton
    Admissions admissions(
            TenantDatabase database,
            TenantDirectory tenants,
            Users users,
            Passwords passwords,
            AttemptLimits limits,
            Clock clock) {
        return new Admissions(database, tenants, users, passwords, limits, clock);
    }

    @Singleton
    Memberships memberships(
            TenantDatabase database, TenantDirectory tenants, Callers callers, SignIn signIn) {
        return new Memberships(database, tenants, callers, signIn);
    }

    @Singleton
    TenantSettings tenantSettings(
            TenantDatabase database,
            TenantDirectory tenants,
            UploadedFiles files,
            Entrances entrances) {
        return new TenantSettings(database, tenants, files, entrances::forget);
    }

    // Mail

    @Singleton
    Letters letters(PublicUrl url) {
        return new Letters(url);
    }

    @Singleton
    MailQueue mailQueue(SecretBox box, Ids ids) {
        return new MailQueue(box, ids);
    }

    @Singleton
    Mailer mailer(Installation installation) {
        return Mailer.of(installation.mail());
    }

    @Context
    @Bean(preDestroy = "close")
    MailSender mailSender(TenantDatabase database, SecretBox box, Mailer mailer) {
        return new MailSender(database, box, mailer);
    }

    // Calls to others

    @Context
    @Bean(preDestroy = "close")
    OutboundClient outboundClient(
            @Property(name = "armature.outbound.hosts") @Nullable String hosts) {
        OutboundHosts allowed = hosts == null ? OutboundHosts.NONE : OutboundHosts.parse(hosts);
        return new OutboundClient(
                new Destinations(allowed), (SSLSocketFactory) SSLSocketFactory.getDefault());
    }

    @Singleton
    ExternalIdentities externalIdentities(TenantDatabase database, Ids ids) {
        return new ExternalIdentities(database, ids);
    }

    @Singleton
    Federation federation(
            TenantDatabase database,
            TenantDirectory tenants,
            OutboundClient client,
            SecretBox box,
            PublicUrl url,
            Users users,
            Passwords passwords,
            ExternalIdentities identities,
            SignIn signIn,
            SignInSettings settings,
            Reauthentication reauthentication,
            AttemptLimits limits,
            Installation installation,
            Ids ids,
            Clock clock) {
        Federation.Tools tools =
                new Federation.Tools(
                        database,
                        tenants,
                        client,
                        box,
                        url,
                        new ExternalSignIn(database, users, passwords, identities, signIn),
                        settings,
                        reauthentication,
                        limits,
                        ids,
                        clock);
        return Federation.of(tools, installation.masterKey().derive("provider-sign-in"));
    }

    // Operators

    @Context
    @Bean(preDestroy = "close")
    UsageMeter usageMeter(TenantDatabase database) {
        return new UsageMeter(database);
    }

    @Singleton
    QuotaOptions quotaOptions(
            @Property(name = "armature.quotas.records") @Nullable Long records,
            @Property(name = "armature.quotas.file-bytes") @Nullable Long fileBytes,
            @Property(name = "armature.quotas.plugin-cpu-millis") @Nullable Long pluginMillis) {
        QuotaOptions defaults = QuotaOptions.defaults();
        return new QuotaOptions(
                records == null ? defaults.records() : records,
                fileBytes == null ? defaults.fileBytes() : fileBytes,
                pluginMillis == null ? defaults.pluginCpuMillis() : pluginMillis);
    }

    @Singleton
    PluginTime pluginTime(UsageMeter meter, QuotaOptions quotas) {
        return new PluginTime(meter, quotas);
    }

    @Singleton
    Stock stock(QuotaOptions quotas) {
        return new Stock(quotas);
    }

    @Singleton
    TenantUsage tenantUsage(
            TenantDatabase database,
            QuotaOptions quotas,
            @Property(name = "armature.limits.tenant") @Nullable Integer requests) {
        return new TenantUsage(database, quotas, requests);
    }

    @Singleton
    OperatorDatabase operatorDatabase(TenantDatabase database, HomeAddresses homes) {
        return new OperatorDatabase(database, homes);
    }

    @Singleton
    OperatorKeys operatorKeys(OperatorDatabase database) {
        return new OperatorKeys(database);
    }

    @Singleton
    OperatorSigningKeys operatorSigningKeys(SigningKeys keys, OperatorDatabase database) {
        return new OperatorSigningKeys(keys, database);
    }

    @Singleton
    OperatorTenants operatorTenants(OperatorDatabase database) {
        return new OperatorTenants(database);
    }

    // Audit

    @Context
    @Bean(preDestroy = "close")
    AuditSealer auditSealer(TenantDatabase database) {
        return new AuditSealer(database);
    }

    @Singleton
    AuditLog auditLog(TenantDatabase database, AuditSealer sealer) {
        return new AuditLog(database, sealer);
    }

    @Singleton
    AttemptLimits attemptLimits(Clock clock) {
        return new AttemptLimits(clock);
    }

    @Singleton
    Sessions sessions(TenantDatabase database, Clock clock) {
        return new Sessions(database, clock);
    }

    @Singleton
    Reauthentication reauthentication(
            TenantDatabase database, Passwords passwords, AttemptLimits limits) {
        return new Reauthentication(database, passwords, limits);
    }

    @Singleton
    FreshProof freshProof(Reauthentication passwords, SecondFactors factors) {
        return new FreshProof(passwords, factors);
    }

    @Singleton
    OwnPassword ownPassword(
            TenantDatabase database,
            Passwords passwords,
            Reauthentication reauthentication,
            Post post) {
        return new OwnPassword(database, passwords, reauthentication, post);
    }

    @Singleton
    Post post(Letters letters, MailQueue queue, Clock clock) {
        return new Post(letters, queue, clock);
    }

    @Singleton
    @Bean(preDestroy = "close")
    Aside aside() {
        return new Aside();
    }

    @Singleton
    PasswordResets passwordResets(
            TenantDatabase database,
            TenantDirectory tenants,
            Passwords passwords,
            Post post,
            AttemptLimits limits,
            Aside aside,
            Ids ids,
            Clock clock) {
        return new PasswordResets(database, tenants, passwords, post, limits, aside, ids, clock);
    }

    // Operations

    @Singleton
    PrometheusMeterRegistry meters() {
        PrometheusMeterRegistry meters = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
        new JvmMemoryMetrics().bindTo(meters);
        new JvmThreadMetrics().bindTo(meters);
        new ProcessorMetrics().bindTo(meters);
        gcMetrics().bindTo(meters);
        return meters;
    }

    private static JvmGcMetrics gcMetrics() {
        return new JvmGcMetrics();
    }
}
