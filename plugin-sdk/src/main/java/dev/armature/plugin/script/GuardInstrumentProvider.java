package dev.armature.plugin.script;

import com.oracle.truffle.api.instrumentation.TruffleInstrument;
import com.oracle.truffle.api.instrumentation.provider.TruffleInstrumentProvider;
import java.util.Collection;
import java.util.List;

/** Makes the guard known to the script engine, which finds it as a service. */
@TruffleInstrument.Registration(
        id = GuardInstrument.ID,
        name = "Armature guard",
        services = GuardInstrument.class)
public final class GuardInstrumentProvider extends TruffleInstrumentProvider {

    @Override
    protected String getInstrumentClassName() {
        return GuardInstrument.class.getName();
    }

    @Override
    protected Object create() {
        return new GuardInstrument();
    }

    @Override
    protected Collection<String> getServicesClassNames() {
        return List.of(GuardInstrument.class.getName());
    }
}
