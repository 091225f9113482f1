package dev.armature.server;

import dev.armature.engine.schema.UiSchemas;
import dev.armature.ui.UiSchemaRenderer;
import io.micronaut.context.annotation.Factory;
import jakarta.inject.Singleton;

/** Joins the modules that do not know each other. */
@Factory
final class ServerFactory {

    @Singleton
    UiSchemas uiSchemas() {
        return UiSchemaRenderer::render;
    }
}
