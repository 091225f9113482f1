// The tables of Northwind as objects: which file each comes from, what its columns become, and which fields it has.
// A column named "customer.customerId" is a reference, found by that unique field of its target.

const text = (name, more = {}) => ({ name, type: "text", maxLength: 255, ...more });
const key = (name) => text(name, { unique: true, required: true });
const reference = (name, target, more = {}) => ({ name, type: "reference", target, ...more });
const decimal = (name, more = {}) => ({ name, type: "decimal", ...more });
const integer = (name, more = {}) => ({ name, type: "integer", ...more });
const date = (name) => ({ name, type: "date" });
const address = [text("address"), text("city"), text("region"), text("postalCode"), text("country", { indexed: true })];

export const tables = [
  {
    file: "categories.csv",
    object: { name: "category", label: "Category", pluralLabel: "Categories", icon: "tags", titleField: "name" },
    fields: [key("categoryId"), text("name"), { name: "description", type: "longText" }, text("picture")],
    columns: { category_id: "categoryId", category_name: "name" },
  },
  {
    file: "region.csv",
    object: { name: "region", label: "Region", icon: "map", titleField: "description" },
    fields: [key("regionId"), text("description")],
    columns: { region_description: "description" },
  },
  {
    file: "territories.csv",
    object: { name: "territory", label: "Territory", pluralLabel: "Territories", icon: "map-pin", titleField: "description" },
    fields: [key("territoryId"), text("description"), reference("region", "region")],
    columns: { territory_description: "description", region_id: "region.regionId" },
  },
  {
    file: "us_states.csv",
    object: { name: "usState", label: "US state", icon: "flag", titleField: "name" },
    fields: [key("stateId"), text("name"), text("abbreviation"), text("part")],
    columns: { state_name: "name", state_abbr: "abbreviation", state_region: "part" },
  },
  {
    file: "shippers.csv",
    object: { name: "shipper", label: "Shipper", icon: "truck", titleField: "companyName" },
    fields: [key("shipperId"), text("companyName"), text("phone")],
    columns: {},
  },
  {
    file: "suppliers.csv",
    object: { name: "supplier", label: "Supplier", icon: "building", titleField: "companyName" },
    fields: [
      key("supplierId"), text("companyName", { required: true }), text("contactName"), text("contactTitle"), ...address,
      text("phone"), text("fax"), { name: "homepage", type: "longText" },
    ],
    columns: {},
  },
  {
    file: "customers.csv",
    object: { name: "customer", label: "Customer", icon: "users", titleField: "companyName" },
    fields: [
      key("customerId"), text("companyName", { required: true, searchable: true }), text("contactName"), text("contactTitle"),
      ...address, text("phone"), text("fax"),
    ],
    columns: {},
  },
  {
    file: "employees.csv",
    object: { name: "employee", label: "Employee", icon: "user", titleField: "lastName" },
    fields: [
      key("employeeId"), text("lastName", { required: true }), text("firstName"), text("title"), text("titleOfCourtesy"),
      date("birthDate"), date("hireDate"), ...address, text("homePhone"), text("extension"), text("photo"),
      { name: "notes", type: "longText" }, reference("reportsTo", "employee", { onDelete: "setNull" }), text("photoPath"),
    ],
    columns: {},
    // Who somebody reports to may stand further down in the file, so it comes in a second pass.
    later: { reports_to: "reportsTo.employeeId" },
    key: { employee_id: "employeeId" },
  },
  {
    file: "employee_territories.csv",
    object: { name: "employeeTerritory", label: "Employee territory", pluralLabel: "Employee territories", icon: "route" },
    fields: [
      reference("employee", "employee", { required: true, onDelete: "cascade" }),
      reference("territory", "territory", { required: true, onDelete: "cascade" }),
    ],
    columns: { employee_id: "employee.employeeId", territory_id: "territory.territoryId" },
  },
  {
    file: "products.csv",
    object: { name: "product", label: "Product", icon: "package", titleField: "name" },
    fields: [
      key("productId"), text("name", { required: true, searchable: true }), reference("supplier", "supplier"),
      reference("category", "category"), text("quantityPerUnit"), decimal("unitPrice", { minimum: 0 }), integer("unitsInStock"),
      integer("unitsOnOrder"), integer("reorderLevel"), { name: "discontinued", type: "boolean" },
    ],
    columns: { product_name: "name", supplier_id: "supplier.supplierId", category_id: "category.categoryId" },
  },
  {
    file: "orders.csv",
    object: { name: "order", label: "Order", icon: "shopping-cart", titleField: "orderId" },
    fields: [
      key("orderId"), reference("customer", "customer"), reference("employee", "employee"), date("orderDate"), date("requiredDate"),
      date("shippedDate"), reference("shipVia", "shipper"), decimal("freight", { minimum: 0 }), text("shipName"), text("shipAddress"),
      text("shipCity"), text("shipRegion"), text("shipPostalCode"), text("shipCountry"),
    ],
    columns: { customer_id: "customer.customerId", employee_id: "employee.employeeId", ship_via: "shipVia.shipperId" },
  },
  {
    file: "order_details.csv",
    object: { name: "orderDetail", label: "Order detail", icon: "list" },
    fields: [
      reference("order", "order", { required: true, onDelete: "cascade" }), reference("product", "product", { required: true }),
      decimal("unitPrice", { required: true, minimum: 0 }), integer("quantity", { required: true, minimum: 1 }),
      decimal("discount", { minimum: 0, maximum: 1, default: "0.0" }),
      { name: "net", label: "Net value", type: "formula", returns: "decimal", expression: "unitPrice * quantity * (1 - discount)" },
    ],
    columns: { order_id: "order.orderId", product_id: "product.productId" },
  },
];
