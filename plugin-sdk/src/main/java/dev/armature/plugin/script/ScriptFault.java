package dev.armature.plugin.script;

/** The script engine failed, not the script. Whether the process is still sound is to be tested. */
public final class ScriptFault extends Exception {

    private static final long serialVersionUID = 1L;

    ScriptFault(Throwable cause) {
        super(cause);
    }
}
