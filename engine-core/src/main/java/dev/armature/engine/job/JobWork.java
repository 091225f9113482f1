package dev.armature.engine.job;

/** What jobs of one kind do. */
public interface JobWork {

    /** The kind of job it does. */
    String kind();

    /**
     * Does the job, or goes on with it where its last reported step ended. Reports each step and
     * looks between steps whether it shall stop.
     */
    void run(Jobs.Claimed claimed, Progress progress);

    /** Clears away what a job has left that was cancelled between two tries. */
    default void giveUp(Jobs.Claimed claimed) {}

    /** How a job learns that it shall stop. */
    interface Progress {

        /**
         * To be called between steps.
         *
         * @throws StoppedException when the job was cancelled or the node is stopping
         */
        void check();
    }

    /** Ends a job between two steps. */
    final class StoppedException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        private final boolean cancelled;

        /**
         * A reason to stop.
         *
         * @param cancelled false when the job shall be gone on with elsewhere
         */
        public StoppedException(boolean cancelled) {
            super("stopped", null, false, false);
            this.cancelled = cancelled;
        }

        public boolean isCancelled() {
            return cancelled;
        }
    }
}
