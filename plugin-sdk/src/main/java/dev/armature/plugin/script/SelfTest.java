package dev.armature.plugin.script;

import dev.armature.plugin.sandbox.Limits;
import dev.armature.plugin.sandbox.PluginOutcome;
import java.util.Optional;

/**
 * Calls the built-in functions, each at least once, and compares the result with what it should be.
 */
final class SelfTest {

    private static final ScriptModule MODULE =
            new ScriptModule("armature:selftest", ScriptEngine.resource("selftest.js"));

    private static final String CONTEXT =
            "{\"record\": {\"amount\": {\"$decimal\": \"12.50\"}, \"name\": \"é\"}, \"settings\": {}}";

    private final ScriptEngine engine;

    SelfTest(ScriptEngine engine) {
        this.engine = engine;
    }

    boolean passes() {
        ScriptCall call = new ScriptCall(engine, MODULE, Limits.job(), new EchoingHost());
        try {
            return call.invoke("run", CONTEXT) instanceof PluginOutcome.Returned returned
                    && Optional.ofNullable(returned.recordJson()).orElse("").contains("\"12.5\"")
                    && returned.resultJson().equals("\"sound\"");
        } catch (ScriptFault e) {
            return false;
        }
    }

    private static final class EchoingHost implements Surroundings {

        @Override
        public void loaded() {
            // nothing is measured
        }

        @Override
        public HostReply callHost(String function, String argumentsJson) {
            return function.equals("records.get")
                    ? new HostReply.Answer(argumentsJson)
                    : new HostReply.Refusal("refused", "as expected", "name");
        }
    }
}
