package dev.armature.engine;

import dev.armature.engine.access.AccessPolicy;
import dev.armature.engine.archive.ArchiveWork;
import dev.armature.engine.archive.TenantExports;
import dev.armature.engine.conversion.ConversionWork;
import dev.armature.engine.conversion.FieldConversions;
import dev.armature.engine.file.UploadedFiles;
import dev.armature.engine.file.Uploads;
import dev.armature.engine.housekeeping.Housekeeper;
import dev.armature.engine.identity.Callers;
import dev.armature.engine.identity.TenantDirectory;
import dev.armature.engine.identity.Users;
import dev.armature.engine.job.JobRunner;
import dev.armature.engine.job.JobWork;
import dev.armature.engine.job.Jobs;
import dev.armature.engine.mass.HandOvers;
import dev.armature.engine.mass.MassChanges;
import dev.armature.engine.mass.MassWork;
import dev.armature.engine.mass.UndoWork;
import dev.armature.engine.mass.Undos;
import dev.armature.engine.record.Ids;
import dev.armature.engine.record.RecordWriter;
import dev.armature.engine.rollup.RollupQueue;
import dev.armature.engine.rollup.RollupWork;
import dev.armature.engine.sql.TenantDatabase;
import dev.armature.engine.storage.Growth;
import dev.armature.engine.storage.IndexAdviser;
import dev.armature.engine.storage.Storage;
import dev.armature.engine.storage.StorageKeeper;
import dev.armature.engine.storage.StorageWork;
import dev.armature.engine.transfer.ImportWork;
import dev.armature.engine.transfer.Imports;
import dev.armature.engine.transfer.MissingMetadata;
import dev.armature.engine.usage.Stock;
import dev.armature.metadata.change.MetadataPublisher;
import dev.armature.metadata.change.MetadataStore;
import dev.armature.metadata.change.TenantModels;
import dev.armature.metadata.database.TenantTransactions;
import dev.armature.metadata.home.HomeAddresses;
import io.micronaut.context.BeanProvider;
import io.micronaut.context.annotation.Bean;
import io.micronaut.context.annotation.Context;
import io.micronaut.context.annotation.Factory;
import io.micronaut.context.annotation.Requires;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;

/** Wires jobs and what is done beside requests. */
@Factory
@Requires(beans = Installation.class)
final class JobFactory {

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
}
