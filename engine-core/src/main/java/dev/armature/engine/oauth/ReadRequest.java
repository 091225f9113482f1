package dev.armature.engine.oauth;

/** What was made of a request to the authorization endpoint. */
public sealed interface ReadRequest permits AuthorizationRequest, ReadRequest.Refused {

    /**
     * One that cannot be granted, whoever is asked.
     *
     * @param to the app's own address, with the reason
     */
    record Refused(String to) implements ReadRequest {}
}
