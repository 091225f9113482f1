package dev.armature.engine;

import dev.armature.engine.plugin.PluginHooks;
import dev.armature.engine.plugin.PluginInstaller;
import dev.armature.engine.plugin.PluginStore;
import dev.armature.engine.plugin.PluginWatch;
import dev.armature.engine.plugin.Plugins;
import dev.armature.engine.query.Aggregator;
import dev.armature.engine.query.RecordReader;
import dev.armature.engine.record.RecordWriter;
import dev.armature.engine.sql.TenantDatabase;
import dev.armature.engine.usage.PluginTime;
import dev.armature.engine.usage.QuotaOptions;
import dev.armature.engine.usage.UsageMeter;
import dev.armature.metadata.change.MetadataPublisher;
import dev.armature.metadata.database.TenantTransactions;
import dev.armature.plugin.pool.SandboxOptions;
import dev.armature.plugin.pool.WorkerSandbox;
import dev.armature.plugin.sandbox.PluginSandbox;
import io.micronaut.context.BeanProvider;
import io.micronaut.context.annotation.Bean;
import io.micronaut.context.annotation.Context;
import io.micronaut.context.annotation.Factory;
import io.micronaut.context.annotation.Requires;
import jakarta.inject.Singleton;

/** Wires plugins and the sandbox they run in. */
@Factory
@Requires(beans = Installation.class)
final class PluginFactory {

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

    @Singleton
    PluginTime pluginTime(UsageMeter meter, QuotaOptions quotas) {
        return new PluginTime(meter, quotas);
    }
}
