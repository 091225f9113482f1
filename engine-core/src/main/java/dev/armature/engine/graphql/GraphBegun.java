package dev.armature.engine.graphql;

/** What a request has come to: an answer, or somebody who listens from now on. */
public sealed interface GraphBegun {

    /** It is answered. */
    record Answered(GraphAnswer answer) implements GraphBegun {}

    /** It is a subscription: each change is told of by {@link GraphService#tell}. */
    record Listens(GraphListening listening) implements GraphBegun {}
}
