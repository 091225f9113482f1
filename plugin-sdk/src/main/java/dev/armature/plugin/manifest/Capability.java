package dev.armature.plugin.manifest;

/** One thing a plugin may be granted. */
public sealed interface Capability {

    /**
     * How it is named in messages and shown to administrators, such as {@code records.deal.read}.
     */
    String label();

    /** What may be done with an object's records. */
    enum Operation {
        READ("read"),
        CREATE("create"),
        UPDATE("update"),
        DELETE("delete");

        private final String spelling;

        Operation(String spelling) {
            this.spelling = spelling;
        }

        public String spelling() {
            return spelling;
        }
    }

    /** What may be done with files. */
    enum FileOperation {
        READ("read"),
        WRITE("write");

        private final String spelling;

        FileOperation(String spelling) {
            this.spelling = spelling;
        }

        public String spelling() {
            return spelling;
        }
    }

    /** Records of an object. */
    record Records(String object, Operation operation) implements Capability {
        @Override
        public String label() {
            return "records." + object + "." + operation.spelling();
        }
    }

    /** Addresses to fetch. */
    record Http(UrlPattern addresses) implements Capability {
        @Override
        public String label() {
            return "http " + addresses.text();
        }
    }

    /** A secret that the administrator enters. */
    record Secret(String name) implements Capability {
        @Override
        public String label() {
            return "secrets." + name;
        }
    }

    /** Sending e-mail. */
    record Email() implements Capability {
        @Override
        public String label() {
            return "email";
        }
    }

    /** Files. */
    record Files(FileOperation operation) implements Capability {
        @Override
        public String label() {
            return "files." + operation.spelling();
        }
    }

    /**
     * Events to emit.
     *
     * @param pattern a name, or the beginning of one with {@code .*} after it
     */
    record Events(String pattern) implements Capability {
        @Override
        public String label() {
            return "events." + pattern;
        }

        boolean allows(String event) {
            return pattern.endsWith(".*")
                    ? event.startsWith(pattern.substring(0, pattern.length() - 1))
                    : event.equals(pattern);
        }
    }

    /** Records as the plugin itself, not as the user whose act called it. */
    record RunAsPlugin() implements Capability {
        @Override
        public String label() {
            return "runAs.plugin";
        }
    }
}
