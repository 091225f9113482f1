package dev.armature.engine;

import dev.armature.engine.archive.ArchiveWork;
import dev.armature.engine.archive.TenantArchive;
import dev.armature.engine.archive.TenantExports;
import dev.armature.engine.audit.AuditLog;
import dev.armature.engine.audit.AuditSealer;
import dev.armature.engine.erasure.DueErasures;
import dev.armature.engine.erasure.Erasure;
import dev.armature.engine.erasure.ErasureLetters;
import dev.armature.engine.erasure.ErasureRequests;
import dev.armature.engine.file.FileBodies;
import dev.armature.engine.file.UploadedFiles;
import dev.armature.engine.identity.Entrances;
import dev.armature.engine.identity.Origins;
import dev.armature.engine.identity.Post;
import dev.armature.engine.identity.SigningKeys;
import dev.armature.engine.identity.TenantDirectory;
import dev.armature.engine.job.Jobs;
import dev.armature.engine.limit.LocalRateLimits;
import dev.armature.engine.limit.RateLimits;
import dev.armature.engine.limit.RedisRateLimits;
import dev.armature.engine.mail.Letters;
import dev.armature.engine.mail.Mailer;
import dev.armature.engine.operator.OperatorDatabase;
import dev.armature.engine.operator.OperatorKeys;
import dev.armature.engine.operator.OperatorSigningKeys;
import dev.armature.engine.operator.OperatorTenants;
import dev.armature.engine.plugin.PluginStore;
import dev.armature.engine.redis.RedisLink;
import dev.armature.engine.sql.TenantDatabase;
import dev.armature.engine.tenant.TenantSettings;
import dev.armature.engine.usage.QuotaOptions;
import dev.armature.engine.usage.Stock;
import dev.armature.engine.usage.TenantUsage;
import dev.armature.engine.usage.UsageMeter;
import dev.armature.metadata.change.TenantModels;
import dev.armature.metadata.home.HomeAddresses;
import io.micronaut.context.annotation.Bean;
import io.micronaut.context.annotation.Context;
import io.micronaut.context.annotation.Factory;
import io.micronaut.context.annotation.Property;
import io.micronaut.context.annotation.Requires;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Wires what concerns tenants as a whole: their settings, use, archives and end, and the operators.
 */
@Factory
@Requires(beans = Installation.class)
final class TenantFactory {

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
    TenantSettings tenantSettings(
            TenantDatabase database,
            TenantDirectory tenants,
            UploadedFiles files,
            Entrances entrances) {
        return new TenantSettings(database, tenants, files, entrances::forget);
    }

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

    @Context
    @Bean(preDestroy = "close")
    AuditSealer auditSealer(TenantDatabase database) {
        return new AuditSealer(database);
    }

    @Singleton
    AuditLog auditLog(TenantDatabase database, AuditSealer sealer) {
        return new AuditLog(database, sealer);
    }
}
