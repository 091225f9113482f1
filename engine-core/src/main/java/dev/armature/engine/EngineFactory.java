package dev.armature.engine;

import dev.armature.engine.home.HomeConnections;
import dev.armature.engine.home.HomeRegister;
import dev.armature.engine.home.Homes;
import dev.armature.engine.job.JobRunner;
import dev.armature.engine.packaging.Packages;
import dev.armature.engine.plugin.PluginStore;
import dev.armature.engine.record.Ids;
import dev.armature.engine.record.KnownRoles;
import dev.armature.engine.record.NarrowedFields;
import dev.armature.engine.record.RecordAdjuster;
import dev.armature.engine.redis.RedisLink;
import dev.armature.engine.rollup.RollupQueue;
import dev.armature.engine.secret.SecretBox;
import dev.armature.engine.signal.NodeSignals;
import dev.armature.engine.site.PublicUrl;
import dev.armature.engine.sql.KeyReaders;
import dev.armature.engine.sql.TenantDatabase;
import dev.armature.engine.storage.Storage;
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
import io.micronaut.context.annotation.Requires;
import io.micronaut.runtime.server.EmbeddedServer;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.util.List;
import javax.sql.DataSource;

/**
 * Wires what all of the engine rests on, once the composition root has said what the installation
 * is.
 */
@Factory
@Requires(beans = Installation.class)
final class EngineFactory {

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
    PublicUrl publicUrl(Installation installation, BeanProvider<EmbeddedServer> server) {
        return new PublicUrl(installation.url(), () -> server.get().getPort());
    }

    @Singleton
    Ids ids(Clock clock) {
        return new Ids(clock);
    }

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

    @Singleton
    SecretBox secretBox(Installation installation) {
        return new SecretBox(installation.masterKey()::derive);
    }

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
