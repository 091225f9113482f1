package dev.armature.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** examples/northwind against a running platform, with files of the same form and a few rows. */
class NorthwindExampleTest {

    private static final Map<String, String> FILES =
            Map.ofEntries(
                    Map.entry(
                            "categories.csv",
                            "category_id,category_name,description,picture\n1,Beverages,\"Soft drinks, coffees\",\n"),
                    Map.entry("region.csv", "region_id,region_description\n1,Eastern\n"),
                    Map.entry(
                            "territories.csv",
                            "territory_id,territory_description,region_id\n01581,Westboro,1\n"),
                    Map.entry(
                            "us_states.csv",
                            "state_id,state_name,state_abbr,state_region\n1,Alabama,AL,south\n"),
                    Map.entry(
                            "shippers.csv",
                            "shipper_id,company_name,phone\n1,Speedy Express,(503) 555-9831\n"),
                    Map.entry(
                            "suppliers.csv",
                            "supplier_id,company_name,contact_name,contact_title,address,city,region,postal_code,country,phone,fax,homepage\n1,Exotic Liquids,C,P,49 Gilbert St.,London,,EC1,UK,1,,\n"),
                    Map.entry(
                            "customers.csv",
                            "customer_id,company_name,contact_name,contact_title,address,city,region,postal_code,country,phone,fax\nALFKI,Alfreds Futterkiste,M,S,Obere Str. 57,Berlin,,12209,Germany,1,2\nANATR,Ana Trujillo,A,O,Avda. de la Constitución,México D.F.,,05021,Mexico,3,\n"),
                    Map.entry(
                            "employees.csv",
                            "employee_id,last_name,first_name,title,title_of_courtesy,birth_date,hire_date,address,city,region,postal_code,country,home_phone,extension,photo,notes,reports_to,photo_path\n1,Davolio,Nancy,S,Ms.,1948-12-08,1992-05-01,a,Seattle,WA,1,USA,1,2,,n,2,p\n2,Fuller,Andrew,V,Dr.,1952-02-19,1992-08-14,b,Tacoma,WA,2,USA,1,2,,n,,p\n"),
                    Map.entry("employee_territories.csv", "employee_id,territory_id\n1,01581\n"),
                    Map.entry(
                            "products.csv",
                            "product_id,product_name,supplier_id,category_id,quantity_per_unit,unit_price,units_in_stock,units_on_order,reorder_level,discontinued\n1,Chai,1,1,10 boxes,18,39,0,10,1\n"),
                    Map.entry(
                            "orders.csv",
                            "order_id,customer_id,employee_id,order_date,required_date,shipped_date,ship_via,freight,ship_name,ship_address,ship_city,ship_region,ship_postal_code,ship_country\n10248,ALFKI,1,1996-07-04,1996-08-01,,1,32.3800011,n,a,c,,p,Germany\n10249,ANATR,2,1996-07-05,,,1,1,n,a,c,,p,Mexico\n"),
                    Map.entry(
                            "order_details.csv",
                            "order_id,product_id,unit_price,quantity,discount\n10248,1,9.80000019,10,0\n10248,1,14,12,0.150000006\n10249,1,0.1,3,0\n"));

    @TempDir Path folder;

    @Test
    void everyRowComesInAndTheTotalsAreThoseOfTheFiles() throws Exception {
        for (Map.Entry<String, String> file : FILES.entrySet()) {
            Files.writeString(folder.resolve(file.getKey()), file.getValue());
        }
        try (TestPlatform platform = new TestPlatform()) {
            String output = load(platform);

            assertThat(output)
                    .contains("orderDetail            3 of 3 rows imported")
                    .containsPattern("Germany +240\\.800000892\\n")
                    .containsPattern("Mexico +0\\.3\\n")
                    .contains("Every total equals the one computed from the files.");
            ApiClient nancy =
                    platform.signIn("northwind", "nancy@northwind.example", "northwind-demo");
            assertThat(
                            nancy.get(
                                            "/api/v1/records/employee?fields=lastName,reportsTo.lastName&sort=lastName")
                                    .json()
                                    .at("/data/0/reportsTo/lastName")
                                    .textValue())
                    .isEqualTo("Fuller");
            assertThat(load(platform))
                    .as("a second run imports nothing twice")
                    .contains("are there already")
                    .doesNotContain("rows imported");
        }
    }

    private String load(TestPlatform platform) throws IOException, InterruptedException {
        Process process =
                new ProcessBuilder(
                                "node",
                                "../examples/northwind/load.mjs",
                                folder.toString(),
                                "--url",
                                platform.url())
                        .redirectErrorStream(true)
                        .start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).as(output).isZero();
        return output;
    }
}
