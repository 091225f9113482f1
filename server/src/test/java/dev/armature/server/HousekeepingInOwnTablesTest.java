package dev.armature.server;

import dev.armature.engine.storage.StorageOptions;

/** The same where every object has a table of its own. */
class HousekeepingInOwnTablesTest extends HousekeepingTest {

    @Override
    TestPlatform platform() {
        return new TestPlatform(StorageOptions.withThreshold(0));
    }

    @Override
    void placed(ApiClient client, String object) {
        ApiClient.await(() ->
                client.get("/api/v1/metadata/objects/" + object + "/storage")
                        .json()
                        .get("place")
                        .textValue()
                        .equals("dedicated"));
    }
}
