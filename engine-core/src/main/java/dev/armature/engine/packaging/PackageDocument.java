package dev.armature.engine.packaging;

import dev.armature.metadata.json.Json;
import dev.armature.metadata.packaging.MetadataPackage;
import dev.armature.metadata.problem.EngineException;

/** A package as one document, in JSON or in YAML, which say the same. */
public enum PackageDocument {
    JSON {
        @Override
        public byte[] write(MetadataPackage written) {
            return PackageArchive.pretty(written.toJson());
        }

        @Override
        public MetadataPackage read(byte[] document) {
            return MetadataPackage.read(Json.parse(document));
        }
    },

    YAML {
        @Override
        public byte[] write(MetadataPackage written) {
            return YamlWriter.write(written.toJson());
        }

        @Override
        public MetadataPackage read(byte[] document) {
            return MetadataPackage.read(YamlReader.read(document));
        }
    };

    /** The same metadata is the same document, byte by byte. */
    public abstract byte[] write(MetadataPackage written);

    /**
     * Reads a stranger's document.
     *
     * @throws EngineException when it is not well-formed, or no package
     */
    public abstract MetadataPackage read(byte[] document);
}
