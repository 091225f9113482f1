package dev.armature.engine;

import dev.armature.engine.access.AccessPolicy;
import dev.armature.engine.file.ClamdScanner;
import dev.armature.engine.file.FileAccess;
import dev.armature.engine.file.FileBodies;
import dev.armature.engine.file.FileScanner;
import dev.armature.engine.file.UploadOptions;
import dev.armature.engine.file.UploadedFiles;
import dev.armature.engine.file.Uploads;
import dev.armature.engine.form.FormPages;
import dev.armature.engine.form.PublicForms;
import dev.armature.engine.identity.AttemptLimits;
import dev.armature.engine.identity.Callers;
import dev.armature.engine.identity.MailedLinks;
import dev.armature.engine.identity.Passwords;
import dev.armature.engine.identity.TenantDirectory;
import dev.armature.engine.query.RecordReader;
import dev.armature.engine.record.Ids;
import dev.armature.engine.record.RecordWriter;
import dev.armature.engine.share.FileLinks;
import dev.armature.engine.share.LinkedRecords;
import dev.armature.engine.share.PublicLinks;
import dev.armature.engine.share.Shares;
import dev.armature.engine.site.PublicUrl;
import dev.armature.engine.sql.TenantDatabase;
import dev.armature.engine.tenant.PublicAccess;
import dev.armature.engine.tenant.TenantSign;
import dev.armature.engine.usage.Stock;
import dev.armature.engine.usage.UsageMeter;
import dev.armature.metadata.change.TenantModels;
import io.micronaut.context.annotation.Bean;
import io.micronaut.context.annotation.Factory;
import io.micronaut.context.annotation.Property;
import io.micronaut.context.annotation.Requires;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Wires files and what is opened to strangers by links and forms. */
@Factory
@Requires(beans = Installation.class)
final class FileFactory {

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
}
