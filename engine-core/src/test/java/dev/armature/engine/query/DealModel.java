package dev.armature.engine.query;

import dev.armature.metadata.json.Json;
import dev.armature.metadata.model.ObjectModel;
import dev.armature.testing.ExpressionCases;
import java.util.List;

/** Deals, for tests that look at queries and not at records. */
final class DealModel {

    static final ObjectModel DEAL =
            ExpressionCases.model(
                            List.of(
                                    Json.readObject(
                                            """
                                            {"name": "account", "fields": [{"name": "name", "type": "text"}]}
                                            """),
                                    Json.readObject(
                                            """
                                            {"name": "deal", "fields": [
                                              {"name": "name", "type": "text"},
                                              {"name": "stage", "type": "select", "options": ["won", "lost", "new"]},
                                              {"name": "amount", "type": "decimal"},
                                              {"name": "closes", "type": "date"},
                                              {"name": "active", "type": "boolean"},
                                              {"name": "account", "type": "reference", "target": "account"}]}
                                            """)))
                    .required("deal");

    private DealModel() {}
}
